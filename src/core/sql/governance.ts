/** What the ledger and the content say of requests and cuts, for lists and for who asks how things stand. */

const LEDGER = 'cutter_governance';

/** Rows that one answer of these queries holds at most; `total` says how many there are. */
export const LISTED = 10_000;

/**
 * Requests, oldest first. $1 = prefix or NULL; $2 = 'open' or NULL: only those that can move on. `waits_for` are the
 * prefixes of the cuts that are waited for and are not made yet; `lifecycle` is that of the units of the cut, which move
 * together: one of them tells. Single rows are asked for by subqueries: a session of ours joins by hash (PLANNER).
 */
export const REQUESTS_QUERY = `
SELECT e.entry_id::text, e.status, e.payload ->> 'cut' AS cut, e.payload ->> 'prefix' AS prefix,
  e.payload ->> 'plan_sha256' AS plan_sha256,
  coalesce((e.payload ->> 'units')::integer, c.affected_row_count)::text AS units,
  to_char(e.emitted_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS requested_at,
  to_char(h.changed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since, h.rationale,
  c.change_set_id::text, c.review_decision_id::text AS decision, r.verdict, u.lifecycle,
  array_to_string(ARRAY(
    SELECT (SELECT o.payload ->> 'prefix' FROM ${LEDGER}.decision_backlog_entry o WHERE o.entry_id = d.to_entry_id)
    FROM ${LEDGER}.decision_backlog_dependency d
    WHERE d.from_entry_id = e.entry_id AND (SELECT o.status FROM ${LEDGER}.decision_backlog_entry o
      WHERE o.entry_id = d.to_entry_id) NOT IN ('cut_applied', 'verified_complete')
    ORDER BY 1), ', ') AS waits_for,
  count(*) OVER ()::text AS total
FROM ${LEDGER}.decision_backlog_entry e
LEFT JOIN LATERAL (
  SELECT s.changed_at, s.rationale FROM ${LEDGER}.decision_backlog_history s
  WHERE s.entry_id = e.entry_id ORDER BY s.entry_version_after DESC LIMIT 1) h ON true
LEFT JOIN ${LEDGER}.cut_change_set c ON c.decision_backlog_entry_id = e.entry_id
LEFT JOIN LATERAL (
  SELECT s.verdict FROM ${LEDGER}.verify_result s
  WHERE s.change_set_id = c.change_set_id ORDER BY s.verified_at DESC LIMIT 1) r ON true
LEFT JOIN LATERAL (
  SELECT (SELECT CASE WHEN i.version_anchor_ref = a.unit_version_id THEN i.lifecycle_status ELSE 'replaced' END
    FROM public.information_unit i WHERE i.id = a.target_row_id) AS lifecycle
  FROM ${LEDGER}.cut_change_set_affected_row a WHERE a.change_set_id = c.change_set_id LIMIT 1) u ON true
WHERE ($1::text IS NULL OR e.payload ->> 'prefix' = $1)
  AND ($2::text IS NULL OR u.lifecycle = 'draft'
    OR (e.status NOT IN ('reviewed_rejected', 'abandoned', 'verified_complete')
      AND NOT (e.status = 'cut_applied' AND r.verdict IS NOT DISTINCT FROM 'pass')))
ORDER BY e.emitted_at, e.entry_id LIMIT ${LISTED}`;

/**
 * Audit debts: versions that stand and that no change set names, by the transaction that wrote them. Units that were
 * retired are compensated, and owe no record. `request`: the status of the request that was made for them, if any.
 * `due` is the deadline; `overdue` is judged by the database's clock.
 */
export const DEBTS_QUERY = `
SELECT o.prefix, o.manifest_digest, o.units::text,
  to_char(o.created_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS written_at,
  to_char(o.created_at + interval '24 hours', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS due,
  (now() > o.created_at + interval '24 hours')::text AS overdue,
  (SELECT e.status FROM ${LEDGER}.decision_backlog_entry e
   WHERE e.payload ->> 'prefix' = o.prefix AND e.payload ->> 'manifest_digest' = o.manifest_digest
   ORDER BY e.emitted_at DESC LIMIT 1) AS request, count(*) OVER ()::text AS total
FROM (
  SELECT split_part(i.canonical_address, '/', 1) AS prefix,
    i.identity_profile -> 'provenance' ->> 'manifest_digest' AS manifest_digest, v.created_at, count(*) AS units
  FROM public.unit_version v
  JOIN public.information_unit i ON i.id = v.unit_id AND i.version_anchor_ref = v.id
  WHERE i.lifecycle_status <> 'retired' AND NOT EXISTS (
    SELECT 1 FROM ${LEDGER}.cut_change_set_affected_row a
    WHERE a.unit_version_id = v.id AND a.target_row_id = i.id)
  GROUP BY 1, 2, 3) o
ORDER BY o.created_at, o.prefix COLLATE "C" LIMIT ${LISTED}`;

/** The tables that both read. */
export const GOVERNANCE_TABLES = [
  ...['backlog_entry', 'backlog_history', 'backlog_dependency'].map((name) => `${LEDGER}.decision_${name}`),
  `${LEDGER}.cut_change_set`,
  `${LEDGER}.cut_change_set_affected_row`,
  `${LEDGER}.verify_result`,
  'public.information_unit',
  'public.unit_version',
];
