/** The flow of apply in a process that is warm already, against the whole process of psql. */
import { join } from 'node:path';
import { Wire } from '../../src/cli/wire.ts';
import { apply } from '../../src/flows/apply/index.ts';
import { onFreshDatabase } from './apply.ts';
import { alternate } from './pairs.ts';
import { approvalFile, planFolder, type Stage } from './stage.ts';
import { type Line, type Measured, pairsLine } from './table.ts';

const UNITS = 60;
/** Runs before the first that counts: by then V8 has compiled and optimised the most of it, which it does on the cores of the server. */
const WARM_UP = 30;

export async function flowPart(stage: Stage, runs: number): Promise<readonly Line[]> {
  const ours = () => onFreshDatabase(stage, UNITS, () => applyOnce(stage));
  for (let at = 0; at < WARM_UP; at += 1) await ours();
  const pairs = await alternate(runs, {
    ours,
    theirs: () => onFreshDatabase(stage, UNITS, () => stage.psql(UNITS, 'near')),
  });
  return [pairsLine(`the flow without process start, ${UNITS} units`, pairs, { ratio: 1.2 })];
}

async function applyOnce(stage: Stage): Promise<Measured> {
  const started = performance.now();
  const wire = new Wire({ config: join(stage.folder, 'cutter.yaml'), target: 'near', root: stage.root });
  const result = await apply(
    {
      planFile: join(stage.folder, planFolder(UNITS), 'plan.json'),
      approvalFiles: [join(stage.folder, approvalFile(UNITS))],
      dryRun: false,
      run: wire.run('apply'),
      // Those of this process are not those of a run: its start is what is left out here.
      environment: [],
      policy: await wire.policy(),
      signers: await wire.signerFiles(),
      tool: await wire.tool(),
      signal: new AbortController().signal,
    },
    {
      files: wire.files,
      output: wire.output,
      clock: wire.clock,
      databases: await wire.databases(),
      secondOpinion: await wire.secondOpinion(),
      progress: { step: () => undefined, count: () => undefined },
    },
  );
  await wire.close();
  const milliseconds = performance.now() - started;
  if (result.outcome !== 'applied')
    throw new Error(`The outcome is ${result.outcome}: ${JSON.stringify(result.problems)}`);
  return { milliseconds, peakMib: 0 };
}
