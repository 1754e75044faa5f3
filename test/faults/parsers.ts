/** Mutated and random input to each reader of untrusted bytes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundled } from './bundle.ts';
import { type Found, type Part, Tally, type Trial } from './part.ts';
import type { ReaderName } from './readers.ts';
import type { Reading, Told } from './reading.ts';
import { openStage } from './stage.ts';

const MILLION = 1_000_000;
const SIGNERS = `# approvers
alice@example.org namespaces="cutter-approval" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGh5b3F2c2tqZGZoa2pzZGhma2pzaGRmanNoZGtm a
bob@example.org valid-after="20260101Z",valid-before="20270101Z" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGF5b3F2c2tqZGZoa2pzZGhma2pzaGRmanNoZGtm
`;

export const parsers: Part = {
  name: 'parsers',
  what: 'mutated and random input to each reader: cut, manifest, plan, approval, receipt, allowed_signers; a million each',
  target: 6 * MILLION,
  list: false,
  short: 3000,
  must: '0 crashes, 0 hangs over 1 s, every error typed',
  run: proveParsers,
};

async function proveParsers(trial: Trial): Promise<Found> {
  const samples = await samplesOf(trial.root);
  const names = Object.keys(samples) as ReaderName[];
  const each = Math.ceil(trial.count / names.length);
  const words = new Tally();
  const wrong: string[] = [];
  let count = 0;
  const threads = names.map(async (reader) => {
    const seed = trial.random.below(2 ** 31);
    const {
      done,
      accepted,
      slowest,
      wrong: found,
    } = await reading(trial, { reader, samples: samples[reader], seed, count: each });
    count += done;
    words.add(reader, done);
    words.add(`${reader} accepted`, accepted);
    words.add(`${reader} slowest ms`, Math.ceil(slowest));
    wrong.push(...found.map((one) => `${reader}: ${one}`));
  });
  await Promise.all(threads);
  return { count, wrong, detail: words.toString() };
}

/** A thread that says nothing for so long hangs. */
const PATIENCE_MS = 60_000;

function reading({ root, done, over }: Trial, workerData: Reading): Promise<Told> {
  const worker = new Worker(bundled(root, 'reading'), { workerData });
  const wrong: string[] = [];
  let last: Told = { done: 0, accepted: 0, slowest: 0, wrong };
  return new Promise((resolve) => {
    let patience: NodeJS.Timeout;
    const end = (): void => {
      clearTimeout(patience);
      void worker.terminate();
      resolve({ ...last, wrong });
    };
    const wait = (): void => {
      clearTimeout(patience);
      patience = setTimeout(() => {
        wrong.push(`hangs behind input ${last.done} of the draw ${workerData.seed}`);
        end();
      }, PATIENCE_MS);
    };
    wait();
    worker.on('message', (told: Told) => {
      last = told;
      wrong.push(...told.wrong);
      done();
      wait();
      if (told.done === workerData.count || over()) end();
    });
    worker.once('error', (error) => {
      wrong.push(`the thread ended: ${error.message}`);
      end();
    });
  });
}

async function samplesOf(root: string): Promise<Readonly<Record<ReaderName, readonly Uint8Array[]>>> {
  const stage = await openStage({ units: 3 });
  const { receiptFile } = await stage.work.apply(stage.plan);
  const read = (path: string): Uint8Array => new Uint8Array(readFileSync(path));
  const samples = {
    cut: [read(stage.document.cutFile), read(join(root, 'examples/01-constitution/cut.yaml'))],
    manifest: [read(join(stage.plan.folder, 'manifest.json'))],
    plan: [read(stage.plan.file)],
    approval: [read(stage.approval)],
    receipt: [read(receiptFile ?? '')],
    allowed_signers: [new Uint8Array(Buffer.from(SIGNERS))],
  };
  await stage.close();
  return samples;
}
