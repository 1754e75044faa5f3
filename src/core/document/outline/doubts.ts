/** Headings in sequence, but in a place that casts doubt: a heading of the same number in a better place settles one. */
import type { Candidate } from './candidates.ts';
import { isSameNumber } from './choice.ts';
import { doubtful, type Found } from './found.ts';
import type { Match } from './match.ts';
import type { Scope } from './tree.ts';

interface Doubt {
  readonly candidate: Candidate;
  readonly match: Match;
  readonly scope: Scope;
}

export class Doubts {
  #open: readonly Doubt[] = [];

  /** One doubt a number is enough. */
  add(doubt: Doubt): void {
    const known = this.#open.some(({ match, scope }) => scope === doubt.scope && isSameNumber(match, doubt.match));
    if (!known) this.#open = [...this.#open, doubt];
  }

  /** A heading of this number was found. */
  settle(match: Match): void {
    if (this.#open.length > 0) this.#open = this.#open.filter((doubt) => !isSameNumber(doubt.match, match));
  }

  /** Doubts about parts in a part that `by` closes can no longer be settled. */
  close(closed: Scope, by: Match): readonly Found[] {
    if (this.#open.length === 0) return [];
    const lost = this.#open.filter(({ scope, match }) => scope === closed && match.level !== by.level);
    this.#open = this.#open.filter((doubt) => !lost.includes(doubt));
    return lost.map(({ candidate, match }) => doubtful(candidate, match));
  }

  /** Those that nothing settled. */
  left(): readonly Found[] {
    return this.#open.map(({ candidate, match }) => doubtful(candidate, match));
  }

  forget(): void {
    this.#open = [];
  }
}
