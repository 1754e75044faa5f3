import type { Screen } from '../render/paint.ts';

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

/** Lines as text. */
export const linesText = (lines: Iterable<string>): Iterable<string> => [...lines].map((line) => `${line}\n`);
