/** What the commands of runs share: the store of runs, and everything that a run needs. */
import { basename, dirname, join, resolve } from 'node:path';
import { Stop } from '../core/problem.ts';
import type { RunEvent } from '../core/run/events.ts';
import { isOpen } from '../core/run/replay.ts';
import type { RunPorts, RunSettings } from '../flows/run/world.ts';
import type { RunStore } from '../ports.ts';
import { within } from './server-settings.ts';
import type { Wire } from './wire.ts';

/** Of a server: a table of its own. Of an embedded database: files beside it. */
export async function storeOf(wire: Wire, wanted?: string): Promise<RunStore> {
  const { target, folder } = await wire.target(wanted);
  if (target.kind === 'embedded') {
    const { fileRuns } = await import('../edge/runs/files.ts');
    const directory = resolve(within(folder, target.directory));
    const name = basename(directory);
    return fileRuns(join(dirname(directory), name === 'database' ? 'runs' : `${name}-runs`));
  }
  const { databaseRuns } = await import('../edge/runs/database.ts');
  return databaseRuns(await wire.server(target, folder));
}

export async function runSettings(wire: Wire, signal: AbortSignal): Promise<RunSettings> {
  const { directory } = await wire.backupSettings();
  return {
    policy: await wire.policy(),
    signers: await wire.signerFiles(),
    laneKeyFiles: await wire.laneKeyFiles(),
    backup: { ...(await wire.backupChoice(undefined)), directory },
    tool: await wire.tool(),
    runtime: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    environment: wire.environmentNames,
    signal,
  };
}

export interface Telling {
  readonly tell: (event: RunEvent) => void;
  readonly progress: RunPorts['progress'];
}

export async function runPorts(wire: Wire, store: RunStore, telling: Telling, wanted?: string): Promise<RunPorts> {
  return {
    ...wire,
    databases: await wire.databases(wanted),
    secondOpinion: await wire.secondOpinion(),
    signers: await wire.signers(),
    dumpSource: () => wire.dumpSource(),
    encryption: () => wire.encryption(),
    store,
    ...telling,
  };
}

/** The run that was named, or the only one that is open. */
export async function chosenRun(store: RunStore, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const { openRun } = await import('../flows/run/record.ts');
  const open: string[] = [];
  for (const id of await store.ids()) if (isOpen(await openRun(id, store))) open.push(id);
  const [only] = open;
  if (only !== undefined && open.length === 1) return only;
  throw new Stop([
    {
      code: 'input.usage',
      message: only === undefined ? 'No run is open.' : `${open.length} runs are open; which one is meant?`,
      hint: only === undefined ? 'Start one: `cutter run cut.yaml`.' : 'Name it; `cutter runs` lists them.',
      ...(only === undefined ? {} : { detail: open }),
    },
  ]);
}

/** The folder of the plan of a run; what is no id of a run is returned as it is. */
export async function planFolder(wire: Wire, given: string): Promise<string> {
  if (!/^ictr-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$/.test(given)) return given;
  const { openRun } = await import('../flows/run/record.ts');
  const { factOf } = await import('../flows/run/known.ts');
  const store = await storeOf(wire);
  try {
    return factOf(await openRun(given, store), 'plan_folder');
  } finally {
    await store.close();
  }
}
