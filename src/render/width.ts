/** Measuring and breaking text by the columns a terminal gives it. Text here has passed `visible` already. */
import { eastAsianWidth } from 'get-east-asian-width';
import { PLAIN } from './visible.ts';

interface Unicode {
  readonly segmenter: Intl.Segmenter;
  /** What Unicode recommends for interchange: a single emoji, or a sequence of them that is drawn as one. */
  readonly emoji: RegExp;
}

const RGI_EMOJI = String.raw`^\p{RGI_Emoji}$`;

let made: Unicode | undefined;

/** Made when first needed: that takes as long as rendering a plan, and most texts are PLAIN. */
function unicode(): Unicode {
  made ??= { segmenter: new Intl.Segmenter('en'), emoji: new RegExp(RGI_EMOJI, 'v') };
  return made;
}

const graphemes = (text: string): Iterable<string> =>
  PLAIN.test(text) ? text : Array.from(unicode().segmenter.segment(text), (part) => part.segment);

export const displayWidth = (text: string): number => {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const grapheme of graphemes(text)) width += graphemeWidth(grapheme);
  return width;
};

const UNSEEN = /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Cs}]*/u;
const PICTOGRAPHS = /\p{Extended_Pictographic}/gu;
/** A digit or sign in a key cap. */
const KEYCAP = /^[\d#*]\u20e3$/;
/** Marks that take a column of their own, and the half-width and full-width forms. */
const BESIDE = /[\p{Mc}\uff00-\uffef]/u;

/** Two for what terminals draw as one emoji; else the width of the first character seen, and of marks beside it. */
function graphemeWidth(grapheme: string): number {
  if (isEmoji(grapheme)) return 2;
  const [first, ...others] = grapheme.replace(UNSEEN, '');
  if (first === undefined) return 0;
  return others.filter((one) => BESIDE.test(one)).reduce((sum, one) => sum + widthOf(one), widthOf(first));
}

const widthOf = (character: string): number => eastAsianWidth(character.codePointAt(0) ?? 0);

const isEmoji = (grapheme: string): boolean =>
  unicode().emoji.test(grapheme) ||
  KEYCAP.test(grapheme) ||
  (grapheme.includes('\u200d') && (grapheme.match(PICTOGRAPHS)?.length ?? 0) > 1);

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)));

export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - displayWidth(text))) + text;

/**
 * Breaks a line at blanks so that each piece is at most `width` columns; the blanks at a break are dropped. A word
 * wider than that is broken between graphemes, or stays whole with `keepWords`: a digest or an address that is broken
 * cannot be copied. At least one piece; no more are looked for once there are more than `most`.
 */
export function wrap(line: string, width: number, keepWords = false, most = Number.POSITIVE_INFINITY): string[] {
  const plain = PLAIN.test(line);
  const widthIn = plain ? (text: string): number => text.length : displayWidth;
  if (widthIn(line) <= width) return [line];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const [blanks, word] of words(line)) {
    if (pieces.length > most) return pieces;
    const wide = widthIn(word);
    if (used > 0 && used + blanks.length + wide > width) {
      pieces.push(piece);
      [piece, used] = ['', 0];
    } else {
      piece += blanks;
      used += blanks.length;
    }
    if (keepWords || used + wide <= width) {
      piece += word;
      used += wide;
      continue;
    }
    for (const part of plain ? word : graphemes(word)) {
      const step = widthIn(part);
      if (used > 0 && used + step > width) {
        pieces.push(piece);
        [piece, used] = ['', 0];
      }
      piece += part;
      used += step;
    }
  }
  if (piece !== '' || pieces.length === 0) pieces.push(piece);
  return pieces;
}

function* words(line: string): Generator<[blanks: string, word: string]> {
  for (let at = 0; at < line.length; ) {
    let from = at;
    while (line[from] === ' ') from += 1;
    if (from === line.length) return;
    const blank = line.indexOf(' ', from);
    const end = blank < 0 ? line.length : blank;
    yield [line.slice(at, from), line.slice(from, end)];
    at = end;
  }
}
