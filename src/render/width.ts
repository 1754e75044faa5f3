/** Measuring and breaking text by the columns a terminal gives it. Text here has passed `visible` already. */
import stringWidth from 'string-width';
import { PLAIN } from './visible.ts';

const segmenter = new Intl.Segmenter('en');

export const displayWidth = (text: string): number =>
  PLAIN.test(text) ? text.length : stringWidth(text, { countAnsiEscapeCodes: true });

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - displayWidth(text)));

export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - displayWidth(text))) + text;

/**
 * Breaks a line at blanks so that each piece is at most `width` columns; the blanks at a break are dropped. A word
 * wider than that is broken between graphemes, or stays whole with `keepWords`: a digest or an address that is broken
 * cannot be copied. At least one piece.
 */
export function wrap(line: string, width: number, keepWords = false): string[] {
  if (displayWidth(line) <= width) return [line];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const [blanks, word] of words(line)) {
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

function* words(line: string): Generator<[blanks: string, word: string]> {
  for (const [, blanks, word] of line.matchAll(/( *)([^ ]+)/g)) yield [blanks ?? '', word ?? ''];
}

const graphemes = (word: string): Iterable<string> =>
  PLAIN.test(word) ? word : Array.from(segmenter.segment(word), (part) => part.segment);
