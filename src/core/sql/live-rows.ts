/**
 * Live rows under a prefix, as plan/rows.ts defines row texts and their digest.
 *
 * Parameters: $1 the prefix with its '/', $2 the first text after all texts with it. COLLATE "C" compares bytes, as the
 * index on canonical_address does.
 */
const UNDER = `u.canonical_address COLLATE "C" >= $1 AND u.canonical_address COLLATE "C" < $2`;

/** Columns, as text, of a unit `u` and its version `v` that hold no id: a row text has them whatever the writer. */
export const UNIT_STATE = [
  'u.updated_by',
  'u.deleted_at::text',
  'u.sort_order::text',
  'u.doc_code',
  'u.section_type',
  'u.section_code',
];
export const VERSION_STATE = [
  'v.content_hash',
  'v.version_seq::text',
  'v.lifecycle_status',
  'v.content_profile::text',
  'v.created_by',
  'v.title',
  'v.description',
  'v.review_state',
  'v.provenance::text',
  'v.editor',
  'v.enacted_at::text',
  `encode(sha256(convert_to(v.body, 'UTF8')), 'hex')`,
];

const columns = [
  'u.id::text',
  'u.canonical_address',
  'u.unit_kind',
  'u.lifecycle_status',
  'u.content_anchor_ref',
  'u.version_anchor_ref::text',
  'u.owner_ref',
  'u.parent_or_container_ref::text',
  'u.conformance_status',
  'u.identity_profile::text',
  'u.created_by',
  ...UNIT_STATE,
  'v.id::text',
  'v.unit_id::text',
  ...VERSION_STATE,
];

const ROW_TEXT = `array_to_string(ARRAY[${columns.join(', ')}], E'\\x1f', '\\N')`;

/** A unit without a version, and every version of a unit with several, is a row of its own: nothing is hidden. */
const FROM = `FROM public.information_unit u LEFT JOIN public.unit_version v ON v.unit_id = u.id WHERE ${UNDER}`;

/** One row: count and digest. */
export const ROWS_DIGEST_QUERY = `
SELECT count(*)::text AS count, encode(sha256(coalesce(string_agg(digest, ''::bytea ORDER BY address COLLATE "C", version), ''::bytea)), 'hex') AS digest
FROM (SELECT u.canonical_address AS address, v.version_seq AS version, sha256(convert_to(${ROW_TEXT}, 'UTF8')) AS digest ${FROM}) AS r`;

/** One row per row: address and its SHA-256, for naming what differs. */
export const ROWS_QUERY = `
SELECT u.canonical_address AS address, encode(sha256(convert_to(${ROW_TEXT}, 'UTF8')), 'hex') AS digest ${FROM}
ORDER BY u.canonical_address COLLATE "C", v.version_seq`;

/** The bounds of the addresses under a prefix: `PREFIX/` and the first text behind them. */
export const boundsOf = (prefix: string): readonly [string, string] => [`${prefix}/`, `${prefix}0`];

/** Every unit ever under the prefix, for the snapshot. */
export const UNITS_QUERY = `
SELECT u.canonical_address AS address, u.id::text AS id, u.lifecycle_status, u.unit_kind, u.section_type,
  coalesce(u.identity_profile->>'title', '') AS title, (u.deleted_at IS NOT NULL)::text AS deleted,
  v.id::text AS version_id, v.version_seq::text AS version_seq, v.content_hash,
  nullif(encode(sha256(convert_to(v.body, 'UTF8')), 'hex'), v.content_hash) AS body_sha256,
  (SELECT count(*) FROM public.unit_version n WHERE n.unit_id = u.id)::text AS versions,
  u.owner_ref AS owner, u.conformance_status AS conformance, u.identity_profile->>'publication_type_ref' AS publication_type,
  (SELECT p.canonical_address FROM public.information_unit p WHERE p.id = u.parent_or_container_ref) AS parent,
  u.sort_order::text AS sort_order
FROM public.information_unit u LEFT JOIN public.unit_version v ON v.id = u.version_anchor_ref AND v.unit_id = u.id
WHERE ${UNDER} ORDER BY u.canonical_address COLLATE "C"`;

/** Units and versions outside the prefix: counts, and a digest that does not depend on their order. */
export const OUTSIDE_QUERY = `
SELECT count(u.id)::text AS units,
  (SELECT count(*) FROM public.unit_version v JOIN public.information_unit o ON o.id = v.unit_id
   WHERE o.canonical_address COLLATE "C" < $1 OR o.canonical_address COLLATE "C" >= $2)::text AS versions,
  coalesce(sum(hashtextextended(concat_ws(E'\\x1f', u.id, u.canonical_address, u.lifecycle_status, u.version_anchor_ref), 0)), 0)::text AS digest
FROM public.information_unit u
WHERE u.canonical_address COLLATE "C" < $1 OR u.canonical_address COLLATE "C" >= $2`;
