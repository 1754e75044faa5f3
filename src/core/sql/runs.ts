/** Records of runs in the database (schemas/sql/95-runs.sql). */

/** $1 = prefix; NULL = any. */
export const RUN_IDS_QUERY = `
SELECT run_id FROM cutter_governance.run_transition
WHERE seq = 1 AND ($1::text IS NULL OR line::jsonb -> 'facts' ->> 'prefix' = $1) ORDER BY run_id COLLATE "C"`;

/** $1 = run. */
export const RUN_LINES_QUERY = `
SELECT t.seq::text, t.sha256, t.line FROM cutter_governance.run_transition AS t WHERE t.run_id = $1 ORDER BY t.seq`;

/** $1 = run, $2 = number of the line, $3 = the line; the other columns follow from it. */
export const RUN_APPEND = `
INSERT INTO cutter_governance.run_transition (run_id, seq, state, prev_sha256, sha256, line)
VALUES ($1, $2::integer, '', '', '', $3) RETURNING seq::text`;

/**
 * Takes a lock that lasts as long as the session; $1 = its name. Whoever asks again, in the same session too, is
 * refused, and told the application name and process of the session that holds it.
 */
export const RUN_LOCK_QUERY = `
WITH key AS (SELECT hashtextextended('cutter/run/' || $1, 0) AS k),
held AS (
  SELECT l.pid FROM pg_locks l, key
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (l.classid::bigint << 32 | l.objid::bigint) = key.k
)
SELECT CASE WHEN EXISTS (SELECT FROM held) THEN false ELSE (SELECT pg_try_advisory_lock(k) FROM key) END::text AS taken,
  (SELECT format('%s, process %s', coalesce(nullif(a.application_name, ''), 'a session'), a.pid)
   FROM held h JOIN pg_stat_activity a ON a.pid = h.pid LIMIT 1) AS holder`;

/** $1 = its name. */
export const RUN_UNLOCK_QUERY = `SELECT pg_advisory_unlock(hashtextextended('cutter/run/' || $1, 0))`;
