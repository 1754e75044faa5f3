import type { JsonObject } from '../core/canonical.ts';
import { PLAN_FORMAT, type PlanHeader } from '../core/plan/plan.ts';
import { bad, type Checked, good } from '../core/problem.ts';
import { validate } from './generated/plan.js';
import { shapeProblems } from './schema.ts';

/**
 * The header of a plan, from the part of the file before its statements. Shape: schemas/plan.schema.json.
 * Codes: `shape.*`, `input.too_large`. Places have a pointer and no line: the text is not kept while a plan is streamed.
 */
export function checkPlanHeader(head: JsonObject, file: string): Checked<PlanHeader> {
  const source = {
    file,
    value: { ...head, statements: [] },
    offset: () => 0,
    place: (pointer: string) => ({ file, pointer }),
  };
  const problems = shapeProblems(validate, source, { format: PLAN_FORMAT });
  return problems.length > 0 ? bad(...problems) : good(head as unknown as PlanHeader);
}
