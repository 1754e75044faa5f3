import type { Measured, Pair } from './table.ts';

export interface Sides {
  readonly ours: () => Promise<Measured>;
  readonly theirs: () => Promise<Measured>;
}

/** Runs pairs; the sides take turns in going first. */
export async function alternate(runs: number, sides: Sides): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let at = 0; at < runs; at += 1) {
    if (at % 2 === 0) {
      const ours = await sides.ours();
      pairs.push({ ours, theirs: await sides.theirs() });
    } else {
      const theirs = await sides.theirs();
      pairs.push({ ours: await sides.ours(), theirs });
    }
  }
  return pairs;
}
