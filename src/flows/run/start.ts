/** Starts a run. */

import { join, resolve } from 'node:path';
import { LIMITS } from '../../core/limits.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { orStop, type Problem, Stop } from '../../core/problem.ts';
import { isOpen, type Mode, type Run } from '../../core/run/replay.ts';
import { FIRST } from '../../core/run/states.ts';
import { waysOn } from '../../core/run/ways.ts';
import { readCut } from '../../formats/cut.ts';
import { takenBy } from '../plan/taken.ts';
import { advance, ended } from './advance.ts';
import { add, openRun } from './record.ts';
import type { RunPorts, RunSettings } from './world.ts';

export interface StartRequest {
  /** New: `ictr-`, the time (UTC), and eight random digits. */
  readonly id: string;
  readonly mode: Mode;
  readonly cutFile: string;
  /** Folder of the plan; absent = plans/ and the name of the cut. */
  readonly planFolder?: string;
  /** Name of the target. */
  readonly target: string;
  /** The database is made for this run and gone after it: what a dry run must have. */
  readonly scratch?: boolean;
}

/** Throws Stop where no run came of it. A run that was begun is always returned, whatever became of it. */
export async function startRun(request: StartRequest, settings: RunSettings, ports: RunPorts): Promise<Run> {
  if ((request.mode === 'dry-run') !== (request.scratch === true)) throw new Stop([noScratch]);
  const cutFile = resolve(request.cutFile);
  const cutBytes = await ports.files.read(cutFile, LIMITS.cut);
  const cut = orStop(readCut(cutBytes, request.cutFile));
  const starting = await ports.store.lock(`start-${cut.prefix}`);
  let held: Awaited<ReturnType<typeof ports.store.lock>> | undefined;
  try {
    let run: Run;
    try {
      if (request.mode === 'live') await assertFirst(cut.prefix, ports);
      const planFolder = resolve(request.planFolder ?? `plans/${cut.name}`);
      const taken = await takenBy(join(planFolder, FOLDER.plan), { cut, cutBytes }, ports.files);
      if (taken.length > 0) throw new Stop(taken);
      held = await ports.store.lock(request.id);
      const facts = {
        mode: request.mode,
        cut: cut.name,
        prefix: cut.prefix,
        target: request.target,
        cut_file: cutFile,
        plan_folder: planFolder,
        tool_version: settings.tool.version,
        tool_build: settings.tool.build,
        runtime: settings.runtime,
      };
      run = await add({ id: request.id }, { state: FIRST, facts }, ports);
    } finally {
      await starting.release();
    }
    ports.tell({ event: 'run', run: run.id, mode: run.mode, state: run.state });
    return ended(await advance(run, { approvals: [], settings, ports }), ports);
  } finally {
    await held?.release();
  }
}

/** A document has one run at a time. */
async function assertFirst(prefix: string, { store }: RunPorts): Promise<void> {
  const problems: Problem[] = [];
  for (const id of await store.ids(prefix)) {
    const run = await openRun(id, store);
    if (run.mode !== 'live' || run.facts.prefix !== prefix) continue;
    if (isOpen(run)) problems.push(open(run));
  }
  if (problems.length > 0) throw new Stop(problems);
}

const open = (run: Run): Problem => {
  const { id, facts, state } = run;
  const [end] = waysOn(run).filter((way) => way === 'cancel' || way === 'close');
  return {
    code: 'run.open',
    message: `${facts.cut ?? 'This document'} has a run already: ${id} (${state}).`,
    hint: `Go on with it: \`cutter status ${id}\` says how${end === undefined ? '' : `; or end it with \`cutter ${end} ${id}\``}.`,
  };
};

const noScratch: Problem = {
  code: 'input.usage',
  message: 'A dry run writes to a database of its own, and no other run does.',
  hint: 'Run `cutter run --mode dry-run`, which makes one.',
};
