/** The whole process of `cutter apply`, all gates included, against psql with the SQL of the same plan. */
import { alternate } from './pairs.ts';
import { approvalFile, planFolder, type Road, type Stage, withoutReceipts } from './stage.ts';
import { type Line, type Measured, type Pair, pairsLine, type Target } from './table.ts';

export async function applyPart(stage: Stage, units: number, runs: number, target: Target): Promise<readonly Line[]> {
  const pairs = await applyPairs(stage, units, runs, 'near');
  return [pairsLine(`cutter apply, ${units} units, against psql -1 -f`, pairs, target)];
}

export function applyPairs(stage: Stage, units: number, runs: number, road: Road): Promise<readonly Pair[]> {
  return alternate(runs, {
    ours: () =>
      onFreshDatabase(stage, units, () =>
        stage.cutter(['apply', planFolder(units), '--approval', approvalFile(units), '--target', road]),
      ),
    theirs: () => onFreshDatabase(stage, units, () => stage.psql(units, road)),
  });
}

/** Runs one side, and sees that it left the rows it should. */
export async function onFreshDatabase(stage: Stage, units: number, side: () => Promise<Measured>): Promise<Measured> {
  await stage.freshDatabase();
  withoutReceipts(stage, units);
  const measured = await side();
  await stage.demandRows(units);
  return measured;
}
