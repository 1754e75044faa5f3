/** One document of a batch, from where its run stands to the next approval. */

import { passes } from '../../core/batch/row.ts';
import type { Problem } from '../../core/problem.ts';
import { Stop } from '../../core/problem.ts';
import type { Run } from '../../core/run/replay.ts';
import { familyOf, isOver, LAST, type Pause, stationRow } from '../../core/run/states.ts';
import type { RunStore } from '../../ports.ts';
import { openRun } from '../run/record.ts';
import { resumeRun } from '../run/resume.ts';
import { startRun } from '../run/start.ts';
import type { RunPorts, RunSettings } from '../run/world.ts';
import type { BatchDocument } from './open.ts';

/** The part of a document that a worker on another machine needs; all paths are whole. */
export type StepDocument = Pick<BatchDocument, 'cutFile' | 'prefix' | 'planFolder'>;

/** The approval that the step may pass, if the run waits for it; at every other one it ends. */
export type Passes = 'none' | Pause;

export interface StepWorld {
  readonly ports: RunPorts;
  readonly settings: RunSettings;
  /** Name of the target. */
  readonly target: string;
  /** Id of a run that is new. */
  newRun(): string;
  /** Writes the evidence of a run that is finished, where it is not written yet; what is wrong with it. */
  evidence(run: Run): Promise<readonly Problem[]>;
}

export interface StepEnd {
  /** The run as it stands; absent = there is none. */
  readonly run?: Run;
  /** Why nothing came of the step; what a run came to stands in its record. */
  readonly problems: readonly Problem[];
}

/** Any number of times: what is done is not done again. */
export async function step(document: StepDocument, may: Passes, world: StepWorld): Promise<StepEnd> {
  const { store } = world.ports;
  let run: Run | undefined;
  try {
    run = await latestRun(document.prefix, store);
    if (run === undefined || familyOf(run.state) === 'voided') {
      if (may !== 'none') return { ...(run === undefined ? {} : { run }), problems: [] };
      run = await started(document, world);
      return { run, problems: [] };
    }
    const { pause } = stationRow(run.station);
    const waits = pause !== undefined && pause !== may;
    const resting = isOver(run.state) || waits || familyOf(run.state) === 'failed';
    if (!resting) run = await resumeRun(run.id, [], world.settings, world.ports);
    return { run, problems: run.state === LAST ? await world.evidence(run) : [] };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const now = await waitingNow(document, run, error.problems, store);
    if (now !== undefined) return { run: now, problems: [] };
    return { ...(run === undefined ? {} : { run }), problems: error.problems };
  }
}

/**
 * The run, where another hand has brought it to the approval that it waits for, between the look at it and its turn here:
 * then that an approval is missing is no problem of this step.
 */
async function waitingNow(
  { prefix }: StepDocument,
  seen: Run | undefined,
  problems: readonly Problem[],
  store: RunStore,
): Promise<Run | undefined> {
  if (seen === undefined || stationRow(seen.station).pause !== undefined) return undefined;
  if (!problems.every(({ code }) => code === 'gate.approval_required')) return undefined;
  // Should it not be readable, the first problem is the one to be told.
  const now = await latestRun(prefix, store).catch(() => undefined);
  return now !== undefined && stationRow(now.station).pause !== undefined ? now : undefined;
}

const started = ({ cutFile, planFolder }: StepDocument, { ports, settings, target, newRun }: StepWorld): Promise<Run> =>
  startRun({ id: newRun(), mode: 'live', cutFile, planFolder, target }, settings, ports);

/** What goes by is waited for this long before each further try, in milliseconds. */
const PAUSES = [300, 700, 1_500, 3_000];

/** The same, again and again while nothing but what goes by stands in its way, for so many milliseconds. */
export async function stepPatiently(
  document: StepDocument,
  may: Passes,
  patience: number,
  open: () => Promise<StepWorld & { close(): Promise<void> }>,
): Promise<StepEnd> {
  const waited = { sum: 0, times: 0 };
  for (;;) {
    const world = await open();
    const { clock } = world.ports;
    try {
      const end = await step(document, may, world);
      if (!mayGoBetter(end) || waited.sum >= patience || world.settings.signal.aborted) return end;
    } finally {
      await world.close();
    }
    const pause = PAUSES[Math.min(waited.times, PAUSES.length - 1)] ?? 0;
    await clock.sleep(pause);
    waited.sum += pause;
    waited.times += 1;
  }
}

/** Whether only what goes by stood in the way of a step. */
export const mayGoBetter = ({ run, problems }: StepEnd): boolean =>
  problems.length > 0
    ? passes(problems)
    : run !== undefined && familyOf(run.state) === 'stopped' && passes(run.transitions.at(-1)?.problems ?? []);

/** The last run of a document that writes; undefined = there is none. Throws Stop `run.damaged`. */
export async function latestRun(prefix: string, store: RunStore): Promise<Run | undefined> {
  for (const id of (await store.ids(prefix)).toReversed()) {
    const run = await openRun(id, store);
    if (run.mode === 'live' && run.facts.prefix === prefix) return run;
  }
  return undefined;
}

/** What is taken of the last run of every document that has one, by prefix: one look at all records. */
export async function latestRuns<T, D>(
  documents: ReadonlyMap<string, D>,
  store: RunStore,
  taken: (document: D, run: Run) => T,
): Promise<Map<string, T>> {
  const latest = new Map<string, T>();
  for (const id of await store.ids()) {
    const run = await openRun(id, store);
    const prefix = run.facts.prefix ?? '';
    const document = documents.get(prefix);
    if (run.mode === 'live' && document !== undefined) latest.set(prefix, taken(document, run));
  }
  return latest;
}
