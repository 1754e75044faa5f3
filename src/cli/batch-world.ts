/** What the commands of batches share: the queue of a target, and the world of one step. */
import { resolve } from 'node:path';
import { type Problem, Stop } from '../core/problem.ts';
import type { StepWorld } from '../flows/batch/step.ts';
import type { WorkEnd, WorkQueue } from '../ports.ts';
import { evidenceOfRun } from './run-evidence.ts';
import { runPorts, runSettings, storeOf } from './run-world.ts';
import { serverSettings } from './server-settings.ts';
import type { Wire } from './wire.ts';

const silent = { tell: () => undefined, progress: { step: () => undefined, count: () => undefined } };

/** A world with a store of runs of its own, whose connection is new. */
export async function stepWorld(wire: Wire, signal: AbortSignal): Promise<StepWorld & { close(): Promise<void> }> {
  const store = await storeOf(wire);
  const { name } = await wire.target();
  return {
    ports: await runPorts(wire, store, silent),
    settings: await runSettings(wire, signal),
    target: name,
    newRun: () => wire.run('ictr'),
    evidence: async (run) => {
      const evidence = await evidenceOfRun(wire, store, run);
      const problems = (evidence?.problems ?? []) as readonly Problem[];
      return evidence?.verdict === 'FAIL' ? [...problems, checkFailed(evidence.report ?? '')] : problems;
    },
    close: () => store.close(),
  };
}

/** Throws Stop: `config.connection` where the target has none. */
export async function queueOf(wire: Wire, name: string): Promise<WorkQueue> {
  const { target, folder } = await wire.target();
  if (target.kind === 'embedded') throw new Stop([noQueue]);
  const { workQueue } = await import('../edge/queue/queue.ts');
  return workQueue(await serverSettings(target, folder), `cutter/${name}`);
}

/** Somebody else at work on a document, or a database that does not answer, is waited for this long, in milliseconds. */
const PATIENCE = 30_000;

/** Does a piece of work from the queue. */
export async function perform(wire: Wire, payload: string, signal: AbortSignal): Promise<WorkEnd> {
  const { endOf, readJob, problemsText } = await import('../flows/batch/job.ts');
  const { stepPatiently } = await import('../flows/batch/step.ts');
  const job = readJob(payload);
  if (job === undefined) return { end: 'refused', why: problemsText([otherJob]) };
  return endOf(await stepPatiently(job.document, job.passes, PATIENCE, () => stepWorld(wire, signal)));
}

/** Folder that gets the folders of plans: a whole path, for workers stand elsewhere. */
export const plansFolder = (out: string | undefined): string => resolve(out ?? 'plans');

const checkFailed = (report: string): Problem => ({
  code: 'audit.changed',
  message: 'The run is finished, and a check of its evidence failed.',
  place: { file: report },
  hint: 'Open the report; it names the check.',
});

const noQueue = {
  code: 'input.usage',
  message: 'An embedded database has no queue: one process at a time works on it.',
  hint: 'Run `cutter batch`, which does all the work itself there.',
} as const;

const otherJob = {
  code: 'shape.format_version',
  message: 'This work was put into the queue by another release of cutter.',
  hint: 'Use the same release on all machines, then start the batch again.',
} as const;
