/** request.json: the only road from its bytes to a trusted PlanRequest. */
import { type PlanRequest, REQUEST_FORMAT } from '../core/plan/request.ts';
import { bad, type Checked, good, type Problem } from '../core/problem.ts';
import { readCanonical } from './canonical-file.ts';
import { validate, validateRecord } from './generated/request.js';
import { listProblems, shapeProblems } from './schema.ts';

/** Codes: `input.*`, `syntax.*`, `shape.*`. Shape: schemas/request.schema.json. */
export function readRequest(bytes: Uint8Array, file: string): Checked<PlanRequest> {
  const source = readCanonical(bytes, file);
  if (!source.ok) return source;
  const { value } = source.value;
  const units = Array.isArray(value.units) ? (value.units as readonly unknown[]) : undefined;
  // Units are checked one by one: a list as a whole could hold more errors than fit in memory.
  const statements = Array.isArray(value.statements) ? (value.statements as readonly unknown[]) : undefined;
  const frame = {
    ...value,
    ...(units === undefined ? {} : { units: [] }),
    ...(statements === undefined ? {} : { statements: [] }),
  };
  const problems = shapeProblems(validate, { ...source.value, value: frame }, { format: REQUEST_FORMAT });
  if (problems.length > 0) return bad(...problems);
  const wrong = listProblems(validateRecord, source.value, units ?? [], '/units');
  if (wrong.length > 0) return bad(...wrong);
  const strange = (statements ?? []).findIndex((one) => !isStatement(one));
  if (strange !== -1) return bad(notAStatement(file, strange));
  return good(value as unknown as PlanRequest);
}

/** What the templates of its kind ask of it is seen when the plan is made. */
const isStatement = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 3 &&
  typeof value[0] === 'string' &&
  typeof value[1] === 'string' &&
  Array.isArray(value[2]) &&
  value[2].every((one) => one === null || typeof one === 'string');

const notAStatement = (file: string, index: number): Problem => ({
  code: 'shape.wrong_type',
  message: 'A statement is a template, an address and the values of the template, as text.',
  place: { file, pointer: `/statements/${index}` },
  hint: 'Give the file that cutter wrote.',
});
