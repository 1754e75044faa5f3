const LIVE = `AND lifecycle_status <> 'retired'`;

/**
 * The structural facts of the rows under a prefix, counted by the database. One row, all text. Parameters: $1 and $2 the
 * bounds of the prefix (live-rows.ts), $3 text[] addresses of the excluded. `live`: what is retired is not there.
 */
export const structureQuery = (rowsAre: 'all' | 'live' = 'all'): string => `
WITH u AS MATERIALIZED (
  SELECT * FROM public.information_unit u WHERE u.canonical_address COLLATE "C" >= $1 AND u.canonical_address COLLATE "C" < $2 ${rowsAre === 'live' ? LIVE : ''}
), v AS MATERIALIZED (
  SELECT v.*, encode(sha256(convert_to(v.body, 'UTF8')), 'hex') AS body_sha256 FROM public.unit_version v WHERE v.unit_id IN (SELECT id FROM u) ${rowsAre === 'live' ? LIVE : ''}
)
SELECT (SELECT count(*) FROM u)::text AS units, (SELECT count(*) FROM v)::text AS versions,
  (SELECT count(DISTINCT canonical_address) FROM u)::text AS addresses,
  (SELECT count(DISTINCT content_hash) FROM v)::text AS hashes,
  (SELECT count(*) FROM v WHERE content_hash IS DISTINCT FROM body_sha256)::text AS false_hashes,
  (SELECT count(*) FROM u LEFT JOIN v ON v.id = u.version_anchor_ref AND v.unit_id = u.id
   WHERE v.id IS NULL OR u.content_anchor_ref IS DISTINCT FROM v.id::text)::text AS false_anchors,
  ((SELECT count(*) FROM u WHERE lifecycle_status <> 'draft') + (SELECT count(*) FROM v WHERE lifecycle_status <> 'draft'))::text AS not_draft,
  (SELECT count(*) FROM u WHERE canonical_address = ANY ($3::text[]))::text AS excluded,
  (SELECT string_agg(section_type || ' ' || n, ', ' ORDER BY section_type COLLATE "C")
   FROM (SELECT coalesce(section_type, 'none') AS section_type, count(*) AS n FROM u GROUP BY 1) AS s) AS section_types`;

/** The columns of its answer. */
export const STRUCTURE_COLUMNS = [
  'units',
  'versions',
  'addresses',
  'hashes',
  'false_hashes',
  'false_anchors',
  'not_draft',
  'excluded',
  'section_types',
] as const;
