/** Time and memory of every command, for a large document. */
import type { Engine } from './document.ts';
import { approvalFile, cutFile, planFolder, type Stage, withoutReceipts } from './stage.ts';
import { type Line, type Measured, soloLine } from './table.ts';

/** The most that any command may hold. */
const MIB = 400;

export async function commandsPart(
  stage: Stage,
  units: number,
  engine: Engine,
  runs: number,
): Promise<readonly Line[]> {
  const plan = planFolder(units, engine);
  const approval = approvalFile(units, engine);
  const line = async (parameters: readonly string[], output?: string): Promise<Line> => {
    const measured: Measured[] = [];
    for (let at = 0; at < runs; at += 1) measured.push(await stage.cutter(parameters, output));
    return soloLine(`cutter ${parameters.join(' ')}`, measured, MIB);
  };
  await stage.freshDatabase();
  withoutReceipts(stage, units, engine);
  const lines = [
    await line(['mark', cutFile(units, engine), '--out', 'marked']),
    await line(['show', 'marked/manifest.json', '--format', 'html'], 'marked.html'),
    await line(['plan', cutFile(units, engine), '--out', `plans/again-${engine}`]),
    await line(['show', plan]),
    await line(['show', plan, '--format', 'sql'], 'again.sql'),
    await line(['diff', plan, `plans/again-${engine}`]),
  ];
  const [first, second] = [
    await line(['apply', plan, '--approval', approval]),
    await line(['apply', plan, '--approval', approval]),
  ];
  return [
    ...lines,
    { ...first, what: `${first.what} (writes)` },
    { ...second, what: `${second.what} (all there)` },
    await line(['verify', plan]),
  ];
}
