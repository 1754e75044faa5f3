/**
 * What the owner has said to everybody, in rows that no lane may write (schemas/sql/80-arming.sql): the kill row and the
 * roots of trust. One row, no parameters. A missing kill row leaves `killed` NULL.
 */
export const OWNER_QUERY = `
SELECT k.killed::text AS killed, k.reason AS kill_reason, p.value AS policy_sha256, s.value AS signers_sha256
FROM (SELECT) AS one LEFT JOIN cutter_governance.execution_kill k ON true
LEFT JOIN public.dot_config p ON p.key = 'cutter.policy_sha256'
LEFT JOIN public.dot_config s ON s.key = 'cutter.signers_sha256'`;

/** Until when a plan is armed; no row when it is not. $1 = SHA-256 of the plan. */
export const ARMED_QUERY = `
SELECT to_char(armed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS armed_until
FROM cutter_governance.execution_arming WHERE plan_sha256 = $1 AND taken_at IS NULL AND armed_until > clock_timestamp()`;

/** Takes the open arming of a plan ($1, its SHA-256) for one run ($2). In a transaction of its own. */
export const TAKE_QUERY = `
SELECT answer ->> 'status' AS status, answer ->> 'detail' AS detail
FROM cutter_governance.fn_execution_take($1, $2) AS answer`;

/** What has been taken stays taken, whatever becomes of the server; and nobody is waited for long. */
export const BEGIN_TAKING = `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL search_path = pg_catalog; SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '10s'`;
