/** SWEEP: a request is put before the reviewers; one that was deferred, once more. 2 rows. */
import { historyInsert } from '../../ledger/common-inserts.ts';
import { sweepId } from '../../ledger/ids.ts';
import { ledgerInsert } from '../../ledger/insert.ts';
import { bad, good } from '../../problem.ts';
import { entryPart, standingAt } from './entry.ts';
import { sourcePart, sourceProblems } from './registered.ts';
import { moved, nextHistory, one, stepKind } from './step.ts';

const inserts = {
  history: historyInsert,
  sweep: ledgerInsert('decision_backlog_sweep_log', {
    now: ['swept_at'],
    shared: {
      sweep_id: 'sweep_id',
      entry_id: 'entry_id',
      history_id: 'history_id',
      swept_by: 'actor',
      tool_revision: 'tool_revision',
    },
  }),
};

export const sweep = stepKind({
  name: 'sweep',
  inserts,
  conditions: { history: 'history_id = $1::uuid', sweep: 'sweep_id = $2::uuid' },
  keys: ['history_id', 'sweep_id'],
  reads: ['review_decision'],
  registered: true,
  survey: (subject) => [entryPart(subject), sourcePart(subject)],
  prepare(sources) {
    const { request, survey } = sources;
    const { prefix, name } = request.cut;
    const at = standingAt(survey, prefix, 'sweep', ['marked', 'reviewed_deferred']);
    const problems = [
      ...(at.ok ? [] : at.problems),
      ...sourceProblems(sources),
      ...(request.signer === undefined ? [noSigner] : []),
    ];
    if (!at.ok || problems.length > 0) return bad(...problems);
    const standing = at.value;
    return good({
      shared: {
        entry_id: standing.entry,
        actor: `cutter_exec/DOT-991/${name}-sweep`,
        history_id: nextHistory(standing),
        sweep_id: sweepId(standing.entry, standing.sweeps + 1),
        tool_revision: request.signer?.tool_revision ?? '',
      },
      units: [
        ...moved(prefix, standing, 'review_pending', { change: 'sweep_promote' }),
        one(inserts, 'sweep', prefix, {
          outcome: 'promoted',
          status_before: standing.status,
          status_after: 'review_pending',
        }),
      ],
    });
  },
});

export const noSigner = {
  code: 'plan.lane',
  message: 'There are no keys of the lanes.',
  hint: 'Run `cutter keys init`, and name the keys in cutter.yaml.',
} as const;
