/** The thread of parsers.ts: gives a reader input after input, and tells what came of it. */
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
  // On a machine that is busy a thread may stand still; what hangs is slow every time.
  for (let again = 0; took > LONGEST_MS && again < 3; again += 1) ({ broken, took } = await answer(input));
  slowest = Math.max(slowest, took);
  if (took > LONGEST_MS) broken ??= `${took.toFixed(0)} ms`;
  if (broken !== undefined) wrong.push(`${broken} at ${JSON.stringify(input.toString('latin1').slice(0, 300))}`);
  if (done % OFTEN === 0 || done === count) {
    parentPort?.postMessage({ done, accepted, slowest, wrong } satisfies Told);
    wrong = [];
  }
}

async function answer(input: Buffer): Promise<{ readonly broken: string | undefined; readonly took: number }> {
  const started = performance.now();
  const took = (): number => performance.now() - started;
  try {
    const found = await read(input);
    if (!found.ok) return { broken: untyped(found.problems), took: took() };
    accepted += 1;
    return { broken: undefined, took: took() };
  } catch (error) {
    return { broken: String(error), took: took() };
  }
}
