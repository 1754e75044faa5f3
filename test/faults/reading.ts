/** The thread of parsers.ts: gives a reader input after input, and tells what came of it. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { mutated } from './mutate.ts';
import { random } from './random.ts';
import { READERS, type ReaderName, untyped } from './readers.ts';

/** What the thread is given; it survives structured cloning. */
export interface Reading {
  readonly reader: ReaderName;
  readonly samples: readonly Uint8Array[];
  readonly seed: number;
  readonly count: number;
}

/** What it tells, every so often; the figures are those since it told last. */
export interface Told {
  readonly done: number;
  readonly accepted: number;
  readonly slowest: number;
  readonly wrong: readonly string[];
}

const OFTEN = 1000;
const LONGEST_MS = 1000;

const { reader, samples, seed, count } = workerData as Reading;
const read = READERS[reader];
const draw = random(seed);
const bases = samples.map((sample) => Buffer.from(sample));
let accepted = 0;
let slowest = 0;
let wrong: string[] = [];

for (let done = 1; done <= count; done += 1) {
  const input = mutated(draw.pick(bases), draw);
  let { broken, took } = await answer(input);
  // On a machine that is busy a thread may stand still: what took long is read again by the time it had a processor.
  if (took > LONGEST_MS) ({ broken, took } = await answer(input, processorTime));
  slowest = Math.max(slowest, took);
  if (took > LONGEST_MS) broken ??= `${took.toFixed(0)} ms`;
  if (broken !== undefined) wrong.push(`${broken} at ${JSON.stringify(input.toString('latin1').slice(0, 300))}`);
  if (done % OFTEN === 0 || done === count) {
    parentPort?.postMessage({ done, accepted, slowest, wrong } satisfies Told);
    wrong = [];
  }
}

/** Milliseconds of a processor that this thread has had; where the kernel does not say, the time of day. */
function processorTime(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

async function answer(
  input: Buffer,
  clock = (): number => performance.now(),
): Promise<{ readonly broken: string | undefined; readonly took: number }> {
  const started = clock();
  const took = (): number => clock() - started;
  try {
    const found = await read(input);
    if (!found.ok) return { broken: untyped(found.problems), took: took() };
    accepted += 1;
    return { broken: undefined, took: took() };
  } catch (error) {
    return { broken: String(error), took: took() };
  }
}
