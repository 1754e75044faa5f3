import { jsonbText, jsonbWriter, type StringTree } from '../../plan/jsonb.ts';
import type { Statement } from '../../plan/plan.ts';
import { rowText } from '../../plan/rows.ts';

/**
 * The unit and its version as the three statements leave them, in the column order of the tables (DOMAIN section 3),
 * without timestamps. The last column is the SHA-256 of the body as stored. What all rows share is prepared once.
 */
export function cutRowText(shared: Readonly<Record<string, string>>): (statements: readonly Statement[]) => string {
  const actor = shared.actor ?? null;
  const conformance = shared.conformance ?? null;
  const document = shared.document ?? null;
  const owner = shared.owner ?? null;
  const identity = jsonbWriter(parse(shared, 'identity'), ['title', 'primary_section_type_ref', 'provenance']);
  const provenance = jsonbWriter(parse(shared, 'provenance'), ['span_sha256']);
  const content = jsonbWriter(parse(shared, 'content'), ['level']);

  return (statements) => {
    const [id, address, unitKind, title, sectionType, spanSha256, sectionCode, parent, order] = valuesOf(statements[0]);
    const [version, unitOfVersion, , contentHash, level] = valuesOf(statements[1]);
    const [anchor] = valuesOf(statements[2]);
    return rowText([
      // information_unit
      id ?? null,
      address ?? null,
      unitKind ?? null,
      'draft',
      anchor ?? null,
      anchor ?? null,
      owner,
      parent ?? null,
      conformance,
      identity([jsonbText(title ?? ''), jsonbText(sectionType ?? ''), provenance([jsonbText(spanSha256 ?? '')])]),
      actor,
      actor,
      null,
      order ?? null,
      document,
      sectionType ?? null,
      sectionCode ?? null,
      // unit_version
      version ?? null,
      unitOfVersion ?? null,
      contentHash ?? null,
      '1',
      'draft',
      content([jsonbText(level ?? '')]),
      actor,
      null,
      null,
      null,
      null,
      null,
      null,
      contentHash ?? null,
    ]);
  };
}

const valuesOf = (statement: Statement | undefined): readonly (string | null)[] => statement?.[2] ?? [];

/** A shared value as an object. Where it is none, the rows will not be those that the rebuilt plan leaves behind. */
function parse(shared: Readonly<Record<string, string>>, name: string): { readonly [key: string]: StringTree } {
  try {
    const tree = treeOf(JSON.parse(shared[name] ?? '{}'));
    return typeof tree === 'string' ? {} : tree;
  } catch {
    return {};
  }
}

const treeOf = (value: unknown): StringTree => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, treeOf(item)]));
};
