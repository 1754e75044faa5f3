/** The process of workers.ts. */
import { Wire } from '../../src/cli/wire.ts';
import { apply } from '../../src/flows/apply/index.ts';
import { faulty } from './faulty.ts';
import type { Order, WorkerSetting } from './workers.ts';

const setting = JSON.parse(process.argv[2] ?? '') as WorkerSetting;
const wire = new Wire({ config: setting.config, target: undefined, root: setting.root });
const request = {
  planFile: setting.plan,
  approvalFiles: [setting.approval],
  dryRun: false,
  environment: [],
  policy: await wire.policy(),
  signers: await wire.signerFiles(),
  tool: { version: '0.0.0', build: '0'.repeat(64) },
};
const ports = {
  files: wire.files,
  output: wire.output,
  databases: await wire.databases(),
  clock: wire.clock,
  secondOpinion: await wire.secondOpinion(),
  progress: { step: () => undefined, count: () => undefined },
};
const tell = (word: string): void => void process.send?.(word);

process.on('message', async ({ killAt }: Order) => {
  const mined = faulty(ports, ({ number }) => {
    if (number === killAt) process.kill(process.pid, 'SIGKILL');
    return undefined;
  });
  try {
    const signal = new AbortController().signal;
    const result = await apply({ ...request, run: wire.run('apply'), signal }, mined);
    tell(result.outcome);
  } catch (error) {
    tell(`threw: ${error instanceof Error ? error.message : String(error)}`);
  }
});
process.once('disconnect', () => process.exit());
tell('ready');
