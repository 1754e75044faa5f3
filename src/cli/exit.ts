/** The exit code of problems, by the worst category among them (DESIGN: exit codes). */
import { categoryOf, type Problem } from '../core/problem.ts';
import type { ProblemCategory } from '../core/problem-codes.ts';

const EXITS: readonly (readonly [ProblemCategory, number])[] = [
  ['internal', 1],
  ['in_doubt', 5],
  ['rolled_back', 4],
  ['refused', 3],
  ['input', 2],
];

export function exitOf(problems: readonly Problem[]): number {
  const categories = new Set(problems.map(categoryOf));
  return EXITS.find(([category]) => categories.has(category))?.[1] ?? 1;
}
