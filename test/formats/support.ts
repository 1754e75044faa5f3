import type { Checked, Place, Problem } from '../../src/core/problem.ts';
import { PROBLEM_CODES, type ProblemCode } from '../../src/core/problem-codes.ts';

export const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** The problems of a refusal; every one has a code of the closed set, a message, a place in the file and a next step. */
export function refused(checked: Checked<unknown>, file = 'cut.yaml'): readonly Problem[] {
  if (checked.ok) throw new Error('it was accepted');
  if (checked.problems.length === 0) throw new Error('a refusal without problems');
  for (const problem of checked.problems) wellSaid(problem, file);
  return checked.problems;
}

export function wellSaid(problem: Problem, file: string): void {
  const said = JSON.stringify(problem);
  if (!(problem.code in PROBLEM_CODES)) throw new Error(`not a code: ${said}`);
  if (!/^\S.*[.?]$/.test(problem.message)) throw new Error(`not a sentence: ${said}`);
  if (!/^\S.*\S$/.test(problem.hint)) throw new Error(`no next step: ${said}`);
  if (problem.place?.file !== file) throw new Error(`no place: ${said}`);
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(problem.message + problem.hint))
    throw new Error(`unsafe text: ${said}`);
}

/** Code, line and column of each problem, in order. */
export const codes = (problems: readonly Problem[]): readonly [ProblemCode, number | undefined, number | undefined][] =>
  problems.map(({ code, place }: { code: ProblemCode; place?: Place }) => [code, place?.line, place?.column]);

export const CUT = `format: cutter.cut/1
name: constitution
author: you@example.org
document: constitution.md
profile: constitution/1
prefix: ICX-CONST
publication:
  type: law
  authority: incomex_council
`;
