/** The tables of `$1` that do not exist, or that the asking role may not see for lack of USAGE on their schema. */
export const TABLES_QUERY = `
SELECT t AS name, s.oid IS NOT NULL AS schema_exists, coalesce(has_schema_privilege(s.oid, 'USAGE'), false) AS usage,
  c.oid IS NOT NULL AS table_exists, coalesce(has_table_privilege(c.oid, 'SELECT'), false) AS readable
FROM unnest($1::text[]) AS t
LEFT JOIN pg_namespace s ON s.nspname = split_part(t, '.', 1)
LEFT JOIN pg_class c ON c.relnamespace = s.oid AND c.relname = split_part(t, '.', 2)
ORDER BY t COLLATE "C"`;
