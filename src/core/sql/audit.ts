/** Rows of the ledger that belong to one cut. */
import { CHAIN, type LedgerName, qualified } from '../ledger/tables.ts';

const CUT = `(SELECT * FROM ${qualified('cut_change_set')} WHERE plan_sha256 = $1)`;
const RESULTS = `SELECT verify_result_id FROM ${qualified('verify_result')} WHERE change_set_id IN (SELECT change_set_id FROM ${CUT} c)`;

const WHERE: Partial<Record<LedgerName, string>> = {
  cut_change_set: 't.plan_sha256 = $1',
  manifest_envelope: `t.envelope_id IN (SELECT manifest_id FROM ${CUT} c)`,
  manifest_unit_block: `t.envelope_id IN (SELECT manifest_id FROM ${CUT} c)`,
  review_decision: `t.envelope_id IN (SELECT manifest_id FROM ${CUT} c)`,
  cut_change_set_affected_row: `t.change_set_id IN (SELECT change_set_id FROM ${CUT} c)`,
  verify_result: `t.change_set_id IN (SELECT change_set_id FROM ${CUT} c)`,
  dot_pair_signature: `t.cross_reference_change_set_id IN (SELECT change_set_id FROM ${CUT} c) OR t.cross_reference_verify_result_id IN (${RESULTS})`,
  decision_backlog_entry: `t.entry_id IN (SELECT decision_backlog_entry_id FROM ${CUT} c)`,
  decision_backlog_history: `t.entry_id IN (SELECT decision_backlog_entry_id FROM ${CUT} c)`,
  decision_backlog_sweep_log: `t.entry_id IN (SELECT decision_backlog_entry_id FROM ${CUT} c)`,
};

/** $1 = hash of the plan of the cut. In the order in which the tables are listed. */
export const CUT_ROWS: readonly (readonly [table: LedgerName, sql: string])[] = (
  Object.entries(WHERE) as [LedgerName, string][]
).map(([table, where]) => [table, `SELECT t.* FROM ${qualified(table)} AS t WHERE ${where}`]);

/** $1 = names of tables, $2 = keys of rows: the links from the first of these on. */
export const LINKS_QUERY = `
SELECT l.seq::text, l.table_name, l.row_key, l.row_sha256, l.prev_sha256, l.link_sha256 FROM ${CHAIN} AS l
WHERE l.seq >= (
  SELECT min(c.seq) FROM ${CHAIN} AS c
  JOIN unnest($1::text[], $2::text[]) AS r (table_name, row_key) USING (table_name, row_key)
) ORDER BY l.seq`;
