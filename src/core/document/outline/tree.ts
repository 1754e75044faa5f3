/** The outline of a document as it is being built: parts in parts, each knowing the last number of every level in it. */
import type { Match } from './match.ts';
import type { OutlineNumeral, Values } from './number.ts';
import type { Peeled } from './peel.ts';
import { isCounted, type OutlineLevel } from './profile.ts';

export interface Counted {
  readonly last: Values;
  readonly line: number;
  /** Its heading, as it is written. */
  readonly part: Part;
}

/** What is kept of the line of a heading. */
export interface HeadLine {
  readonly line: number;
  readonly peeled: Peeled;
}

/** The last number of each level; made when the first is counted, for most parts hold no others. */
type Counts = Map<OutlineLevel, Counted>;

export interface Part {
  readonly level: OutlineLevel;
  readonly peeled: Peeled;
  readonly match: Match;
  readonly number: OutlineNumeral | undefined;
  /** Without prefix; empty for what has no address. */
  readonly key: string;
  readonly line: number;
  readonly parent: Scope;
  /** Parts right below it; of these, those that are content. */
  children: number;
  content: number;
  counted: Counts | undefined;
  /** Set by a decision: why it is not cut. */
  excluded: string | undefined;
  /** Its address, once it is a unit; and how many units have it as their parent. */
  unit: string | undefined;
  units: number;
}

/** The document, as the parent of the outermost parts. */
export interface Top {
  readonly level?: undefined;
  children: number;
  content: number;
  counted: Counts | undefined;
}

export type Scope = Part | Top;

export const emptyTop = (): Top => ({ children: 0, content: 0, counted: undefined });

export const lastOf = (scope: Scope, level: OutlineLevel): Counted | undefined => scope.counted?.get(level);

export function setLast(scope: Scope, level: OutlineLevel, counted: Counted): void {
  scope.counted ??= new Map();
  scope.counted.set(level, counted);
}

/** Adds a part; `as` takes the place of its number in keys. */
export function addPart(parent: Scope, { line, peeled }: HeadLine, match: Match, as?: string): Part {
  const { level, number } = match;
  const own = as ?? number?.key ?? (isCounted(level) ? String(countIn(parent, level) + 1) : '');
  const part: Part = {
    level,
    peeled,
    match,
    number,
    key: keyOf(parent, level, own),
    line,
    parent,
    children: 0,
    content: 0,
    counted: undefined,
    excluded: undefined,
    unit: undefined,
    units: 0,
  };
  parent.children++;
  if (level.role !== 'aside') parent.content++;
  if (number === undefined && isCounted(level))
    setLast(parent, level, { last: [countIn(parent, level) + 1], line, part });
  return part;
}

const countIn = (parent: Scope, level: OutlineLevel): number => lastOf(parent, level)?.last[0] ?? 0;

/** Keys of the levels of the path that are there, outermost first, then the level's own. */
function keyOf(parent: Scope, level: OutlineLevel, own: string): string {
  const mine = level.key.replace('{number}', () => own);
  for (let scope = parent; scope.level !== undefined; scope = scope.parent) {
    // A key begins with the keys of what it stands in: those of the nearest are complete.
    if (level.path.includes(scope.level.name)) return `${scope.key}-${mine}`;
  }
  return mine;
}

/** As a reader calls it, for example `Điều 12`. */
export const nameOf = ({ peeled }: Pick<HeadLine, 'peeled'>, match: Match): string => {
  const text = peeled.text.slice(match.start ?? 0, match.headEnd).trim();
  const short = text === '' ? peeled.text : text;
  return short.length > 60 ? `${short.slice(0, 60)}…` : short;
};
