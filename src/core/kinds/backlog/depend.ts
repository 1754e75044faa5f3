/** A request waits for another: its cut comes after that of the other. 1 row. */
import { dependencyId, entryId } from '../../ledger/ids.ts';
import { ledgerInsert } from '../../ledger/insert.ts';
import { answerOf } from '../../plan/survey.ts';
import { bad, good, type Problem } from '../../problem.ts';
import { entryPart, standingAt } from './entry.ts';
import { one, stepKind } from './step.ts';

const LEDGER = 'cutter_governance';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const inserts = {
  dependency: ledgerInsert('decision_backlog_dependency', {
    now: ['created_at'],
    shared: { dependency_id: 'dependency_id', from_entry_id: 'entry_id', created_by: 'actor' },
  }),
};

/** `on`: the entry that it waits for. */
export const depend = stepKind({
  name: 'depend',
  inserts,
  conditions: { dependency: 'dependency_id = $1::uuid' },
  keys: ['dependency_id'],
  reads: ['decision_backlog_history', 'decision_backlog_sweep_log', 'review_decision'],
  survey: (subject) => [
    entryPart(subject),
    {
      name: 'other',
      columns: [
        ['entry_id', 'o.entry_id::text'],
        ['prefix', `o.payload ->> 'prefix'`],
      ],
      from: `${LEDGER}.decision_backlog_entry o WHERE o.entry_id = $1::uuid`,
      parameters: [subject.given.on ?? null],
    },
    {
      // What the other waits for, by whatever way; this request must not be among it.
      name: 'awaited',
      columns: [['entry_id', 'a.entry_id::text']],
      from: `(WITH RECURSIVE awaited(entry_id) AS (
        SELECT $1::uuid
        UNION
        SELECT d.to_entry_id FROM ${LEDGER}.decision_backlog_dependency d JOIN awaited w ON d.from_entry_id = w.entry_id
      ) SELECT entry_id FROM awaited) AS a`,
      parameters: [subject.given.on ?? null],
    },
    {
      name: 'edge',
      columns: [['dependency_id', 'd.dependency_id::text']],
      from: `${LEDGER}.decision_backlog_dependency d WHERE d.from_entry_id = $1::uuid AND d.to_entry_id = $2::uuid`,
      parameters: [entryId(subject.parent.sha256), subject.given.on ?? null],
    },
  ],
  givenProblems: (given) =>
    Object.keys(given).join() === 'on' && UUID.test(given.on ?? '')
      ? []
      : [
          {
            code: 'plan.folder',
            message: 'A dependency names the request that is waited for, by its id, and nothing else.',
            hint: 'Plan again with `cutter depend`.',
          },
        ],
  prepare({ request, survey }) {
    const { cut, parent, given } = request;
    const entry = entryId(parent.sha256);
    const at = standingAt(survey, cut.prefix, 'have wait', BEFORE_THE_CUT);
    const [other] = answerOf(survey, 'other');
    const awaited = answerOf(survey, 'awaited').map(({ entry_id }) => entry_id);
    const problems: Problem[] = [
      ...(at.ok ? [] : at.problems),
      ...(other === undefined ? [unknown(given.on ?? '')] : []),
      ...(awaited.includes(entry) ? [cycle(cut.prefix, other?.prefix ?? given.on ?? '')] : []),
      ...(answerOf(survey, 'edge').length === 0 ? [] : [already(cut.prefix, other?.prefix ?? given.on ?? '')]),
    ];
    if (problems.length > 0) return bad(...problems);
    return good({
      shared: {
        entry_id: entry,
        dependency_id: dependencyId(entry, given.on ?? ''),
        actor: `cutter_exec/DOT-991/${cut.name}-depend`,
      },
      units: [one(inserts, 'dependency', cut.prefix, { to_entry_id: given.on ?? null, dependency_kind: 'cut_after' })],
    });
  },
});

const BEFORE_THE_CUT = ['marked', 'review_pending', 'reviewed_deferred', 'reviewed_approved'];

const unknown = (id: string): Problem => ({
  code: 'plan.backlog',
  message: `The ledger holds no request ${id}.`,
  hint: 'Request the cut that is waited for first: `cutter request` with its folder.',
});

const cycle = (prefix: string, other: string): Problem => ({
  code: 'plan.backlog',
  message: `The request of ${prefix} cannot wait for that of ${other}, which waits for it.`,
  hint: 'Dependencies have no cycle: leave this one out, or abandon a request of the cycle.',
});

const already = (prefix: string, other: string): Problem => ({
  code: 'plan.backlog',
  message: `The request of ${prefix} waits for that of ${other} already.`,
  hint: 'Nothing is left to do.',
});
