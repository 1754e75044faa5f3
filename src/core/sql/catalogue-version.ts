/**
 * The version of the catalogue: one SHA-256 over which row versions (xmin and ctid) the catalogues hold of all that is
 * not PostgreSQL's own, and of the configuration that the catalogue query reads. PostgreSQL never changes a definition
 * in place, so while the version stays, every answer of the catalogue query stays; the reverse does not hold. Asking for
 * it takes a tenth of the time of that query.
 *
 * Where the version is asked for before the definitions, it is never newer than they are: whatever changes between the
 * two questions changes the next version.
 */

/** Objects with lower ids come with PostgreSQL. */
const FIRST_NORMAL_OBJECT_ID = 16384;

const CATALOGUES: readonly (readonly [table: string, key: string, where: string])[] = [
  ...(
    [
      ['pg_class', 'oid'],
      ['pg_attribute', 'attrelid'],
      ['pg_attrdef', 'oid'],
      ['pg_constraint', 'oid'],
      ['pg_index', 'indexrelid'],
      ['pg_inherits', 'inhrelid'],
      ['pg_trigger', 'oid'],
      ['pg_rewrite', 'oid'],
      ['pg_policy', 'oid'],
      ['pg_type', 'oid'],
      ['pg_proc', 'oid'],
    ] as const
  ).map(([table, key]) => [table, key, `${key} >= ${FIRST_NORMAL_OBJECT_ID}`] as const),
  // The schema public and the languages come with PostgreSQL, and their owners and grants are changed all the same.
  ['pg_namespace', 'oid', 'true'],
  ['pg_language', 'oid', 'true'],
  ['pg_event_trigger', 'oid', 'true'],
  ['pg_extension', 'oid', 'true'],
  ['pg_db_role_setting', 'setdatabase', 'true'],
  ['pg_auth_members', 'roleid', 'true'],
  ['public.dot_config', 'key', `key LIKE 'vocab.%' OR key LIKE 'iu\\_create.%' OR key LIKE 'iu\\_enact.%'`],
];

const rowVersions = ([table, key, where]: (typeof CATALOGUES)[number]): string =>
  `SELECT '${table}' AS name, string_agg(xmin::text || ctid::text, ' ' ORDER BY ${key}, ctid) AS rows FROM ${table} WHERE ${where}`;

/** One row: version. Roles are compared by what of them can be read. */
export const CATALOGUE_VERSION_QUERY = `
SELECT encode(sha256(convert_to(string_agg(concat_ws(' ', name, rows), E'\\n' ORDER BY name COLLATE "C"), 'UTF8')), 'hex') AS version
FROM (
${CATALOGUES.map(rowVersions).join('\nUNION ALL\n')}
UNION ALL
SELECT 'pg_roles', string_agg(r::text, ' ' ORDER BY r.oid) FROM pg_roles r
) AS held`;
