/** Every bit of an approval, of its signature and of its signer flipped, one at a time; and bits of a plan. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Stop } from '../../src/core/problem.ts';
import type { Databases, SecondOpinion } from '../../src/ports.ts';
import { KINDS_OF_KEY, SignedFiles } from '../support/bit-flips.ts';
import { type Found, type Part, Tally, type Trial } from './part.ts';
import { openStage } from './stage.ts';

export const bits: Part = {
  name: 'bits',
  what: 'every single bit of an approval, of a signature and of a signer flipped, signed by a plain and by a security key',
  target: 1,
  list: true,
  short: 0,
  must: '0 accepted',
  run: proveBits,
};

async function proveBits({ done }: Trial): Promise<Found> {
  const wrong: string[] = [];
  const counts = new Tally();
  let count = 0;
  for (const [name, key] of KINDS_OF_KEY) {
    const files = new SignedFiles(key());
    const parts = [
      ['approval', files.ofApproval()],
      ['signature', files.ofSignature()],
      ['signer', files.ofSigner()],
    ] as const;
    for (const [part, { flipped, accepted }] of parts) {
      count += flipped;
      counts.add(`${part} of ${name}`, flipped);
      if (accepted > 0) wrong.push(`${part} of ${name}: ${accepted} of ${flipped} accepted`);
      done();
    }
  }
  return { count, wrong, detail: counts.toString() };
}

export const planBits: Part = {
  name: 'plan-bits',
  what: 'bits of an approved plan flipped, one at a time, drawn at random',
  target: 10_000,
  list: false,
  short: 50,
  must: '0 open a writing connection',
  run: provePlanBits,
};

async function provePlanBits(trial: Trial): Promise<Found> {
  const stage = await openStage();
  const wrong: string[] = [];
  const codes = new Tally();
  let count = 0;
  const bytes = readFileSync(stage.plan.file);
  // The look at the database is the same for every flip, and is not what is tried here: nobody answers it.
  const databases: Databases = {
    witness: stage.work.databases.witness,
    open: (lane, options) => {
      if (!options.name.endsWith('/witness')) wrong.push(`the ${lane} lane was opened`);
      return Promise.reject(new Stop([{ code: 'database.unreachable', message: 'Nobody answers.', hint: 'None.' }]));
    },
  };
  // Neither is the second opinion, which never says no here.
  const secondOpinion: SecondOpinion = { verify: async () => ({ verdict: 'accepted' }) };
  try {
    while (count < trial.count && !trial.over()) {
      count += 1;
      const flipped = Buffer.from(bytes);
      const bit = trial.random.below(bytes.length * 8);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      writeFileSync(stage.plan.file, flipped);
      const said = await stage.work.apply(stage.plan, {}, { databases, secondOpinion }).then(
        ({ outcome }) => {
          if (outcome !== 'refused') wrong.push(`bit ${bit}: ${outcome}`);
          return outcome;
        },
        (error: unknown) => {
          if (!(error instanceof Stop)) wrong.push(`bit ${bit}: ${String(error)}`);
          return error instanceof Stop ? (error.problems[0]?.code ?? 'no problem') : 'threw';
        },
      );
      codes.add(said);
      trial.done();
    }
    return { count, wrong, detail: codes.toString() };
  } finally {
    writeFileSync(stage.plan.file, bytes);
    await stage.close();
  }
}
