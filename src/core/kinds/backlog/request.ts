/** MARK: a cut that is planned is asked for, and from then on tracked. 2 rows. */
import { historyInsert } from '../../ledger/common-inserts.ts';
import { entryId, historyId } from '../../ledger/ids.ts';
import { ledgerInsert } from '../../ledger/insert.ts';
import { bad, good } from '../../problem.ts';
import { entryPart, standingOf } from './entry.ts';
import { sourcePart, sourceProblems } from './registered.ts';
import { one, stepKind } from './step.ts';

const inserts = {
  entry: ledgerInsert('decision_backlog_entry', {
    now: ['emitted_at'],
    moves: ['status'],
    shared: { entry_id: 'entry_id' },
  }),
  history: historyInsert,
};

export const request = stepKind({
  name: 'request',
  inserts,
  conditions: { entry: 'entry_id = $1::uuid', history: 'entry_id = $1::uuid AND entry_version_after = 1' },
  keys: ['entry_id'],
  reads: ['decision_backlog_sweep_log', 'review_decision'],
  registered: true,
  survey: (subject) => [entryPart(subject), sourcePart(subject)],
  prepare(sources) {
    const { request: wanted, survey } = sources;
    const { cut, parent, pins } = wanted;
    const standing = standingOf(survey);
    const problems = [
      ...sourceProblems(sources),
      ...(standing === undefined
        ? []
        : [
            {
              code: 'plan.backlog' as const,
              message: `The cut of ${cut.prefix} is requested already; it is ${standing.status}.`,
              hint: 'Nothing is left to request: `cutter backlog` says what comes next.',
            },
          ]),
    ];
    if (problems.length > 0) return bad(...problems);
    const entry = entryId(parent.sha256);
    return good({
      shared: { entry_id: entry, actor: `cutter_exec/DOT-991/${cut.name}-request` },
      units: [
        one(inserts, 'entry', cut.prefix, {
          kind: 'first_cut',
          status: 'marked',
          payload: JSON.stringify({
            cut: cut.name,
            prefix: cut.prefix,
            plan_sha256: parent.sha256,
            manifest_digest: pins.manifest_digest,
            units: pins.candidate_count,
          }),
        }),
        one(inserts, 'history', cut.prefix, {
          history_id: historyId(entry, 1),
          entry_version_before: '0',
          entry_version_after: '1',
          change_kind: 'mark',
          change_diff: JSON.stringify({ from: null, to: 'marked' }),
        }),
      ],
    });
  },
});
