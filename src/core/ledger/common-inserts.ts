/** Inserts that several kinds of plan make in the same words. */
import { ledgerInsert } from './insert.ts';

/** One line in the history of a request, by who acts. */
export const historyInsert = ledgerInsert('decision_backlog_history', {
  now: ['changed_at'],
  shared: { entry_id: 'entry_id', changed_by: 'actor' },
});

/** One unit in the envelope of a request. */
export const blockInsert = ledgerInsert('manifest_unit_block', {
  shared: { envelope_id: 'envelope_id', decision_backlog_ref: 'entry_id' },
});
