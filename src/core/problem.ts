/**
 * Problems: the one way cutter says that something is wrong.
 *
 * A problem is a value. Its `code` comes from the closed set in `problem-codes.ts` and never changes its meaning;
 * `message` and `hint` are for people and steer nothing.
 */
import { PROBLEM_CODES, type ProblemCategory, type ProblemCode } from './problem-codes.ts';

/** Where a problem is. Lines and columns count from 1, columns in Unicode code points; statements count from 1. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** JSON pointer (RFC 6901) into a JSON or YAML document. */
  readonly pointer?: string;
  readonly address?: string;
  readonly statement?: number;
}

export interface Problem {
  readonly code: ProblemCode;
  /** One sentence: what is wrong. */
  readonly message: string;
  readonly place?: Place;
  /** One sentence: what to do next. */
  readonly hint: string;
  /** More lines where they help, for example a difference; shown indented below the message. */
  readonly detail?: readonly string[];
}

/** A value, or all the problems that stand in its way. Never both, never an empty list of problems. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const good = <T>(value: T): Checked<T> => ({ ok: true, value });
export const bad = (...problems: readonly Problem[]): Checked<never> => ({ ok: false, problems });

/** Ends a flow with problems. Thrown by flows and edges; core returns values instead. */
export class Stop extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[], cause?: unknown) {
    super(problems.map((p) => `${p.code}: ${p.message}`).join('\n'), cause === undefined ? undefined : { cause });
    this.name = 'Stop';
    this.problems = problems;
  }
}

/** The value of a check, or a `Stop` with its problems. */
export function orStop<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value;
  throw new Stop(checked.problems);
}

export const categoryOf = (problem: Problem): ProblemCategory => PROBLEM_CODES[problem.code];

/** Orders problems as a reader meets them: by file, line, column, then code. */
export function inReadingOrder(problems: readonly Problem[]): readonly Problem[] {
  const key = (p: Problem): [string, number, number, string] => [
    p.place?.file ?? '',
    p.place?.line ?? 0,
    p.place?.column ?? 0,
    p.code,
  ];
  return [...problems].sort((a, b) => {
    const [fa, la, ca, na] = key(a);
    const [fb, lb, cb, nb] = key(b);
    return compare(fa, fb) || la - lb || ca - cb || compare(na, nb);
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
