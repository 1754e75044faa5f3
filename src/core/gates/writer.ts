import type { Problem } from '../problem.ts';
import type { Gate } from './gate.ts';

/** G3: rebuilding the plan from its folder gives the same bytes: the same header, writer digest and count. */
export const writerGate: Gate = {
  id: 'G3',
  title: 'writer',
  closedBy: 'operator',
  offline: ({ plan, rebuilt }) => {
    if ('problems' in rebuilt) return rebuilt.problems;
    const problems: Problem[] = [];
    const again = rebuilt.header;
    const refuse = (message: string, detail: readonly string[]): void => {
      problems.push({
        code: 'gate.writer',
        message,
        place: { file: 'plan.json' },
        hint: 'The plan does not follow from its folder. Plan again from cut.yaml, and find out who changed it.',
        detail,
      });
    };
    if (again.pins.writer_digest !== plan.pins.writer_digest) {
      refuse('The statements are not those that the manifest gives.', [
        `plan:    writer digest ${plan.pins.writer_digest}, ${plan.expect.statements} statements`,
        `rebuilt: writer digest ${again.pins.writer_digest}, ${again.expect.statements} statements`,
      ]);
    }
    for (const key of new Set([...Object.keys(plan), ...Object.keys(again)]) as Set<keyof typeof plan>) {
      // Pins have a gate of their own, which names each.
      if (key === 'pins' || JSON.stringify(plan[key]) === JSON.stringify(again[key])) continue;
      refuse(`The part "${key}" of the header is not the one that the folder gives.`, []);
    }
    return problems;
  },
};
