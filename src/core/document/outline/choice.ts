/** How a candidate stands to the numbers before it, and which of several readings of a line is the right one. */
import type { Candidate } from './candidates.ts';
import type { Match } from './match.ts';
import { compareValues, follows, isFirst } from './number.ts';
import { isCounted } from './profile.ts';
import { lastOf, type Part, type Scope, type Top } from './tree.ts';

export type Standing = 'next' | 'gap' | 'repeats' | 'back';

/** One reading of a line: the part it would stand in, and how its number stands there. */
export interface Choice {
  readonly match: Match;
  readonly scope: Scope;
  readonly standing: Standing;
  readonly before?: Part;
}

/** `skips` are values of suffixes that the law may leave out. */
export function choiceIn(scope: Scope, top: Top, match: Match, skips: ReadonlySet<number>): Choice {
  const { level, number } = match;
  if (number === undefined) {
    const before = isCounted(level) ? undefined : (lastOf(scope, level) ?? lastOf(top, level));
    return before === undefined ? { match, scope, standing: 'next' } : { match, scope, standing: 'repeats', before };
  }
  const inParent = level.restarts === 'document' ? undefined : lastOf(scope, level);
  const inDocument = level.restarts === 'parent' ? undefined : lastOf(top, level);
  const before = inParent ?? inDocument;
  const first = isFirst(number.from, scope.level === undefined ? [] : scope.number?.to);
  if (before === undefined) {
    const standing = first || level.sequence === 'rising' ? 'next' : 'gap';
    return { match, scope, standing };
  }
  if (inParent === undefined && first && level.restarts === 'either') return { match, scope, standing: 'next' };
  const order = compareValues(number.from, before.last);
  const goesOn = level.sequence === 'rising' ? order > 0 : follows(before.last, number.from, skips);
  const standing = goesOn ? 'next' : order > 0 ? 'gap' : order === 0 ? 'repeats' : 'back';
  return { match, scope, standing, before };
}

/**
 * What continues a sequence comes first; of two that do, the next line decides: (i) is a letter before (j), a number
 * before (ii). Two where nothing decides: the first, and the other beside it.
 */
export function bestOf(
  choices: readonly Choice[],
  next: Candidate | undefined,
  skips: ReadonlySet<number>,
): { readonly choice?: Choice; readonly rival?: Choice } {
  const [first, second] = choices;
  if (first === undefined) return {};
  if (second === undefined) return { choice: first };
  const going = choices.filter(({ standing }) => standing === 'next');
  if (going.length < 2) {
    return { choice: going[0] ?? choices.find(({ standing }) => standing !== 'gap' && standing !== 'back') ?? first };
  }
  const told = going.filter(({ match }) => next?.matches.some((after) => isNext(match, after, skips)));
  if (told.length === 1) return { choice: told[0] as Choice };
  // A sequence that is under way goes on before a new one begins.
  const under = going.filter(({ before }) => before !== undefined);
  if (under.length === 1) return { choice: under[0] as Choice };
  const [choice, rival] = going as [Choice, Choice];
  return isLabelled(choice.match) && !isLabelled(rival.match) ? { choice } : { choice, rival };
}

const isNext = (before: Match, after: Match, skips: ReadonlySet<number>): boolean =>
  after.level === before.level &&
  after.number !== undefined &&
  before.number !== undefined &&
  follows(before.number.to, after.number.from, skips);

const isLabelled = ({ level }: Match): boolean => !level.labels.includes('');

export const isSameNumber = (a: Match, b: Match): boolean =>
  a.level === b.level && compareValues(a.number?.from ?? [], b.number?.from ?? []) === 0;

/** Whether a heading names a part that is there already. */
export const isSame = (part: Part, match: Match): boolean =>
  part.level === match.level &&
  compareValues(part.number?.from ?? [], match.number?.from ?? []) === 0 &&
  (part.number !== undefined || part.level.whole === true);
