/** Who does the work of a batch: this process alone, or workers that take it from the queue of the database. */
import { passes } from '../../core/batch/row.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import type { Clock, RunStore, WorkQueue } from '../../ports.ts';
import type { Hands } from './batch.ts';
import { jobText, problemsIn } from './job.ts';
import { latestRun, type StepEnd, type StepWorld, stepPatiently } from './step.ts';

/** Somebody else at work on a document is waited for this long, in milliseconds. */
const PATIENCE = 10_000;

/** Plans so many at a time, and writes one by one. */
export function ownHands(planning: number, world: StepWorld): Hands {
  const open = async () => ({ ...world, close: async () => undefined });
  return {
    most: { plan: planning, write: 1 },
    go: (document, task) => stepPatiently(document, task.passes, PATIENCE, open),
    withdraw: async () => undefined,
  };
}

/** Work that is given to a queue at a time: what is taken back when nothing more is to be begun. */
const IN_LINE = 200;
/** Time between two looks at the queue, in milliseconds. */
const LOOK = 200;
/** A database that does not answer is waited for this long. */
const OUTAGE = 120_000;

export interface QueueHands extends Hands {
  /** Stops looking at the queue; the work goes on. */
  end(): void;
}

interface Waiting {
  readonly prefix: string;
  readonly tell: (end: StepEnd) => void;
  readonly fail: (error: unknown) => void;
}

/** `open` opens a store of runs; one that has lost its connection is of no further use. */
export function queueHands(queue: WorkQueue, open: () => Promise<RunStore>, clock: Clock): QueueHands {
  const waiting = new Map<string, Waiting>();
  let over = false;
  let looking = false;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      while (waiting.size > 0 && !over) {
        await clock.sleep(LOOK);
        const numbers = [...waiting.keys()];
        const left = await outlasting(() => queue.open(numbers), clock);
        const done = numbers.filter((number) => !left.has(number) || left.get(number)?.refused !== undefined);
        if (done.length > 0) await settle(done, left);
      }
    } catch (error) {
      for (const { fail } of waiting.values()) fail(error);
      waiting.clear();
    } finally {
      looking = false;
    }
  }

  async function settle(done: readonly string[], left: Awaited<ReturnType<WorkQueue['open']>>): Promise<void> {
    const runs = await outlasting(async () => {
      const store = await open();
      try {
        const found = [];
        for (const number of done) found.push(await latestRun(waiting.get(number)?.prefix ?? '', store));
        return found;
      } finally {
        await store.close();
      }
    }, clock);
    // What was given up stays in the queue until somebody has heard of it.
    const given = done.filter((number) => left.has(number));
    if (given.length > 0) await outlasting(() => queue.withdraw(given), clock);
    for (const [index, number] of done.entries()) {
      const run = runs[index];
      const refused = left.get(number)?.refused;
      const problems: readonly Problem[] = refused === undefined ? [] : problemsIn(refused);
      waiting.get(number)?.tell({ ...(run === undefined ? {} : { run }), problems });
      waiting.delete(number);
    }
  }

  return {
    most: { plan: IN_LINE, write: IN_LINE },
    async go(document, task) {
      const payload = jobText({ document, passes: task.passes });
      const number = await outlasting(
        () => queue.add({ key: document.prefix, payload, serial: task.work === 'write' }),
        clock,
      );
      const end = new Promise<StepEnd>((tell, fail) => waiting.set(number, { prefix: document.prefix, tell, fail }));
      void look();
      return end;
    },
    async withdraw() {
      // What somebody has in hand is waited for.
      const back = await outlasting(() => queue.withdraw([...waiting.keys()]), clock);
      for (const number of back) {
        waiting.get(number)?.tell({ problems: [] });
        waiting.delete(number);
      }
    },
    end() {
      over = true;
    },
  };
}

/** Does it again while the database does not answer. */
async function outlasting<T>(work: () => Promise<T>, clock: Clock): Promise<T> {
  for (let waited = 0; ; waited += 1_000) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Stop) || !passes(error.problems) || waited >= OUTAGE) throw error;
      await clock.sleep(1_000);
    }
  }
}
