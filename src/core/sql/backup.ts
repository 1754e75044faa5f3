/** The queries of backups: which tables there are, and what they hold. Run under `search_path = pg_catalog`. */

/**
 * The tables of a backup: $1 text[] of schema-qualified names, and every table of the schema cutter_governance. One row
 * each: quoted name, whether the role may read it, and the sequences of it that the role may not read (pg_dump reads
 * them, too).
 */
export const BACKUP_TABLES_QUERY = `
SELECT format('%I.%I', s.nspname, c.relname) AS name,
  (has_schema_privilege(s.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))::text AS readable,
  (SELECT string_agg(q.oid::regclass::text, ', ' ORDER BY q.oid::regclass::text)
   FROM pg_depend d JOIN pg_class q ON q.oid = d.objid
   WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
     AND d.deptype IN ('a', 'i') AND CASE WHEN q.relkind = 'S' THEN NOT has_sequence_privilege(q.oid, 'SELECT') ELSE false END) AS closed_sequences
FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND (s.nspname = 'cutter_governance' OR format('%I.%I', s.nspname, c.relname) = ANY ($1::text[]))
ORDER BY format('%I.%I', s.nspname, c.relname) COLLATE "C"`;

/** Every table that is not PostgreSQL's own: what a scratch database holds once a backup is restored into it. */
export const ALL_TABLES_QUERY = `
SELECT format('%I.%I', s.nspname, c.relname) AS name
FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND s.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
ORDER BY format('%I.%I', s.nspname, c.relname) COLLATE "C"`;

/**
 * What one table holds; $1 = its quoted name. The digest does not depend on the order of the rows: the SHA-256 of every
 * row's text, sorted, in 256 groups by first byte (so that no text outgrows its limit of 1 GB below some eight thousand
 * million rows), a SHA-256 over each group, and one over those of the groups. Row texts depend on TimeZone, DateStyle and
 * the like: run it in a session of ours, with `extra_float_digits`, `bytea_output` and `IntervalStyle` as PostgreSQL
 * has them.
 *
 * `table` comes quoted from the catalogue: a name cannot be a parameter.
 */
export const tableFactsQuery = (table: string): string => `
SELECT coalesce(sum(g.rows), 0)::text AS rows,
  encode(sha256(coalesce(string_agg(g.digest, ''::bytea ORDER BY g.first), ''::bytea)), 'hex') AS digest,
  (SELECT encode(sha256(convert_to(coalesce(string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), E'\\n' ORDER BY a.attnum), ''), 'UTF8')), 'hex')
   FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped) AS columns
FROM (
  SELECT get_byte(r.digest, 0) AS first, count(*) AS rows, sha256(string_agg(r.digest, ''::bytea ORDER BY r.digest)) AS digest
  FROM (SELECT sha256(convert_to(ROW(t.*)::text, 'UTF8')) AS digest FROM ONLY ${table} AS t) AS r
  GROUP BY 1
) AS g`;

/** A snapshot that pg_dump can share, for as long as this transaction is open. */
export const EXPORT_SNAPSHOT_QUERY = 'SELECT pg_export_snapshot() AS snapshot';
