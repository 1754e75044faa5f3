import type { PlanPins } from '../plan/plan.ts';
import { type RowsDigest, sameRows } from '../plan/rows.ts';
import type { Problem } from '../problem.ts';
import type { Gate } from './gate.ts';

/**
 * G2: every pinned input still has its pinned value: the files of the folder, the plan that it follows from, and what
 * the database answered when it was made.
 */
export const pinsGate: Gate = {
  id: 'G2',
  title: 'pins',
  closedBy: 'operator',
  offline: ({ plan, folder, parent, rebuilt }) => {
    const problems: Problem[] = [...parent];
    const compare = (name: keyof PlanPins, found: string | number | undefined): void => {
      const wanted = plan.pins[name];
      if (wanted !== found) problems.push(differs(name, String(wanted), String(found ?? 'not there')));
    };
    for (const [name, found] of Object.entries(folder ?? {})) compare(name as keyof PlanPins, found);
    if ('header' in rebuilt) {
      const { pins } = rebuilt.header;
      // A pin that the folder does not give would be approved, and held against nothing.
      for (const name of new Set([...Object.keys(plan.pins), ...Object.keys(pins)]) as Set<keyof PlanPins>) {
        // The writer digest is compared by gate G3.
        if (name !== 'writer_digest' && !(name in (folder ?? {}))) compare(name, pins[name]);
      }
    }
    // Manifest and region were not compared; why there is nothing to compare them with, G3 says.
    return problems.length === 0 && 'problems' in rebuilt ? undefined : problems;
  },
  online: ({ plan, premises }) =>
    Object.entries(plan.premises ?? {})
      .filter(([name, pinned]) => premises[name] === undefined || !sameRows(pinned, premises[name]))
      .map(([name, pinned]) => ({
        code: 'gate.premises',
        message: `Since the plan was made, the database has come to answer otherwise: ${name}.`,
        hint: 'Plan again: the plan follows from what the database holds.',
        detail: [saidRows('plan: ', pinned), saidRows('found:', premises[name])],
      })),
};

const saidRows = (who: string, rows: RowsDigest | undefined): string =>
  rows === undefined ? `${who} nothing` : `${who} ${rows.count} rows, digest ${rows.digest}`;

const differs = (name: string, wanted: string, found: string): Problem => ({
  code: 'gate.pins',
  message: `The pin ${name} does not hold.`,
  place: { file: 'plan.json', pointer: `/pins/${name}` },
  hint: "Restore the plan's folder as it was approved, or plan again and have the new plan approved.",
  detail: [`plan:  ${wanted}`, `found: ${found}`],
});
