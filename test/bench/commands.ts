/** Time and memory of the commands around apply, for a large document. No targets: the figures are for comparison. */
import { onFreshDatabase } from './apply.ts';
import { approvalFile, cutFile, planFolder, type Stage } from './stage.ts';
import { type Line, type Measured, soloLine } from './table.ts';

export async function commandsPart(stage: Stage, units: number, runs: number): Promise<readonly Line[]> {
  const plan = planFolder(units);
  const line = async (parameters: readonly string[], output?: string): Promise<Line> => {
    const measured: Measured[] = [];
    for (let at = 0; at < runs; at += 1) measured.push(await stage.cutter(parameters, output));
    return soloLine(`cutter ${parameters.join(' ')}`, measured);
  };
  await stage.freshDatabase();
  const lines = [
    await line(['mark', cutFile(units)]),
    await line(['plan', cutFile(units), '--out', 'plans/again']),
    await line(['show', plan]),
    await line(['show', plan, '--format', 'sql'], 'again.sql'),
    await line(['diff', plan, 'plans/again']),
  ];
  await onFreshDatabase(stage, units, () => stage.cutter(['apply', plan, '--approval', approvalFile(units)]));
  return [...lines, await line(['apply', plan, '--approval', approvalFile(units)]), await line(['verify', plan])];
}
