/** Measuring and breaking text by the columns a terminal gives it. Text here has passed `visible` already. */
import { eastAsianWidth } from 'get-east-asian-width';
import { PLAIN } from './visible.ts';

interface Unicode {
  readonly segmenter: Intl.Segmenter;
  /** What Unicode recommends for interchange: a single emoji, or a sequence of them that is drawn as one. */
  readonly emoji: RegExp;
  readonly unseen: RegExp;
  readonly pictographs: RegExp;
  /** Marks that take a column of their own, and the half-width and full-width forms. */
  readonly beside: RegExp;
}

/** What sets a colour (SGR); no other control passes `visible`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one.
const COLOUR = /\u001b\[[\d;]*m/g;

/** As text: older language levels have no such flag, though every Node that cutter runs on does. */
const RGI_EMOJI = String.raw`^\p{RGI_Emoji}$`;

let made: Unicode | undefined;

/** Made when first needed: that takes as long as rendering a plan, and most texts are PLAIN. */
function unicode(): Unicode {
  made ??= {
    segmenter: new Intl.Segmenter('en'),
    emoji: new RegExp(RGI_EMOJI, 'v'),
    unseen: /^[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Cs}]*/u,
    pictographs: /\p{Extended_Pictographic}/gu,
    beside: /[\p{Mc}\uff00-\uffef]/u,
  };
  return made;
}

const graphemes = (text: string): Iterable<string> =>
  PLAIN.test(text) ? text : Array.from(unicode().segmenter.segment(text), (part) => part.segment);

/** Of text with the colours of `Paint`, too. */
export const displayWidth = (painted: string): number => {
  if (PLAIN.test(painted)) return painted.length;
  const text = painted.replace(COLOUR, '');
  let width = 0;
  for (const grapheme of graphemes(text)) width += graphemeWidth(grapheme);
  return width;
};

/** A digit or sign in a key cap. */
const KEYCAP = /^[\d#*]\u20e3$/;

/** Two for what terminals draw as one emoji; else the width of the first character seen, and of marks beside it. */
function graphemeWidth(grapheme: string): number {
  if (isEmoji(grapheme)) return 2;
  const [first, ...others] = grapheme.replace(unicode().unseen, '');
  if (first === undefined) return 0;
  return others.filter((one) => unicode().beside.test(one)).reduce((sum, one) => sum + widthOf(one), widthOf(first));
}

const widthOf = (character: string): number => eastAsianWidth(character.codePointAt(0) ?? 0);

const isEmoji = (grapheme: string): boolean =>
  unicode().emoji.test(grapheme) ||
  KEYCAP.test(grapheme) ||
  (grapheme.includes('\u200d') && (grapheme.match(unicode().pictographs)?.length ?? 0) > 1);

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
  if (PLAIN.test(line)) {
    if (line.length <= width) return [line];
    if (line[0] !== ' ') return wrapPlain(line, width, keepWords, most);
  } else if (displayWidth(line) <= width) return [line];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const [blanks, word] of words(line)) {
    if (pieces.length > most) return pieces;
    const wide = displayWidth(word);
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
    for (const part of graphemes(word)) {
      const step = displayWidth(part);
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

/** The same for a plain line that begins with a word, looking at a few of its characters only. */
function wrapPlain(line: string, width: number, keepWords: boolean, most: number): string[] {
  const pieces: string[] = [];
  const end = wordEnd(line, line.length, 0);
  for (let from = 0; from < end && pieces.length <= most; ) {
    let to = end;
    if (end - from > width) {
      to = wordEnd(line, line.lastIndexOf(' ', from + width), from);
      // Not one word fits.
      if (to <= from) {
        const blank = line.indexOf(' ', from);
        to = keepWords ? (blank < 0 ? end : blank) : from + width;
      }
    }
    pieces.push(line.slice(from, to));
    for (from = to; line[from] === ' '; ) from += 1;
  }
  return pieces;
}

/** The end of the last word before `at`; `from`, where there is none behind it. */
function wordEnd(line: string, at: number, from: number): number {
  let end = at;
  while (end > from && line[end - 1] === ' ') end -= 1;
  return end;
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
