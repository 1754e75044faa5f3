/**
 * The query that reads every catalogue object a write depends on: one row per object, name and definition (or only
 * its SHA-256). Definitions depend on search_path: run it under `search_path = pg_catalog`.
 *
 * What is followed: from the given functions, and from the given tables to their triggers (conditions included), rules, column defaults, domains,
 * constraints, indexes and row policies, to the functions and tables these name; from a function to every user function and user table whose name stands as a word in its
 * body (plpgsql calls leave no pg_depend row), and so on until nothing new is reached. A body that builds SQL from
 * strings at run time can reach what this does not see; such functions are named `dynamic sql ...`.
 *
 * Parameters: $1 text[] tables (schema-qualified), $2 text[] roles, $3 boolean: definitions rather than hashes, $4 text[]
 * functions (schema-qualified, every overload).
 */
export const CATALOGUE_QUERY = `
WITH RECURSIVE
user_schema AS MATERIALIZED (
  SELECT oid, nspname FROM pg_namespace
  WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\\_toast%' AND nspname NOT LIKE 'pg\\_temp%'
),
user_function AS MATERIALIZED (
  SELECT p.oid, p.proname::text AS name, p.prosrc, l.lanname::text AS language
  FROM pg_proc p JOIN user_schema s ON s.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
  WHERE p.prokind IN ('f', 'p')
),
user_table AS MATERIALIZED (
  SELECT c.oid, c.relname::text AS name FROM pg_class c JOIN user_schema s ON s.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
),
named AS MATERIALIZED (
  SELECT 'function' AS kind, oid, lower(name) AS name FROM user_function UNION ALL SELECT 'table', oid, lower(name) FROM user_table
),
edge AS MATERIALIZED (
  SELECT 'table' AS kind, tgrelid AS oid, 'function' AS to_kind, tgfoid AS target FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL
  SELECT 'table', g.tgrelid, 'function', d.refobjid FROM pg_trigger g
  JOIN pg_depend d ON d.classid = 'pg_trigger'::regclass AND d.objid = g.oid AND d.refclassid = 'pg_proc'::regclass
  WHERE g.tgqual IS NOT NULL
  UNION ALL
  SELECT 'table', r.ev_class, CASE d.refclassid WHEN 'pg_proc'::regclass THEN 'function' ELSE 'table' END, d.refobjid
  FROM user_table t JOIN pg_rewrite r ON r.ev_class = t.oid
  JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid IN ('pg_proc'::regclass, 'pg_class'::regclass)
  UNION ALL
  SELECT 'table', a.adrelid, 'function', d.refobjid FROM pg_attrdef a
  JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = a.oid AND d.refclassid = 'pg_proc'::regclass
  UNION ALL
  SELECT 'table', c.conrelid, 'function', d.refobjid FROM pg_constraint c
  JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_proc'::regclass
  WHERE c.conrelid <> 0
  UNION ALL
  SELECT 'table', i.indrelid, 'function', d.refobjid FROM pg_index i
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refclassid = 'pg_proc'::regclass
  UNION ALL
  SELECT 'table', p.polrelid, 'function', d.refobjid FROM pg_policy p
  JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_proc'::regclass
  UNION ALL
  SELECT 'table', a.attrelid, 'function', d.refobjid
  FROM user_table t JOIN pg_attribute a ON a.attrelid = t.oid JOIN pg_constraint c ON c.contypid = a.atttypid
  JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_proc'::regclass
  WHERE c.contypid <> 0
  UNION ALL
  SELECT 'function', f.oid, CASE d.refclassid WHEN 'pg_proc'::regclass THEN 'function' ELSE 'table' END, d.refobjid
  FROM user_function f
  JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.refclassid IN ('pg_proc'::regclass, 'pg_class'::regclass)
),
reach(kind, oid) AS (
  SELECT 'table', to_regclass(t)::oid FROM unnest($1::text[]) AS t
  UNION
  SELECT 'function', p.oid FROM pg_proc p JOIN user_schema s ON s.oid = p.pronamespace
  WHERE quote_ident(s.nspname) || '.' || quote_ident(p.proname) = ANY ($4::text[])
  UNION
  SELECT 'function', evtfoid FROM pg_event_trigger
  UNION
  SELECT n.kind, n.oid FROM reach r LEFT JOIN edge e ON e.kind = r.kind AND e.oid = r.oid
  LEFT JOIN LATERAL (
    SELECT DISTINCT m.kind, m.oid
    FROM user_function f, regexp_split_to_table(lower(f.prosrc), '[^[:alnum:]_$]+') AS w(word) JOIN named m ON m.name = w.word
    WHERE r.kind = 'function' AND f.oid = r.oid AND f.language NOT IN ('c', 'internal')
  ) AS m ON true
  CROSS JOIN LATERAL (VALUES (e.to_kind, e.target), (m.kind, m.oid)) AS n(kind, oid) WHERE n.oid IS NOT NULL
),
reached_table AS MATERIALIZED (
  SELECT c.oid, c.relname, c.relkind, c.relowner, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.relacl,
    c.relnamespace, quote_ident(s.nspname) || '.' || quote_ident(c.relname) AS name
  FROM reach r JOIN pg_class c ON r.kind = 'table' AND c.oid = r.oid JOIN pg_namespace s ON s.oid = c.relnamespace
),
reached_function AS MATERIALIZED (
  SELECT p.oid, p.proowner, p.proacl, p.pronamespace, p.prosrc, p.prokind, p.prolang, p.oid::regprocedure::text AS name
  FROM reach r JOIN pg_proc p ON r.kind = 'function' AND p.oid = r.oid
  JOIN user_schema s ON s.oid = p.pronamespace
),
object(name, definition) AS (
  SELECT 'table ' || t.name, concat_ws(E'\\n', 'kind ' || t.relkind::text, 'owner ' || pg_get_userbyid(t.relowner), 'persistence ' || t.relpersistence::text,
    'row security ' || t.relrowsecurity::text || ', forced ' || t.relforcerowsecurity::text, 'options ' || coalesce(array_to_string(t.reloptions, ', '), ''),
    'inherits ' || coalesce((SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = t.oid), ''),
    'children ' || coalesce((SELECT string_agg(i.inhrelid::regclass::text, ', ' ORDER BY i.inhrelid::regclass::text) FROM pg_inherits i WHERE i.inhparent = t.oid), ''),
    CASE WHEN t.relkind IN ('v', 'm') THEN pg_get_viewdef(t.oid) END)
  FROM reached_table t
  UNION ALL
  SELECT 'columns of ' || t.name, string_agg(
      a.attnum || ' ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
      || CASE WHEN a.attcollation <> ty.typcollation THEN ' collate ' || a.attcollation::regcollation::text ELSE '' END
      || CASE WHEN d.adbin IS NOT NULL THEN CASE WHEN a.attgenerated <> '' THEN ' generated ' ELSE ' default ' END || pg_get_expr(d.adbin, d.adrelid) ELSE '' END
      || CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text ELSE '' END, E'\\n' ORDER BY a.attnum)
  FROM reached_table t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type ty ON ty.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  GROUP BY t.name
  UNION ALL
  SELECT DISTINCT 'domain ' || ty.oid::regtype::text, concat_ws(E'\\n', format_type(ty.typbasetype, ty.typtypmod) || CASE WHEN ty.typnotnull THEN ' not null' ELSE '' END,
    'default ' || ty.typdefault,
    (SELECT string_agg(quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid), E'\\n' ORDER BY c.conname) FROM pg_constraint c WHERE c.contypid = ty.oid AND c.contype = 'c'))
  FROM reached_table t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type ty ON ty.oid = a.atttypid AND ty.typtype = 'd'
  UNION ALL
  SELECT 'constraint ' || quote_ident(c.conname) || ' on ' || t.name, pg_get_constraintdef(c.oid) || CASE WHEN c.convalidated THEN '' ELSE E'\\nnot validated' END
  FROM reached_table t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype <> 'n'
  UNION ALL
  SELECT 'index ' || i.indexrelid::regclass::text || ' on ' || t.name, pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN '' ELSE E'\\nnot usable' END
  FROM reached_table t JOIN pg_index i ON i.indrelid = t.oid
  UNION ALL
  SELECT 'trigger ' || quote_ident(g.tgname) || ' on ' || t.name, pg_get_triggerdef(g.oid) || E'\\n' || CASE g.tgenabled WHEN 'O' THEN 'enabled' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'enabled on replica only' ELSE 'enabled always' END
  FROM reached_table t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
  UNION ALL
  SELECT 'foreign key triggers of ' || t.name, string_agg(quote_ident(c.conname) || ' ' || g.tgfoid::regproc::text || ' ' || g.tgenabled::text, E'\\n' ORDER BY c.conname, g.tgfoid::regproc::text)
  FROM reached_table t JOIN pg_trigger g ON g.tgrelid = t.oid AND g.tgisinternal JOIN pg_constraint c ON c.oid = g.tgconstraint
  GROUP BY t.name
  UNION ALL
  SELECT 'rule ' || quote_ident(r.rulename) || ' on ' || t.name, pg_get_ruledef(r.oid) || E'\\n' || r.ev_enabled::text
  FROM reached_table t JOIN pg_rewrite r ON r.ev_class = t.oid WHERE r.rulename <> '_RETURN'
  UNION ALL
  SELECT 'policy ' || quote_ident(p.polname) || ' on ' || t.name, concat_ws(E'\\n', CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END, 'for ' || p.polcmd::text,
    'to ' || (SELECT string_agg(CASE WHEN o = 0 THEN 'public' ELSE pg_get_userbyid(o) END, ', ' ORDER BY 1) FROM unnest(p.polroles) AS o),
    'using ' || pg_get_expr(p.polqual, p.polrelid), 'with check ' || pg_get_expr(p.polwithcheck, p.polrelid))
  FROM reached_table t JOIN pg_policy p ON p.polrelid = t.oid
  UNION ALL
  SELECT 'grants on ' || t.name, concat_ws(E'\\n',
    (SELECT string_agg(x::text, E'\\n' ORDER BY x::text) FROM unnest(t.relacl) AS x),
    (SELECT string_agg(quote_ident(a.attname) || ': ' || x::text, E'\\n' ORDER BY a.attname, x::text) FROM pg_attribute a, unnest(a.attacl) AS x WHERE a.attrelid = t.oid AND NOT a.attisdropped))
  FROM reached_table t
  UNION ALL
  SELECT 'function ' || f.name, concat_ws(E'\\n', pg_get_functiondef(f.oid), 'owner ' || pg_get_userbyid(f.proowner),
    'grants ' || coalesce((SELECT string_agg(x::text, ', ' ORDER BY x::text) FROM unnest(f.proacl) AS x), 'default'))
  FROM reached_function f
  UNION ALL
  SELECT 'dynamic sql in function ' || f.name, 'EXECUTE stands in its body; what it runs is not followed'
  FROM reached_function f WHERE f.prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql') AND f.prosrc ~* '\\mexecute\\M'
  UNION ALL
  SELECT 'schema ' || quote_ident(s.nspname), concat_ws(E'\\n', 'owner ' || pg_get_userbyid(s.nspowner), (SELECT string_agg(x::text, E'\\n' ORDER BY x::text) FROM unnest(s.nspacl) AS x))
  FROM pg_namespace s WHERE s.oid IN (SELECT relnamespace FROM reached_table UNION SELECT pronamespace FROM reached_function)
  UNION ALL
  SELECT 'event trigger ' || quote_ident(e.evtname), concat_ws(E'\\n', e.evtevent, e.evtfoid::regprocedure::text, e.evtenabled::text, array_to_string(e.evttags, ', ')) FROM pg_event_trigger e
  UNION ALL
  SELECT 'extension ' || quote_ident(e.extname), e.extversion FROM pg_extension e
  UNION ALL
  SELECT 'role ' || quote_ident(r.rolname), concat_ws(E'\\n', 'superuser ' || r.rolsuper, 'createrole ' || r.rolcreaterole, 'createdb ' || r.rolcreatedb, 'bypassrls ' || r.rolbypassrls,
    'replication ' || r.rolreplication, 'login ' || r.rolcanlogin, 'inherit ' || r.rolinherit, 'connection limit ' || r.rolconnlimit,
    'member of ' || coalesce((SELECT string_agg(pg_get_userbyid(m.roleid), ', ' ORDER BY pg_get_userbyid(m.roleid)) FROM pg_auth_members m WHERE m.member = r.oid), 'nothing'))
  FROM pg_roles r WHERE r.rolname = ANY ($2::text[])
  UNION ALL
  SELECT 'settings of ' || concat_ws(' in ', CASE WHEN s.setrole = 0 THEN NULL ELSE 'role ' || pg_get_userbyid(s.setrole) END, CASE WHEN s.setdatabase = 0 THEN 'all databases' ELSE 'this database' END),
    (SELECT string_agg(x, E'\\n' ORDER BY x) FROM unnest(s.setconfig) AS x)
  FROM pg_db_role_setting s
  WHERE (s.setrole = 0 OR pg_get_userbyid(s.setrole) = ANY ($2::text[]))
    AND (s.setdatabase = 0 OR s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))
  UNION ALL
  SELECT 'configuration ' || c.key, c.value FROM public.dot_config c
  WHERE c.key LIKE 'vocab.%' OR c.key LIKE 'iu\\_create.%' OR c.key LIKE 'iu\\_enact.%'
)
SELECT name, CASE WHEN $3::boolean THEN definition ELSE encode(sha256(convert_to(definition, 'UTF8')), 'hex') END AS definition
FROM object ORDER BY name COLLATE "C"`;

/** The tables of `$1` that do not exist, or that the asking role may not see for lack of USAGE on their schema. */
export const TABLES_QUERY = `
SELECT t AS name, s.oid IS NOT NULL AS schema_exists, coalesce(has_schema_privilege(s.oid, 'USAGE'), false) AS usage,
  c.oid IS NOT NULL AS table_exists, coalesce(has_table_privilege(c.oid, 'SELECT'), false) AS readable
FROM unnest($1::text[]) AS t
LEFT JOIN pg_namespace s ON s.nspname = split_part(t, '.', 1)
LEFT JOIN pg_class c ON c.relnamespace = s.oid AND c.relname = split_part(t, '.', 2)
ORDER BY t COLLATE "C"`;
