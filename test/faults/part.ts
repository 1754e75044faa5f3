/** A row of the table of proofs: what is done to cutter, how often, and what must come of it. */
import type { Random } from './random.ts';

export interface Part {
  /** For `--only`. */
  readonly name: string;
  readonly what: string;
  /** At full scale. */
  readonly target: number;
  /** The cases of a list, which are all run at full scale, and may be more than the target; otherwise drawn at random. */
  readonly list: boolean;
  /** How many in the short form; 0 = none, for the tests run its cases anyway. */
  readonly short: number;
  readonly must: string;
  run(trial: Trial): Promise<Found>;
}

export interface Trial {
  /** How many are wanted; Infinity = all of a list. */
  readonly count: number;
  readonly random: Random;
  readonly root: string;
  /** Tells of one that was done, for people who wait. */
  done(): void;
  /** Whether no more may be begun: its time is over. What was done by then is what is reported. */
  over(): boolean;
}

export interface Found {
  readonly count: number;
  /** What broke the promise, in words; empty = it held. */
  readonly wrong: readonly string[];
  /** What else the figures are made of, for example how often which outcome came. */
  readonly detail: string;
}

/** How often each word came, as `applied 12, refused 3`. */
export class Tally {
  readonly #counts = new Map<string, number>();
  add(word: string, times = 1): void {
    this.#counts.set(word, (this.#counts.get(word) ?? 0) + times);
  }
  toString(): string {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([word, count]) => `${word} ${count}`)
      .join(', ');
  }
}

/** All of a list, or as many of it as are wanted, drawn at random, in its order. */
export function some<T>(list: readonly T[], { count, random }: Pick<Trial, 'count' | 'random'>): readonly T[] {
  if (count >= list.length) return list;
  const left = list.map((_, index) => index);
  const drawn = Array.from({ length: count }, () => left.splice(random.below(left.length), 1)[0] as number);
  return drawn.sort((a, b) => a - b).map((index) => list[index] as T);
}
