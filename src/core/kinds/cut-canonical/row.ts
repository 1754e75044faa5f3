/**
 * A unit and its version as the canonical writer leaves them. The function decides the ids, so the row is recognised by
 * its address and its content hash; everything else is compared, the ids' agreement included.
 */
import { jsonbText, jsonbWriter, type StringTree } from '../../plan/jsonb.ts';
import { rowText } from '../../plan/rows.ts';
import { UNIT_STATE, VERSION_STATE } from '../../sql/live-rows.ts';
import { textOf } from '../../sql/survey.ts';

const columns = [
  'u.canonical_address',
  'u.unit_kind',
  'u.lifecycle_status',
  '(u.content_anchor_ref IS NOT DISTINCT FROM v.id::text)::text',
  'u.owner_ref',
  '(SELECT p.canonical_address FROM public.information_unit p WHERE p.id = u.parent_or_container_ref)',
  'u.conformance_status',
  'u.identity_profile::text',
  ...UNIT_STATE,
  ...VERSION_STATE,
];

/** Rows `key`, `text` of the units under a prefix that a condition lets through, with the version each is anchored to. */
export const liveUnits = (condition: string): string => `SELECT u.canonical_address AS key, ${textOf(columns)} AS text
FROM public.information_unit u LEFT JOIN public.unit_version v ON v.id = u.version_anchor_ref AND v.unit_id = u.id
WHERE u.canonical_address COLLATE "C" >= $1 AND u.canonical_address COLLATE "C" < $2 AND ${condition}`;

/** A unit by the names of its values. */
export type UnitValues = Readonly<Record<string, string | null>>;

export function canonicalRowText(shared: Readonly<Record<string, string>>): (unit: UnitValues) => string {
  const identity = jsonbWriter(
    {
      owner_lookup_ref: shared.owner ?? '',
      publication_type_ref: shared.publication_type ?? '',
      publication_authority_ref: shared.publication_authority ?? '',
    },
    ['title', 'primary_section_type_ref', 'provenance'],
  );
  const provenance = jsonbWriter(parse(shared.provenance), ['span_sha256']);
  const content = jsonbWriter(parse(shared.content), ['level']);
  const actor = shared.actor ?? null;
  return (unit) => {
    const value = (name: string): string => jsonbText(unit[name] ?? '');
    return rowText([
      unit.address ?? null,
      unit.unit_kind ?? null,
      'draft',
      'true',
      shared.owner ?? null,
      unit.parent ?? null,
      shared.conformance ?? null,
      identity([value('title'), value('section_type'), provenance([value('span_sha256')])]),
      actor,
      null,
      unit.sort_order ?? null,
      shared.document ?? null,
      unit.section_type ?? null,
      unit.section_code ?? null,
      unit.content_hash ?? null,
      unit.version_seq ?? '1',
      'draft',
      content([value('level')]),
      actor,
      null,
      null,
      null,
      null,
      null,
      null,
      unit.content_hash ?? null,
    ]);
  };
}

/** A shared value as an object. Where it is none, the rows will not be those that the rebuilt plan leaves behind. */
function parse(text: string | undefined): { readonly [key: string]: StringTree } {
  try {
    return JSON.parse(text ?? '{}') as { readonly [key: string]: StringTree };
  } catch {
    return {};
  }
}
