/** Start-up: showing the plan of the example, against Node doing nothing. */
import { alternate } from './pairs.ts';
import { planFolder, type Stage } from './stage.ts';
import { type Line, pairsLine } from './table.ts';

export async function showPart(stage: Stage, runs: number): Promise<readonly Line[]> {
  const pairs = await alternate(runs, {
    ours: () => stage.cutter(['show', `${planFolder(0)}/plan.json`]),
    theirs: () => stage.node(['-e', '0']),
  });
  return [pairsLine('cutter show of the example, against node -e 0', pairs, { ratio: 2.5 })];
}
