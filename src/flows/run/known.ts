/** What the record of a run says. */
import { join } from 'node:path';
import { FOLDER } from '../../core/plan/folder.ts';
import { Stop } from '../../core/problem.ts';
import { damaged, type Run } from '../../core/run/replay.ts';

/** Throws Stop `run.damaged` for a record that lacks what every run of its state has. */
export function factOf(run: Run, name: string): string {
  const fact = run.facts[name];
  if (fact !== undefined) return fact;
  throw new Stop([damaged(run.id, run.id, run.transitions.length, `it does not say ${name}`)]);
}

/** plan.json of the run. */
export const planFileOf = (run: Run): string => join(factOf(run, 'plan_folder'), FOLDER.plan);

/** plan.json of the enactment. */
export const enactFileOf = (run: Run): string => join(factOf(run, 'plan_folder'), 'enact', FOLDER.plan);

/** plan.json of what takes the cut back. */
export const revertFileOf = (run: Run): string => join(factOf(run, 'plan_folder'), 'revert', FOLDER.plan);

/** The plans that an approval of the run can be about, with their hashes. */
export const plansOf = (run: Run): readonly (readonly [file: string, sha256: string])[] => [
  ...(run.facts.plan_sha256 === undefined ? [] : [[planFileOf(run), run.facts.plan_sha256] as const]),
  ...(run.facts.enact_plan_sha256 === undefined ? [] : [[enactFileOf(run), run.facts.enact_plan_sha256] as const]),
];

/** Name of the next receipt of the run: an attempt never writes over the receipt of another. */
export const attemptId = (run: Run, receipts: readonly string[]): string => {
  const mine = receipts.filter((file) => file.includes(`${run.id}-`)).length;
  return `${run.id}-${mine + 1}`;
};
