/** The short form of the proof under faults; `npm run faults` is the long one. */
import { expect, it } from 'vitest';
import { ROOT } from '../support/cutter.ts';
import { PARTS } from './parts.ts';
import { random } from './random.ts';

const SEED = 1;

it.each(PARTS.filter(({ short }) => short > 0))('$name', { timeout: 180_000 }, async ({ run, short }) => {
  const { count, wrong } = await run({
    count: short,
    random: random(SEED),
    root: ROOT,
    done: () => undefined,
    over: () => false,
  });
  expect(wrong).toEqual([]);
  expect(count).toBe(short);
});
