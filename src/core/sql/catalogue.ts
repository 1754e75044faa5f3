/**
 * The questions that a reading of the catalogue asks (core/plan/catalogue.ts). Each looks into one catalogue and joins
 * little: a session that has just begun plans and answers all of them in half the time of one query that joins
 * everything. Definitions depend on search_path: run them under `search_path = pg_catalog`.
 *
 * What a row may hold: `name` and `definition` of an object; `kind` (table or function) and `id` of what is reached from
 * it; `schema`, the id of the one it lies in; `body`, a text in whose words others may be named; `dynamic_in`, the name of
 * a function that runs SQL it builds.
 */

const USER_SCHEMA = `s.nspname NOT IN ('pg_catalog', 'information_schema') AND s.nspname NOT LIKE 'pg\\_toast%' AND s.nspname NOT LIKE 'pg\\_temp%'`;

/** $1 text[]: tables, schema-qualified. */
export const TABLES_BY_NAME = `SELECT 'table' AS kind, to_regclass(t)::oid::text AS id FROM unnest($1::text[]) AS t`;

/** $1 text[]: functions, schema-qualified; every overload. */
export const FUNCTIONS_BY_NAME = `
SELECT 'function' AS kind, p.oid::text AS id FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace
WHERE ${USER_SCHEMA} AND quote_ident(s.nspname) || '.' || quote_ident(p.proname) = ANY ($1::text[])`;

/** What a `word` in the body of a function can name. */
export const WORDS = `
SELECT p.proname AS word, 'function' AS kind, p.oid::text AS id
FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace WHERE ${USER_SCHEMA}
UNION ALL
SELECT c.relname, 'table', c.oid::text
FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${USER_SCHEMA}`;

/** By `schema_id`; all of them, for something in any may be reached. */
export const SCHEMAS = `
SELECT s.oid::text AS schema_id, 'schema ' || quote_ident(s.nspname) AS name,
  concat_ws(E'\\n', 'owner ' || pg_get_userbyid(s.nspowner), (SELECT string_agg(x::text, E'\\n' ORDER BY x::text) FROM unnest(s.nspacl) AS x)) AS definition
FROM pg_namespace s WHERE s.nspname NOT LIKE 'pg\\_toast%' AND s.nspname NOT LIKE 'pg\\_temp%'`;

/** What concerns every write. */
export const OF_DATABASE: readonly string[] = [
  `
SELECT 'event trigger ' || quote_ident(e.evtname) AS name,
  concat_ws(E'\\n', e.evtevent, e.evtfoid::regprocedure::text, e.evtenabled::text, array_to_string(e.evttags, ', ')) AS definition,
  'function' AS kind, e.evtfoid::text AS id
FROM pg_event_trigger e`,
  `SELECT 'extension ' || quote_ident(e.extname) AS name, e.extversion AS definition FROM pg_extension e`,
  `
SELECT 'configuration ' || c.key AS name, c.value AS definition FROM public.dot_config c
WHERE c.key LIKE 'vocab.%' OR c.key LIKE 'iu\\_create.%' OR c.key LIKE 'iu\\_enact.%'`,
];

/** The same, of the roles in $1 text[]. */
export const OF_ROLES: readonly string[] = [
  `
SELECT 'role ' || quote_ident(r.rolname) AS name,
  concat_ws(E'\\n', 'superuser ' || r.rolsuper, 'createrole ' || r.rolcreaterole, 'createdb ' || r.rolcreatedb, 'bypassrls ' || r.rolbypassrls,
    'replication ' || r.rolreplication, 'login ' || r.rolcanlogin, 'inherit ' || r.rolinherit, 'connection limit ' || r.rolconnlimit,
    'member of ' || coalesce((SELECT string_agg(pg_get_userbyid(m.roleid), ', ' ORDER BY pg_get_userbyid(m.roleid)) FROM pg_auth_members m WHERE m.member = r.oid), 'nothing')) AS definition
FROM pg_roles r WHERE r.rolname = ANY ($1::text[])`,
  `
SELECT 'settings of ' || concat_ws(' in ', CASE WHEN s.setrole = 0 THEN NULL ELSE 'role ' || pg_get_userbyid(s.setrole) END,
    CASE WHEN s.setdatabase = 0 THEN 'all databases' ELSE 'this database' END) AS name,
  (SELECT string_agg(x, E'\\n' ORDER BY x) FROM unnest(s.setconfig) AS x) AS definition
FROM pg_db_role_setting s
WHERE (s.setrole = 0 OR pg_get_userbyid(s.setrole) = ANY ($1::text[]))
  AND (s.setdatabase = 0 OR s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))`,
];

/** Of functions; $1 oid[]. Those that come with PostgreSQL are left out. */
export const OF_FUNCTIONS: readonly string[] = [
  `
SELECT 'function ' || p.oid::regprocedure::text AS name,
  concat_ws(E'\\n', CASE WHEN p.prokind = 'a'
      THEN (SELECT concat_ws(E'\\n', 'aggregate', 'state ' || a.aggtranstype::regtype::text, 'initial ' || a.agginitval, 'transition ' || a.aggtransfn::regprocedure::text,
        'final ' || a.aggfinalfn::regprocedure::text) FROM pg_aggregate a WHERE a.aggfnoid = p.oid)
      ELSE pg_get_functiondef(p.oid) END,
    'owner ' || pg_get_userbyid(p.proowner),
    'grants ' || coalesce((SELECT string_agg(x::text, ', ' ORDER BY x::text) FROM unnest(p.proacl) AS x), 'default')) AS definition,
  p.pronamespace::text AS schema,
  CASE WHEN l.lanname NOT IN ('c', 'internal') THEN p.prosrc END AS body,
  CASE WHEN l.lanname = 'plpgsql' AND p.prosrc ~* '\\mexecute\\M' THEN 'function ' || p.oid::regprocedure::text END AS dynamic_in
FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE p.oid = ANY ($1::oid[]) AND ${USER_SCHEMA}`,
  `
SELECT CASE d.refclassid WHEN 'pg_proc'::regclass THEN 'function' ELSE 'table' END AS kind, d.refobjid::text AS id
FROM pg_depend d
WHERE d.classid = 'pg_proc'::regclass AND d.objid = ANY ($1::oid[]) AND d.refclassid IN ('pg_proc'::regclass, 'pg_class'::regclass)`,
];

const dependsOn = (catalogue: string, ids: string): string =>
  `d.classid = '${catalogue}'::regclass AND d.objid = ANY (ARRAY(${ids}))`;

/** Of tables; $1 oid[]. */
export const OF_TABLES: readonly string[] = [
  `
SELECT 'table ' || t.oid::regclass::text AS name,
  concat_ws(E'\\n', 'kind ' || t.relkind::text, 'owner ' || pg_get_userbyid(t.relowner), 'persistence ' || t.relpersistence::text,
    'row security ' || t.relrowsecurity::text || ', forced ' || t.relforcerowsecurity::text, 'options ' || coalesce(array_to_string(t.reloptions, ', '), ''),
    'inherits ' || coalesce((SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = t.oid), ''),
    'children ' || coalesce((SELECT string_agg(i.inhrelid::regclass::text, ', ' ORDER BY i.inhrelid::regclass::text) FROM pg_inherits i WHERE i.inhparent = t.oid), ''),
    CASE WHEN t.relkind IN ('v', 'm') THEN pg_get_viewdef(t.oid) END) AS definition,
  t.relnamespace::text AS schema
FROM pg_class t WHERE t.oid = ANY ($1::oid[])`,
  `
SELECT 'columns of ' || a.attrelid::regclass::text AS name, string_agg(
    a.attnum || ' ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    || CASE WHEN a.attcollation <> (SELECT ty.typcollation FROM pg_type ty WHERE ty.oid = a.atttypid) THEN ' collate ' || a.attcollation::regcollation::text ELSE '' END
    || CASE WHEN a.atthasdef THEN CASE WHEN a.attgenerated <> '' THEN ' generated ' ELSE ' default ' END
        || (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) ELSE '' END
    || CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text ELSE '' END, E'\\n' ORDER BY a.attnum) AS definition
FROM pg_attribute a WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped GROUP BY a.attrelid`,
  `
SELECT 'domain ' || ty.oid::regtype::text AS name,
  concat_ws(E'\\n', format_type(ty.typbasetype, ty.typtypmod) || CASE WHEN ty.typnotnull THEN ' not null' ELSE '' END, 'default ' || ty.typdefault,
    (SELECT string_agg(quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid), E'\\n' ORDER BY c.conname) FROM pg_constraint c WHERE c.contypid = ty.oid AND c.contype = 'c')) AS definition
FROM pg_type ty
WHERE ty.typtype = 'd' AND ty.oid = ANY (ARRAY(SELECT a.atttypid FROM pg_attribute a WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped))`,
  `
SELECT 'constraint ' || quote_ident(c.conname) || ' on ' || c.conrelid::regclass::text AS name,
  pg_get_constraintdef(c.oid) || CASE WHEN c.convalidated THEN '' ELSE E'\\nnot validated' END AS definition
FROM pg_constraint c WHERE c.conrelid = ANY ($1::oid[]) AND c.contype <> 'n'`,
  `
SELECT 'index ' || i.indexrelid::regclass::text || ' on ' || i.indrelid::regclass::text AS name,
  pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN '' ELSE E'\\nnot usable' END AS definition
FROM pg_index i WHERE i.indrelid = ANY ($1::oid[])`,
  `
SELECT 'trigger ' || quote_ident(g.tgname) || ' on ' || g.tgrelid::regclass::text AS name,
  pg_get_triggerdef(g.oid) || E'\\n' || CASE g.tgenabled WHEN 'O' THEN 'enabled' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'enabled on replica only' ELSE 'enabled always' END AS definition,
  'function' AS kind, g.tgfoid::text AS id
FROM pg_trigger g WHERE g.tgrelid = ANY ($1::oid[]) AND NOT g.tgisinternal`,
  `
SELECT 'foreign key triggers of ' || g.tgrelid::regclass::text AS name,
  string_agg(quote_ident(c.conname) || ' ' || g.tgfoid::regproc::text || ' ' || g.tgenabled::text, E'\\n' ORDER BY c.conname, g.tgfoid::regproc::text) AS definition
FROM pg_trigger g JOIN pg_constraint c ON c.oid = g.tgconstraint WHERE g.tgrelid = ANY ($1::oid[]) AND g.tgisinternal GROUP BY g.tgrelid`,
  `
SELECT 'rule ' || quote_ident(r.rulename) || ' on ' || r.ev_class::regclass::text AS name, pg_get_ruledef(r.oid) || E'\\n' || r.ev_enabled::text AS definition
FROM pg_rewrite r WHERE r.ev_class = ANY ($1::oid[]) AND r.rulename <> '_RETURN'`,
  `
SELECT 'policy ' || quote_ident(p.polname) || ' on ' || p.polrelid::regclass::text AS name,
  concat_ws(E'\\n', CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END, 'for ' || p.polcmd::text,
    'to ' || (SELECT string_agg(CASE WHEN o = 0 THEN 'public' ELSE pg_get_userbyid(o) END, ', ' ORDER BY 1) FROM unnest(p.polroles) AS o),
    'using ' || pg_get_expr(p.polqual, p.polrelid), 'with check ' || pg_get_expr(p.polwithcheck, p.polrelid)) AS definition
FROM pg_policy p WHERE p.polrelid = ANY ($1::oid[])`,
  `
SELECT 'grants on ' || t.oid::regclass::text AS name, concat_ws(E'\\n',
    (SELECT string_agg(x::text, E'\\n' ORDER BY x::text) FROM unnest(t.relacl) AS x),
    (SELECT string_agg(quote_ident(a.attname) || ': ' || x::text, E'\\n' ORDER BY a.attname, x::text) FROM pg_attribute a, unnest(a.attacl) AS x WHERE a.attrelid = t.oid AND NOT a.attisdropped)) AS definition
FROM pg_class t WHERE t.oid = ANY ($1::oid[])`,
  // What a rule names is reached whatever it is; of the rest, functions alone, for its tables are these themselves.
  `
SELECT CASE d.refclassid WHEN 'pg_proc'::regclass THEN 'function' ELSE 'table' END AS kind, d.refobjid::text AS id
FROM pg_depend d
WHERE d.refclassid IN ('pg_proc'::regclass, 'pg_class'::regclass)
  AND ${dependsOn('pg_rewrite', `SELECT r.oid FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace s ON s.oid = c.relnamespace WHERE r.ev_class = ANY ($1::oid[]) AND ${USER_SCHEMA}`)}
UNION ALL
SELECT 'function', d.refobjid::text
FROM pg_depend d
WHERE d.refclassid = 'pg_proc'::regclass AND (
  ${[
    dependsOn(
      'pg_trigger',
      'SELECT g.oid FROM pg_trigger g WHERE g.tgrelid = ANY ($1::oid[]) AND g.tgqual IS NOT NULL',
    ),
    dependsOn('pg_attrdef', 'SELECT f.oid FROM pg_attrdef f WHERE f.adrelid = ANY ($1::oid[])'),
    dependsOn(
      'pg_constraint',
      `SELECT c.oid FROM pg_constraint c WHERE c.conrelid = ANY ($1::oid[]) UNION ALL
      SELECT c.oid FROM pg_constraint c WHERE c.contypid <> 0 AND c.contypid = ANY (ARRAY(SELECT a.atttypid FROM pg_attribute a WHERE a.attrelid = ANY ($1::oid[])))`,
    ),
    dependsOn('pg_class', 'SELECT i.indexrelid FROM pg_index i WHERE i.indrelid = ANY ($1::oid[])'),
    dependsOn('pg_policy', 'SELECT p.oid FROM pg_policy p WHERE p.polrelid = ANY ($1::oid[])'),
  ].join('\n  OR ')})`,
];
