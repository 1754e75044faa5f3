/** A request is given up, for a reason, by somebody who answers for it. 1 row. */
import { historyInsert } from '../../ledger/common-inserts.ts';
import { bad, good } from '../../problem.ts';
import { entryPart, standingAt } from './entry.ts';
import { signedByProblems } from './said.ts';
import { moved, nextHistory, stepKind } from './step.ts';

const inserts = { history: historyInsert };

const FROM = [
  'marked',
  'review_pending',
  'reviewed_deferred',
  'reviewed_approved',
  'cut_applied',
  'verify_failed_escalated',
];

/** `by`: who gives it up; `reason`: why. */
export const abandon = stepKind({
  name: 'abandon',
  inserts,
  conditions: { history: 'history_id = $1::uuid' },
  keys: ['history_id'],
  reads: ['decision_backlog_sweep_log', 'review_decision'],
  survey: (subject) => [entryPart(subject)],
  givenProblems: (given) => signedByProblems(given, []),
  prepare({ request, survey }) {
    const { cut, given } = request;
    const at = standingAt(survey, cut.prefix, 'abandon', FROM);
    if (!at.ok) return bad(...at.problems);
    return good({
      shared: {
        entry_id: at.value.entry,
        history_id: nextHistory(at.value),
        actor: `cutter_exec/DOT-991/${cut.name}-abandon`,
      },
      units: moved(cut.prefix, at.value, 'abandoned', {
        change: 'abandon',
        rationale: `${given.by}: ${given.reason}`,
      }),
    });
  },
});
