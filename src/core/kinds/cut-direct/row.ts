import { jsonbText, type StringTree } from '../../plan/jsonb.ts';
import type { Statement } from '../../plan/plan.ts';
import { rowText } from '../../plan/rows.ts';

/**
 * The unit and its version as the three statements leave them, in the column order of the tables (DOMAIN section 3),
 * without timestamps. The last column is the SHA-256 of the body as stored.
 */
export function cutRowText(shared: Readonly<Record<string, string>>, statements: readonly Statement[]): string {
  const [id, address, unitKind, title, sectionType, spanSha256, sectionCode] = valuesOf(statements[0]);
  const [version, unitOfVersion, , contentHash, level] = valuesOf(statements[1]);
  const [anchor] = valuesOf(statements[2]);
  const identity = parse(shared, 'identity');
  const provenance = parse(shared, 'provenance');
  const content = parse(shared, 'content');
  return rowText([
    // information_unit
    id ?? null,
    address ?? null,
    unitKind ?? null,
    'draft',
    anchor ?? null,
    anchor ?? null,
    shared.owner ?? null,
    null,
    shared.conformance ?? null,
    jsonbText({
      ...identity,
      title: title ?? '',
      primary_section_type_ref: sectionType ?? '',
      provenance: { ...provenance, span_sha256: spanSha256 ?? '' },
    }),
    shared.actor ?? null,
    shared.actor ?? null,
    null,
    null,
    shared.document ?? null,
    sectionType ?? null,
    sectionCode ?? null,
    // unit_version
    version ?? null,
    unitOfVersion ?? null,
    contentHash ?? null,
    '1',
    'draft',
    jsonbText({ ...content, level: level ?? '' }),
    shared.actor ?? null,
    null,
    null,
    null,
    null,
    null,
    null,
    contentHash ?? null,
  ]);
}

const valuesOf = (statement: Statement | undefined): readonly (string | null)[] => statement?.[2] ?? [];

const parse = (shared: Readonly<Record<string, string>>, name: string): { readonly [key: string]: StringTree } =>
  JSON.parse(shared[name] ?? '{}');
