/**
 * The rows that say that a cut was reverted. Always: the decision. Where the ledger knows no manifest that names the units
 * with the texts they have now (the cut was never recorded, or a draft was edited since), a manifest of its own; where it
 * knows no request, that too; and the step by which an open request ends.
 */
import { moveTemplate } from '../../ledger/backlog.ts';
import { blockInsert, historyInsert } from '../../ledger/common-inserts.ts';
import { ledgerInsert } from '../../ledger/insert.ts';
import { insertTemplates } from '../../ledger/rows.ts';
import { moveUnitTemplate } from '../moves/units.ts';

export const inserts = {
  entry: ledgerInsert('decision_backlog_entry', {
    now: ['emitted_at'],
    moves: ['status'],
    shared: { entry_id: 'entry_id' },
  }),
  history: historyInsert,
  envelope: ledgerInsert('manifest_envelope', {
    now: ['created_at', 'reviewed_at'],
    shared: { envelope_id: 'envelope_id', created_by: 'actor', rationale: 'reason' },
  }),
  block: blockInsert,
  decision: ledgerInsert('review_decision', {
    now: ['reviewed_at'],
    shared: {
      review_decision_id: 'review_decision_id',
      envelope_id: 'envelope_id',
      decision_backlog_entry_id: 'entry_id',
      rationale: 'reason',
      emitted_by: 'actor',
      tool_revision: 'tool_revision',
    },
  }),
};

export const templates = {
  ...insertTemplates(inserts),
  move: moveTemplate,
  retire: moveUnitTemplate(
    `public.fn_iu_retire($1::text, $2::text, $3::uuid, nullif($4::text, '')::uuid, $5::text, $6::text, false)`,
    'retired',
    [
      'unit.address',
      'shared.actor',
      'shared.review_decision_id',
      'shared.change_set_id',
      'shared.reason',
      'shared.tool_revision',
    ],
  ),
};

/** Which rows are this plan's: $1 decision; $2 to $5, each NULL where it writes none: manifest, request, two steps. */
export const CONDITIONS = {
  decision: 'review_decision_id = $1::uuid',
  envelope: 'envelope_id = $2::uuid',
  block: 'envelope_id = $2::uuid',
  entry: 'entry_id = $3::uuid',
  history: 'history_id IN ($4::uuid, $5::uuid)',
} as const;
