/**
 * The grant probe: what the catalogue says of the rights that a run cannot do without (DOMAIN section 5), asked before
 * anything is written.
 *
 * Four invariants: the executor may execute fn_iu_create and fn_iu_enact; the verifier may select and insert
 * verify_result; the owner may select review_decision; PUBLIC may execute no function of the ledger or of the canonical
 * writer. One row for each right, and one for every function that PUBLIC may execute: invariant, role, right, object, and
 * finding:
 *
 *   granted      as it must be
 *   denied       the object is there and the right is not: the server would answer 42501
 *   no_usage     the right is there and USAGE on the schema is not, behind which objects look absent: also 42501
 *   absent       there is no such object: 42P01 or 42883
 *   role_absent  there is no such role
 *   public       PUBLIC may execute it
 *
 * It reads only catalogues that everybody may read, so it answers the same for every role that asks. No parameters.
 */
export const GRANT_PROBE_QUERY = `
WITH wanted(invariant, role, privilege, kind, schema, name) AS (VALUES
  (1, 'cutter_exec', 'EXECUTE', 'function', 'public', 'fn_iu_create'),
  (1, 'cutter_exec', 'EXECUTE', 'function', 'public', 'fn_iu_enact'),
  (2, 'cutter_verify', 'SELECT', 'table', 'cutter_governance', 'verify_result'),
  (2, 'cutter_verify', 'INSERT', 'table', 'cutter_governance', 'verify_result'),
  (3, 'directus', 'SELECT', 'table', 'cutter_governance', 'review_decision')
),
object AS (
  SELECT 'table' AS kind, c.relnamespace AS namespace, c.relname::text AS name, c.oid FROM pg_class c WHERE c.relkind IN ('r', 'p')
  UNION ALL
  SELECT 'function', p.pronamespace, p.proname::text, p.oid FROM pg_proc p
),
held AS (
  SELECT w.*, r.oid AS role_oid, s.oid AS schema_oid, count(o.oid) AS objects,
    bool_and(CASE w.kind WHEN 'table' THEN has_table_privilege(r.oid, o.oid, w.privilege)
      ELSE has_function_privilege(r.oid, o.oid, w.privilege) END) AS granted
  FROM wanted w
  LEFT JOIN pg_roles r ON r.rolname = w.role
  LEFT JOIN pg_namespace s ON s.nspname = w.schema
  LEFT JOIN object o ON o.kind = w.kind AND o.namespace = s.oid AND o.name = w.name
  GROUP BY w.invariant, w.role, w.privilege, w.kind, w.schema, w.name, r.oid, s.oid
)
SELECT invariant::text AS invariant, role, privilege AS right, kind || ' ' || schema || '.' || name AS object,
  CASE WHEN role_oid IS NULL THEN 'role_absent'
    WHEN objects = 0 THEN 'absent'
    WHEN NOT granted THEN 'denied'
    WHEN NOT has_schema_privilege(role_oid, schema_oid, 'USAGE') THEN 'no_usage'
    ELSE 'granted' END AS finding
FROM held
UNION ALL
SELECT '4', 'PUBLIC', 'EXECUTE', 'function ' || quote_ident(s.nspname) || '.' || quote_ident(p.proname)
    || '(' || pg_get_function_identity_arguments(p.oid) || ')', 'public'
FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE'
  AND (s.nspname = 'cutter_governance' OR s.nspname = 'public' AND p.proname LIKE 'fn\\_iu\\_%')
ORDER BY 1, 4, 3`;

/**
 * The grants that decide who may write: every one that a role of cutter holds or gave, anywhere; those of PUBLIC and of
 * any other role on governed objects (all of cutter_governance, the tables and functions of the content). What an owner
 * may do with its own objects is left out. Beside them, with `privilege` NULL, every governed object there is, and every
 * role of cutter (kind `role`). No parameters; reads only catalogues that everybody may read. Run it under
 * `search_path = pg_catalog`: types in signatures are written so that they hold anywhere.
 */
export const GRANTS_QUERY = `
WITH lane AS (SELECT oid, rolname FROM pg_roles WHERE rolname IN ('cutter_exec', 'cutter_verify', 'cutter_ro')),
entry(kind, object, col, owner, acl, governed) AS (
  SELECT 'schema', quote_ident(n.nspname), NULL::text, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner)),
    n.nspname IN ('cutter_governance', 'public')
  FROM pg_namespace n
  UNION ALL
  SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, quote_ident(n.nspname) || '.' || quote_ident(c.relname), NULL,
    c.relowner, coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner)),
    n.nspname = 'cutter_governance' OR n.nspname = 'public' AND c.relname IN ('birth_registry', 'dot_config', 'information_unit',
      'iu_lifecycle_log', 'iu_lifecycle_log_log_id_seq', 'iu_lifecycle_vocab', 'unit_version')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL
  SELECT 'table', quote_ident(n.nspname) || '.' || quote_ident(c.relname), quote_ident(a.attname), c.relowner, a.attacl,
    n.nspname = 'cutter_governance' OR n.nspname = 'public' AND c.relname IN ('birth_registry', 'dot_config', 'information_unit',
      'iu_lifecycle_log', 'iu_lifecycle_vocab', 'unit_version')
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
  UNION ALL
  SELECT 'function', quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')', NULL,
    p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)),
    n.nspname = 'cutter_governance' OR n.nspname = 'public' AND p.proname LIKE 'fn\\_iu\\_%'
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
)
SELECT e.kind, e.object, e.col AS column, pg_get_userbyid(e.owner) AS owner, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END AS role,
  a.privilege_type AS privilege, pg_get_userbyid(a.grantor) AS grantor, a.is_grantable::text AS grantable
FROM entry e, aclexplode(e.acl) AS a
WHERE a.grantee <> e.owner AND (e.governed OR a.grantee IN (SELECT oid FROM lane) OR a.grantor IN (SELECT oid FROM lane))
UNION ALL
SELECT kind, object, NULL, pg_get_userbyid(owner), NULL, NULL, NULL, NULL FROM entry WHERE governed AND col IS NULL
UNION ALL
SELECT 'role', rolname, NULL, NULL, NULL, NULL, NULL, NULL FROM lane
ORDER BY 1, 2, 5, 6, 3, 7`;

/** Whether the gateway is enforced, and so which posture the database is in. */
export const GATEWAY_QUERY = `SELECT value FROM public.dot_config WHERE key = 'iu_create.gateway.mode'`;
