/** The outline of a document as it is being built: parts in parts, each knowing the last number of every level in it. */
import type { Match } from './match.ts';
import type { OutlineNumeral, Values } from './number.ts';
import type { Peeled } from './peel.ts';
import { isCounted, type OutlineLevel } from './profile.ts';

/** What is kept of the line of a heading. */
export interface HeadLine {
  readonly line: number;
  readonly peeled: Peeled;
}

export interface Part {
  readonly level: OutlineLevel;
  readonly peeled: Peeled;
  readonly match: Match;
  readonly number: OutlineNumeral | undefined;
  /** What the number of the next one follows: its own or that of its range; how many there are so far; 1 for others. */
  readonly last: Values;
  /** Without prefix; empty for what has no address. */
  readonly key: string;
  readonly line: number;
  readonly parent: Scope;
  /** Parts right below it; of these, those that are content. */
  children: number;
  content: number;
  lasts: Part[] | undefined;
  /** Set by a decision: why it is not cut. */
  excluded: string | undefined;
  /** Its address, once it is a unit that others stand in; and how many units have it as their parent. */
  unit: string | undefined;
  units: number;
}

/** The document, as the parent of the outermost parts. */
export interface Top {
  readonly level?: undefined;
  children: number;
  content: number;
  /** The last part of each level; made when the first is counted, for most parts hold no others. */
  lasts: Part[] | undefined;
}

export type Scope = Part | Top;

export const emptyTop = (): Top => ({ children: 0, content: 0, lasts: undefined });

export const lastOf = (scope: Scope, level: OutlineLevel): Part | undefined =>
  scope.lasts?.find((part) => part.level === level);

export function setLast(scope: Scope, part: Part): void {
  if (scope.lasts === undefined) scope.lasts = [part];
  else {
    const known = scope.lasts.findIndex(({ level }) => level === part.level);
    if (known === -1) scope.lasts.push(part);
    else scope.lasts[known] = part;
  }
}

/** Adds a part; `as` takes the place of its number in keys. */
export function addPart(parent: Scope, { line, peeled }: HeadLine, match: Match, as?: string): Part {
  const { level, number } = match;
  const counted = isCounted(level);
  const count = counted ? (lastOf(parent, level)?.last[0] ?? 0) + 1 : 1;
  const own = as ?? number?.key ?? (counted ? String(count) : '');
  const part: Part = {
    level,
    peeled,
    match,
    number,
    last: number?.to ?? (counted ? [count] : ONE),
    key: keyOf(parent, level, own),
    line,
    parent,
    children: 0,
    content: 0,
    lasts: undefined,
    excluded: undefined,
    unit: undefined,
    units: 0,
  };
  parent.children++;
  if (level.role !== 'aside') parent.content++;
  if (counted) setLast(parent, part);
  return part;
}

/** What stands in a level's key for the number. */
const NUMBER = '{number}';

const ONE: Values = [1];

/** Keys of the levels of the path that are there, outermost first, then the level's own. */
function keyOf(parent: Scope, level: OutlineLevel, own: string): string {
  const at = level.key.indexOf(NUMBER);
  const mine = at === -1 ? level.key : level.key.slice(0, at) + own + level.key.slice(at + NUMBER.length);
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
