/** The process of workers.ts: one command of a run, which kills itself where it was told to. */
import { runPorts, runSettings, storeOf } from '../../src/cli/run-world.ts';
import { Wire } from '../../src/cli/wire.ts';
import { Stop } from '../../src/core/problem.ts';
import { approve } from '../../src/flows/approve.ts';
import { resumeRun } from '../../src/flows/run/resume.ts';
import { startRun } from '../../src/flows/run/start.ts';
import type { RunStore } from '../../src/ports.ts';
import { TOOL } from '../support/tool.ts';
import type { Order, Told } from './workers.ts';

const order = JSON.parse(process.argv[2] ?? '') as Order;
const wire = new Wire({ config: order.config, target: undefined, root: order.root });
Object.defineProperty(wire, 'tool', { value: async () => TOOL });

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

const mined = (store: RunStore): RunStore => ({
  ...store,
  async append(run, seq, line) {
    if (order.mine?.line === seq && order.mine.when === 'before') await die();
    await store.append(run, seq, line);
    if (order.mine?.line === seq) await die();
  },
});

async function obey(): Promise<Told> {
  if (order.command === 'approve') {
    await approve(
      {
        planFile: order.plan ?? '',
        approver: order.approver,
        keyFile: order.key,
        policy: await wire.policy(),
        signers: await wire.signerFiles(),
        toolBuild: TOOL.build,
      },
      { files: wire.files, output: wire.output, signers: await wire.signers(), clock: wire.clock },
    );
    return {};
  }
  const store = mined(await storeOf(wire));
  const silent = { step: () => undefined, count: () => undefined };
  const ports = await runPorts(wire, store, { tell: () => undefined, progress: silent });
  const settings = { ...(await runSettings(wire, new AbortController().signal)), environment: [] };
  const { name } = await wire.target();
  try {
    const run =
      order.run === undefined
        ? await startRun(
            { id: wire.run('ictr'), mode: 'live', cutFile: order.cutFile, planFolder: order.out, target: name },
            settings,
            ports,
          )
        : await resumeRun(order.run, [], settings, ports);
    return { state: run.state };
  } catch (error) {
    if (error instanceof Stop) return { codes: error.problems.map(({ code }) => code) };
    throw error;
  } finally {
    await store.close();
  }
}

const told = await obey();
await wire.close();
process.send?.(told, () => process.disconnect());
