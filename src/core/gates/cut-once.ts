import { sameRows } from '../plan/rows.ts';
import type { Problem } from '../problem.ts';
import type { BeforeCommitFacts } from './facts.ts';
import type { Gate } from './gate.ts';

/**
 * G6: a plan is carried out once. Before the statements nothing stands where it writes (or exactly what it was made for);
 * before COMMIT exactly what was planned does, and the transaction has written nothing else.
 */
export const cutOnceGate: Gate = {
  id: 'G6',
  title: 'cut once',
  closedBy: 'operator',
  online: ({ plan, live }) =>
    (plan.before === undefined ? live.count === 0 : sameRows(live, plan.before))
      ? []
      : [
          {
            code: 'gate.cut_once',
            message:
              plan.before === undefined
                ? `${live.count} rows stand under ${plan.cut.prefix}/ already, and they are not the ones this plan leaves behind.`
                : `What stands under ${plan.cut.prefix}/ is neither what this plan was made for nor what it leaves behind.`,
            hint: 'Plan again: planning names what is there and what differs.',
          },
        ],
  beforeCommit: (facts) => [...readBack(facts), ...writtenElsewhere(facts)],
};

function readBack({ live, planned }: BeforeCommitFacts): Problem[] {
  if (sameRows(live, planned)) return [];
  return [
    {
      code: 'apply.read_back',
      message: 'What was written does not read back as planned.',
      hint: 'A trigger or rule changed the rows on their way in. Compare the definitions in snapshot.json with the database.',
      detail: [
        `planned: ${planned.count} rows, digest ${planned.digest}`,
        `found:   ${live.count} rows, digest ${live.digest}`,
      ],
    },
  ];
}

function writtenElsewhere({ plan, written }: BeforeCommitFacts): Problem[] {
  const problems: Problem[] = [];
  const tables = new Set([...Object.keys(plan.expect.inserted), ...Object.keys(plan.expect.updated)]);
  const refuse = (message: string): void =>
    void problems.push({
      code: 'apply.row_count',
      message,
      hint: 'A trigger or rule wrote more than the plan says. Compare the definitions in snapshot.json with the database.',
    });
  for (const table of tables) {
    const found = written[table] ?? { inserted: 0, updated: 0, deleted: 0 };
    const wanted = [plan.expect.inserted[table] ?? 0, plan.expect.updated[table] ?? 0];
    if (found.inserted !== wanted[0] || found.updated !== wanted[1]) {
      refuse(
        `In ${table} the transaction inserted ${found.inserted} and updated ${found.updated} rows; planned are ${wanted[0]} and ${wanted[1]}.`,
      );
    }
  }
  for (const [table, { deleted }] of Object.entries(written)) {
    if (deleted > 0) refuse(`The transaction deleted ${deleted} rows of ${table}.`);
  }
  return problems;
}
