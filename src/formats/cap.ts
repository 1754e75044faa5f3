/** Keeps a list of problems readable and its cost bounded: hostile input may have millions. */
import { MAX_PROBLEMS, moreProblems } from '../core/limits.ts';
import type { Problem } from '../core/problem.ts';

/** Collects the first problems and counts the rest, without making them. */
export class ProblemList {
  readonly #file: string;
  readonly #listed: Problem[] = [];
  #total = 0;

  constructor(file: string) {
    this.#file = file;
  }

  add(make: () => Problem): void {
    if (this.#total++ < MAX_PROBLEMS) this.#listed.push(make());
  }

  get empty(): boolean {
    return this.#total === 0;
  }

  /** The first problems; when there are more, a last one says how many. */
  problems(): readonly Problem[] {
    const more = this.#total - this.#listed.length;
    return more === 0 ? this.#listed : [...this.#listed, moreProblems(more, this.#file)];
  }
}
