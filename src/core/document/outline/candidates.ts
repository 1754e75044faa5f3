/** The first pass: every line that could be a heading, with what its place says about it. */
import { type Lines, lineText } from '../lines.ts';
import { type Match, matcherOf } from './match.ts';
import type { NumberReader } from './number.ts';
import { isBlank, isWidthless, offsetIn, type Peeled, peel } from './peel.ts';
import type { OutlineLevel, OutlineProfile } from './profile.ts';
import { sheltersOf } from './shelter.ts';

export interface Candidate {
  readonly line: number;
  readonly peeled: Peeled;
  /** One a level that reads the line. */
  readonly matches: readonly Match[];
  /** Why it may be no heading. */
  readonly doubt?: 'sheltered' | 'wrapped';
  /** The line that opens the quotation or fence it stands in. */
  readonly shelter: number;
  /** It follows a form feed: page headers stand there. */
  readonly pageTop: boolean;
}

export interface Scan {
  readonly lines: Lines;
  readonly candidates: readonly Candidate[];
  /** Lines with ink before each line; index count + 1 is the total. */
  readonly inked: Int32Array;
  /** Whether paragraphs are broken into lines; then a line may begin with anything. */
  readonly wrapped: boolean;
}

const NARROWEST = 45;
/** A line of this length or more holds a paragraph. */
const LONG = 130;

export function scanCandidates(
  lines: Lines,
  profile: OutlineProfile,
  levels: readonly OutlineLevel[],
  reader: NumberReader,
): Scan {
  const { region, starts, count } = lines;
  const matcher = matcherOf(profile, levels, reader);
  const folds = new Map(Object.entries(profile.folds ?? {}));
  const shelters = sheltersOf(lines, profile);
  const inked = new Int32Array(count + 2);
  const found: Omit<Candidate, 'doubt'>[] = [];
  let long = 0;
  /** How many lines have each length. */
  const lengths = new Int32Array(LONG + 1);
  let lastFormFeed = 0;

  for (let line = 1; line <= count; line++) {
    const start = starts[line] as number;
    const end = (starts[line + 1] as number) - 1;
    const length = Math.min(end - start, LONG);
    if (length === LONG) long += end - start;
    lengths[length] = (lengths[length] as number) + 1;
    let at = start;
    let code = region.charCodeAt(at);
    while (at < end && (code <= 0x20 || code >= 0xa0) && (isBlank(code) || isWidthless(code))) {
      if (code === 0x0c) lastFormFeed = line;
      code = region.charCodeAt(++at);
    }
    const ink = at < end;
    inked[line + 1] = (inked[line] as number) + (ink ? 1 : 0);
    if (!ink || !matcher.begins(code)) continue;
    const peeled = peel(lineText(lines, line), folds);
    if (peeled === undefined) continue;
    const matches = matcher.match(peeled);
    if (matches.length === 0) continue;
    const pageTop = lastFormFeed > 0 && (inked[line] as number) - (inked[lastFormFeed] as number) <= 2;
    found.push({ line, peeled, matches, shelter: shelters(line), pageTop });
  }
  const width = long * 5 < region.length ? widthOf(lengths) : 0;
  const wrapped = width > 0;
  const dressed = dressedLevels(found);
  const candidates = found.map((candidate) => {
    const doubt = doubtOf(candidate, lines, inked, width, dressed);
    return doubt === undefined ? candidate : { ...candidate, doubt };
  });
  return { lines, candidates, inked, wrapped };
}

/** Levels whose headings carry heading signs: a line without them is text there. */
function dressedLevels(candidates: readonly Omit<Candidate, 'doubt'>[]): ReadonlySet<OutlineLevel> {
  const dressed = new Set<OutlineLevel>();
  for (const { peeled, matches, shelter } of candidates) {
    if (peeled.signs > 0 && shelter === 0) for (const { level } of matches) dressed.add(level);
  }
  return dressed;
}

function doubtOf(
  { line, peeled, matches, shelter }: Omit<Candidate, 'doubt'>,
  lines: Lines,
  inked: Int32Array,
  width: number,
  dressed: ReadonlySet<OutlineLevel>,
): Candidate['doubt'] {
  if (shelter !== 0 && shelter !== line) return 'sheltered';
  if (peeled.signs > 0) return undefined;
  if (matches.every(({ level }) => dressed.has(level))) return 'wrapped';
  if (width === 0 || line === 1 || inked[line] === inked[line - 1]) return undefined;
  const above = (lines.starts[line] as number) - (lines.starts[line - 1] as number) - 1;
  // Its first word would have stood in the line above, if that were the same paragraph.
  const word = peeled.text.indexOf(' ');
  if (above + 1 + (word === -1 ? peeled.text.length : word) < width) return undefined;
  return ENDS.has(lines.region[(lines.starts[line] as number) - 2] ?? '') ? undefined : 'wrapped';
}

/** The length at which lines are broken, with some leave: eight of ten lines with ink are no longer. */
function widthOf(lengths: Int32Array): number {
  let total = 0;
  for (let length = 1; length < lengths.length; length++) total += lengths[length] as number;
  let rest = total * 0.8;
  let width = 0;
  while (rest > 0 && ++width < lengths.length) rest -= lengths[width] as number;
  // Text broken at less is none: such lines are short for their own sake.
  return width < NARROWEST ? 0 : width * 0.8;
}

/** Signs that may end a paragraph. */
const ENDS = new Set('.;:!?…”"»)]>|-–—*_'.split(''));

/** The offset in the region at which what stands behind number and end sign begins. */
export const restOffset = (lines: Lines, { line, peeled }: Candidate, match: Match): number =>
  (lines.starts[line] as number) + offsetIn(peeled, match.rest);
