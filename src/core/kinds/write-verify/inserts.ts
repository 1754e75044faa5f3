/** The rows that say what the verifier found: 2; a failure is a step of the request as well. */
import { moveTemplate } from '../../ledger/backlog.ts';
import { historyInsert } from '../../ledger/common-inserts.ts';
import { ledgerInsert } from '../../ledger/insert.ts';
import { insertTemplates } from '../../ledger/rows.ts';

export const inserts = {
  result: ledgerInsert('verify_result', {
    now: ['verified_at'],
    shared: {
      verify_result_id: 'verify_result_id',
      change_set_id: 'change_set_id',
      executor_signature_id: 'executor_signature_id',
      verifier_signature_id: 'verifier_signature_id',
      verifier_tool_revision: 'tool_revision',
      emitted_by: 'actor',
    },
  }),
  history: historyInsert,
  signature: ledgerInsert('dot_pair_signature', {
    now: ['signed_at'],
    shared: { signature_id: 'verifier_signature_id', signer_tool_revision: 'tool_revision', emitted_by: 'actor' },
  }),
};

export const templates = { ...insertTemplates(inserts), move: moveTemplate };

/** $1 verify result, $2 history row. */
export const CONDITIONS = {
  result: 'verify_result_id = $1::uuid',
  signature: 'cross_reference_verify_result_id = $1::uuid',
  history: 'history_id = $2::uuid',
} as const;
