/** The first pass over the lines: which have ink, which may be headings, and whether paragraphs are broken into lines. */
import type { Lines } from '../lines.ts';
import type { Matcher } from './match.ts';
import { isBlank, isWidthless } from './peel.ts';

export interface Layout {
  /** Lines with ink before each line; index count + 1 is the total. */
  readonly inked: Int32Array;
  /** Lines whose first ink a heading may begin with. */
  readonly possible: Uint32Array;
  /** Those of them that begin with a heading sign (#). */
  readonly signed: readonly number[];
  /** Lines that begin with a form feed. */
  readonly feeds: readonly number[];
  /** The length at which lines are broken; 0 = paragraphs are not broken. */
  readonly width: number;
}

const NARROWEST = 45;
/** A line of this length or more holds a paragraph. */
const LONG = 130;

const FORM_FEED = 0x0c;
const HASH = 0x23;

export function layoutOf({ region, starts, count }: Lines, matcher: Pick<Matcher, 'begins'>): Layout {
  const inked = new Int32Array(count + 2);
  const possible = new Uint32Array(count);
  let found = 0;
  const signed: number[] = [];
  const feeds: number[] = [];
  let long = 0;
  /** How many lines have each length. */
  const lengths = new Int32Array(LONG + 1);

  for (let line = 1; line <= count; line++) {
    const start = starts[line] as number;
    const end = (starts[line + 1] as number) - 1;
    const length = Math.min(end - start, LONG);
    if (length === LONG) long += end - start;
    lengths[length] = (lengths[length] as number) + 1;
    let at = start;
    let code = region.charCodeAt(at);
    while (at < end && (code <= 0x20 || code >= 0xa0) && (isBlank(code) || isWidthless(code))) {
      if (code === FORM_FEED && feeds.at(-1) !== line) feeds.push(line);
      code = region.charCodeAt(++at);
    }
    const ink = at < end;
    inked[line + 1] = (inked[line] as number) + (ink ? 1 : 0);
    if (!ink || !matcher.begins(code)) continue;
    possible[found++] = line;
    if (code === HASH) signed.push(line);
  }
  return {
    inked,
    possible: possible.slice(0, found),
    signed,
    feeds,
    width: long * 5 < region.length ? widthOf(lengths) : 0,
  };
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
