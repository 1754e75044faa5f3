import type { Screen } from '../render/paint.ts';
import { wrap } from '../render/width.ts';

/** What a command returns: one value, printed as JSON with --json, as text otherwise, and the exit code. */
export interface Answer {
  /** Exactly what --json prints; an iterable field is printed as a list. */
  readonly json: unknown;
  /** Pieces of text, each with its newlines. */
  readonly text: (screen: Screen) => Iterable<string> | AsyncIterable<string>;
  /** 0 done, 3 refused, 4 rolled back, 5 in doubt, 10 the answer is "no" or "different". Default 0. */
  readonly exit?: number;
}

export const EXIT_DIFFERENT = 10;

/**
 * Lines as text. With a screen that is a terminal, a sentence that is longer than its line is broken at a blank, which the
 * terminal would not do. What is indented is to be copied, and stays whole; so does a word.
 */
export const linesText = (lines: Iterable<string>, screen?: Screen): Iterable<string> =>
  [...lines].map((line) => `${(screen === undefined ? [line] : sentenceLines(line, screen)).join('\n')}\n`);

const sentenceLines = (line: string, { width, terminal }: Screen): readonly string[] =>
  terminal === true && !line.startsWith(' ') ? wrap(line, width, true) : [line];
