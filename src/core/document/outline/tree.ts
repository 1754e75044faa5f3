/** The outline of a document as it is being built: parts in parts, each knowing the last number of every level in it. */
import type { Candidate } from './candidates.ts';
import type { Match } from './match.ts';
import type { OutlineNumeral, Values } from './number.ts';
import { isCounted, type OutlineLevel } from './profile.ts';

export interface Counted {
  readonly last: Values;
  readonly line: number;
}

export interface Part {
  readonly level: OutlineLevel;
  readonly candidate: Candidate;
  readonly match: Match;
  readonly number?: OutlineNumeral;
  /** Without prefix; empty for what has no address. */
  readonly key: string;
  readonly line: number;
  readonly parent: Scope;
  readonly children: Part[];
  readonly counted: Map<OutlineLevel, Counted>;
  /** Set by a decision: why it is not cut. */
  excluded?: string;
}

/** The document, as the parent of the outermost parts. */
export interface Top {
  readonly level?: undefined;
  readonly children: Part[];
  readonly counted: Map<OutlineLevel, Counted>;
}

export type Scope = Part | Top;

export const emptyTop = (): Top => ({ children: [], counted: new Map() });

/** Adds a part; `as` takes the place of its number in keys. */
export function addPart(parent: Scope, candidate: Candidate, match: Match, as?: string): Part {
  const { level, number } = match;
  const own = as ?? number?.key ?? (isCounted(level) ? String(countIn(parent, level) + 1) : '');
  const part: Part = {
    level,
    candidate,
    match,
    ...(number === undefined ? {} : { number }),
    key: keyOf(parent, level, own),
    line: candidate.line,
    parent,
    children: [],
    counted: new Map(),
  };
  parent.children.push(part);
  if (number === undefined && isCounted(level)) {
    parent.counted.set(level, { last: [countIn(parent, level) + 1], line: candidate.line });
  }
  return part;
}

const countIn = (parent: Scope, level: OutlineLevel): number => parent.counted.get(level)?.last[0] ?? 0;

/** Keys of the levels of the path that are there, outermost first, then the level's own. */
function keyOf(parent: Scope, level: OutlineLevel, own: string): string {
  const mine = level.key.replace('{number}', () => own);
  for (let scope = parent; scope.level !== undefined; scope = scope.parent) {
    // A key begins with the keys of what it stands in: those of the nearest are complete.
    if (level.path.includes(scope.level.name)) return `${scope.key}-${mine}`;
  }
  return mine;
}

/** All parts in document order. */
export function* partsOf(scope: Scope): Generator<Part> {
  for (const child of scope.children) {
    yield child;
    yield* partsOf(child);
  }
}

/** As a reader calls it, for example `Điều 12`. */
export const nameOf = ({ candidate, match }: { candidate: Candidate; match: Match }): string => {
  const text = candidate.peeled.text.slice(0, match.headEnd).trim();
  const short = text === '' ? candidate.peeled.text : text;
  return short.length > 60 ? `${short.slice(0, 60)}…` : short;
};
