/** The rows that say that a cut was made (leg B), in the order in which they are written: 6 + 2N. */
import { blockInsert, historyInsert } from '../../ledger/common-inserts.ts';
import { ledgerInsert } from '../../ledger/insert.ts';

export const inserts = {
  entry: ledgerInsert('decision_backlog_entry', {
    now: ['emitted_at'],
    moves: ['status'],
    shared: { entry_id: 'entry_id' },
  }),
  history: historyInsert,
  envelope: ledgerInsert('manifest_envelope', {
    now: ['created_at'],
    shared: { envelope_id: 'envelope_id', cut_change_set_ref: 'change_set_id', created_by: 'actor' },
  }),
  block: blockInsert,
  decision: ledgerInsert('review_decision', {
    shared: {
      review_decision_id: 'review_decision_id',
      envelope_id: 'envelope_id',
      decision_backlog_entry_id: 'entry_id',
      emitted_by: 'actor',
      tool_revision: 'tool_revision',
    },
  }),
  change_set: ledgerInsert('cut_change_set', {
    now: ['recorded_at'],
    shared: {
      change_set_id: 'change_set_id',
      manifest_id: 'envelope_id',
      review_decision_id: 'review_decision_id',
      decision_backlog_entry_id: 'entry_id',
      executor_tool_revision: 'tool_revision',
      emitted_by: 'actor',
    },
  }),
  affected: ledgerInsert('cut_change_set_affected_row', { shared: { change_set_id: 'change_set_id' } }),
  signature: ledgerInsert('dot_pair_signature', {
    now: ['signed_at'],
    shared: { signer_tool_revision: 'tool_revision', emitted_by: 'actor' },
  }),
};

/** Where the rows of one record are found. $1 entry, $2 envelope, $3 change set. */
export const CONDITIONS = {
  entry: 'entry_id = $1::uuid',
  history: "entry_id = $1::uuid AND change_kind = 'cut'",
  envelope: 'envelope_id = $2::uuid',
  block: 'envelope_id = $2::uuid',
  decision: "envelope_id = $2::uuid AND verdict = 'approve' AND governance_event_kind = 'cut'",
  change_set: 'change_set_id = $3::uuid',
  affected: 'change_set_id = $3::uuid',
} as const;

/** The same where the cut wrote its decision itself, with what it is about: the change set is all that is left. $1. */
export const CHANGE_SET_CONDITIONS = {
  change_set: 'change_set_id = $1::uuid',
  affected: 'change_set_id = $1::uuid',
} as const;

export const CHANGE_SET_SIGNATURE = { signature: 'cross_reference_change_set_id = $1::uuid' } as const;

export const SIGNATURE_CONDITION = { signature: 'cross_reference_change_set_id = $3::uuid' } as const;
