/**
 * Settings of a session that asks the questions of this folder. Compiling the catalogue query takes thirty times as long
 * as running it. And where ANALYZE has seen only rows that are not committed yet, every table counts as empty and every
 * plan as equally good: a nested loop then reads one whole table for each row of the other. And starting parallel
 * workers takes longer than what they would save.
 */
export const PLANNER = ['jit = off', 'enable_nestloop = off', 'max_parallel_workers_per_gather = 0'] as const;

/** The same inside a transaction. Definitions and row texts are read under `search_path = pg_catalog`. */
export const SET_LOCAL = ['search_path = pg_catalog', ...PLANNER].map((setting) => `SET LOCAL ${setting}`).join('; ');

/** Nobody's lock is waited for longer than this, and no answer. */
export const PATIENCE = [`lock_timeout = '30s'`, `statement_timeout = '15min'`] as const;

/** The same inside a transaction. */
export const PATIENCE_LOCAL = PATIENCE.map((setting) => `SET LOCAL ${setting}`).join('; ');

/** Who and where a session is: every fact that the principal and identity gates judge. One row, all text. */
export const SESSION_QUERY = `
SELECT current_user AS current_user, session_user AS session_user, current_database() AS database,
  (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier,
  (SELECT timeline_id::text FROM pg_control_checkpoint()) AS timeline,
  current_setting('server_version_num') AS server_version, current_setting('server_encoding') AS server_encoding,
  current_setting('session_replication_role') AS replication_role, current_setting('transaction_isolation') AS isolation,
  current_setting('transaction_read_only') AS read_only, pg_is_in_recovery()::text AS in_recovery,
  current_setting('standard_conforming_strings') AS conforming_strings,
  to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS clock,
  r.rolsuper::text AS superuser, r.rolcreaterole::text AS createrole, r.rolcreatedb::text AS createdb,
  r.rolbypassrls::text AS bypassrls, r.rolreplication::text AS replication,
  (SELECT string_agg(pg_get_userbyid(m.roleid), ', ' ORDER BY pg_get_userbyid(m.roleid)) FROM pg_auth_members m WHERE m.member = r.oid) AS member_of,
  (SELECT string_agg(c.oid::regclass::text, ', ' ORDER BY c.oid::regclass::text) FROM pg_class c WHERE c.relowner = r.oid) AS owns_tables,
  (SELECT string_agg(p.oid::regprocedure::text, ', ' ORDER BY p.oid::regprocedure::text) FROM pg_proc p WHERE p.proowner = r.oid) AS owns_functions,
  (SELECT count(*) FROM pg_database d WHERE d.datdba = r.oid)::text AS owns_databases,
  pg_backend_pid()::text AS pid
FROM pg_roles r WHERE r.rolname = current_user`;

/** Where a session is; one row. */
export const IDENTITY_QUERY = `
SELECT current_database() AS database, (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier,
  pg_is_in_recovery()::text AS in_recovery`;

/** The source registry as far as one prefix is concerned. $1 = prefix. */
export const REGISTRY_QUERY = `
SELECT d.source_document_ref, v.document_version_id::text AS document_version_id, v.content_checksum
FROM cutter_governance.source_document_registry d
LEFT JOIN cutter_governance.source_document_version_registry v ON v.source_document_ref = d.source_document_ref
WHERE d.address_docprefix = $1 ORDER BY v.content_checksum COLLATE "C"`;

/** Whether the database takes other writers than the canonical one. */
export const GATEWAY_QUERY = `SELECT c.value FROM public.dot_config c WHERE c.key = 'iu_create.gateway.mode'`;

/** Whether the executor may insert units and versions itself; no row where there is no such role. */
export const DIRECT_GRANT_QUERY = `SELECT bool_and(has_table_privilege(r.oid, t.name, 'INSERT'))::text AS granted
FROM pg_roles r CROSS JOIN unnest(ARRAY['public.information_unit', 'public.unit_version']) AS t (name)
WHERE r.rolname = 'cutter_exec' GROUP BY r.oid`;

/** Rows this transaction has written so far, by table, triggers' work included. Needs track_counts (on by default). */
export const WRITTEN_QUERY = `
SELECT current_setting('track_counts') AS counted, quote_ident(schemaname) || '.' || quote_ident(relname) AS name,
  n_tup_ins::text AS inserted, n_tup_upd::text AS updated, n_tup_del::text AS deleted
FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
ORDER BY 2`;

/** The lock that all writers of a prefix take; $1 = prefix. Held until the transaction ends. */
export const LOCK_QUERY = `SELECT pg_advisory_xact_lock(hashtextextended('cutter/' || $1, 0))`;
