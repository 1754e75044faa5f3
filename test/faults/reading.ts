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
  const started = performance.now();
  let broken: string | undefined;
  try {
    const answer = await read(input);
    if (answer.ok) accepted += 1;
    else broken = untyped(answer.problems);
  } catch (error) {
    broken = String(error);
  }
  const took = performance.now() - started;
  slowest = Math.max(slowest, took);
  if (took > LONGEST_MS) broken ??= `${took.toFixed(0)} ms`;
  if (broken !== undefined) wrong.push(`${broken} at ${JSON.stringify(input.toString('latin1').slice(0, 300))}`);
  if (done % OFTEN === 0 || done === count) {
    parentPort?.postMessage({ done, accepted, slowest, wrong } satisfies Told);
    wrong = [];
  }
}
