/** Every line that could be a heading, with what its place says about it. */
import { type Lines, lineText } from '../lines.ts';
import { layoutOf } from './layout.ts';
import { type Match, matcherOf } from './match.ts';
import type { NumberReader } from './number.ts';
import { foldsOf, isBlank, offsetIn, type Peeled, peel } from './peel.ts';
import type { OutlineLevel, OutlineProfile } from './profile.ts';
import { sheltersOf } from './shelter.ts';
import type { HeadLine } from './tree.ts';

export interface Candidate {
  readonly line: number;
  readonly peeled: Peeled;
  /** One a level that reads the line. */
  readonly matches: readonly Match[];
  /** Why it may be no heading. */
  readonly doubt?: 'sheltered' | 'undressed' | 'wrapped';
  /** The line that opens the quotation or fence it stands in. */
  readonly shelter: number;
  /** The line with the form feed, for one of the first lines behind it: page headers stand there. 0 = none. */
  readonly pageTop: number;
  /** No level reads the line, though it is written like a heading of this one. */
  readonly near?: OutlineLevel;
}

export interface Scan {
  readonly lines: Lines;
  /** In order; made anew by each call, for a document has very many. */
  candidates(): Iterable<Candidate>;
  /** Lines with ink before each line; index count + 1 is the total. */
  readonly inked: Int32Array;
  /** The length at which paragraphs are broken into lines, so that a line may begin with anything; 0 = they are not. */
  readonly width: number;
}

export function scanCandidates(
  lines: Lines,
  profile: OutlineProfile,
  levels: readonly OutlineLevel[],
  reader: NumberReader,
): Scan {
  const matcher = matcherOf(profile, levels, reader);
  const folds = foldsOf(profile.folds);
  const shelters = sheltersOf(lines, profile);
  const page = layoutOf(lines, matcher);
  const { inked, width } = page;

  function* read(possible: Iterable<number>): Generator<Omit<Candidate, 'doubt'>> {
    let feeds = 0;
    for (const line of possible) {
      while ((page.feeds[feeds] ?? Number.POSITIVE_INFINITY) <= line) feeds++;
      const peeled = peel(lineText(lines, line), folds);
      if (peeled === undefined) continue;
      const matches = matcher.match(peeled);
      const near = matches.length === 0 ? matcher.near(peeled) : undefined;
      if (matches.length === 0 && near === undefined) continue;
      const feed = page.feeds[feeds - 1] ?? 0;
      const pageTop = feed > 0 && (inked[line] as number) - (inked[feed] as number) <= 2 ? feed : 0;
      const candidate = { line, peeled, matches, shelter: shelters(line), pageTop };
      yield near === undefined ? candidate : { ...candidate, near };
    }
  }
  const dressed = dressedLevels(read(page.signed));

  function* candidates(): Generator<Candidate> {
    for (const candidate of read(page.possible)) {
      const doubt = doubtOf(candidate, lines, inked, width, dressed);
      yield doubt === undefined ? candidate : { ...candidate, doubt };
    }
  }
  return { lines, candidates, inked, width };
}

/** Levels whose headings carry heading signs: a line without them is text there. */
function dressedLevels(candidates: Iterable<Omit<Candidate, 'doubt'>>): ReadonlySet<OutlineLevel> {
  const dressed = new Set<OutlineLevel>();
  for (const { peeled, matches, shelter } of candidates) {
    if (peeled.signs > 0 && shelter === 0) for (const { level } of matches) dressed.add(level);
  }
  return dressed;
}

function doubtOf(
  { line, peeled, matches, near, shelter }: Omit<Candidate, 'doubt'>,
  lines: Lines,
  inked: Int32Array,
  width: number,
  dressed: ReadonlySet<OutlineLevel>,
): Candidate['doubt'] {
  if (shelter !== 0 && shelter !== line) return 'sheltered';
  if (peeled.signs > 0) return undefined;
  if (near === undefined ? matches.every(({ level }) => dressed.has(level)) : dressed.has(near)) return 'undressed';
  if (width === 0 || line === 1 || inked[line] === inked[line - 1]) return undefined;
  const above = (lines.starts[line] as number) - (lines.starts[line - 1] as number) - 1;
  // Its first word would have stood in the line above, if that were the same paragraph.
  const word = peeled.text.indexOf(' ');
  if (above + 1 + (word === -1 ? peeled.text.length : word) < width) return undefined;
  return ENDS.has(lines.region[(lines.starts[line] as number) - 2] ?? '') ? undefined : 'wrapped';
}

/** Signs that may end a paragraph. */
const ENDS = new Set('.;:!?…”“’"»«)]>|-–—*_'.split(''));

/** The offset in the region at which what stands behind number and end sign begins, with the emphasis or tag it is in. */
export function restOffset(lines: Lines, { line, peeled }: HeadLine, match: Match): number {
  const from = lines.starts[line] as number;
  const at = from + offsetIn(peeled, match.rest);
  return peeled.at === undefined ? at : dressOf(lines.region, at, from + offsetIn(peeled, match.headEnd));
}

/** Where what dresses the text at an offset begins: `*` and `_` behind a blank, and opening tags. */
function dressOf(region: string, at: number, least: number): number {
  let begin = at;
  for (;;) {
    let signs = begin;
    while (signs > least && (region[signs - 1] === '*' || region[signs - 1] === '_')) signs--;
    if (signs < begin && isBlank(region.charCodeAt(signs - 1))) begin = signs;
    if (region[begin - 1] !== '>') return begin;
    const tag = region.lastIndexOf('<', begin);
    if (tag < least || region[tag + 1] === '/' || region[begin - 2] === '/') return begin;
    begin = tag;
  }
}
