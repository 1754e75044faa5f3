/** Gathers the problems of one document. Hostile input may have millions, so each code is listed a limited number of times. */
import { MAX_PROBLEMS } from '../limits.ts';
import { inReadingOrder, type Place, type Problem } from '../problem.ts';
import type { ProblemCode } from '../problem-codes.ts';

export interface Findings {
  /** `line` and `column` from 1, the column in code points. */
  add(code: ProblemCode, line: number, column: number, message: string, hint: string, detail?: readonly string[]): void;
  /** A problem that has no line in the document. */
  addAt(place: Place, code: ProblemCode, message: string, hint: string): void;
  /** In reading order; a last one says how many are not listed. */
  all(): readonly Problem[];
}

export function findings(file: string): Findings {
  const listed: Problem[] = [];
  const seen = new Map<ProblemCode, number>();
  let unlisted = 0;
  const keep = (problem: Problem): void => {
    const count = (seen.get(problem.code) ?? 0) + 1;
    seen.set(problem.code, count);
    if (count <= MAX_PROBLEMS) listed.push(problem);
    else unlisted++;
  };
  return {
    add: (code, line, column, message, hint, detail) =>
      keep({ code, message, place: { file, line, column }, hint, ...(detail === undefined ? {} : { detail }) }),
    addAt: (place, code, message, hint) => keep({ code, message, place, hint }),
    all() {
      if (unlisted === 0) return inReadingOrder(listed);
      const more: Problem = {
        code: 'input.more_problems',
        message: `${unlisted} more problem${unlisted === 1 ? ' is' : 's are'} not listed.`,
        place: { file },
        hint: 'Correct those above first, then run the command again.',
      };
      return [...inReadingOrder(listed), more];
    },
  };
}

/** Column, from 1 and in code points, of an offset in a line. */
export function columnAt(line: string, offset: number): number {
  let column = 1;
  for (const _ of line.slice(0, offset)) column++;
  return column;
}
