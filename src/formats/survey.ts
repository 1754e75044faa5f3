/** snapshot.json of a plan that follows from another: the only road from its bytes to a trusted Survey. */
import { SURVEY_FORMAT, type Survey } from '../core/plan/survey.ts';
import { bad, type Checked, good } from '../core/problem.ts';
import { readCanonical } from './canonical-file.ts';
import { validate, validateRecord } from './generated/survey.js';
import { listProblems, shapeProblems } from './schema.ts';

/** Codes: `input.*`, `syntax.*`, `shape.*`. Shape: schemas/survey.schema.json. */
export function readSurvey(bytes: Uint8Array, file: string): Checked<Survey> {
  const source = readCanonical(bytes, file);
  if (!source.ok) return source;
  const { value } = source.value;
  const rows = Array.isArray(value.rows) ? (value.rows as readonly unknown[]) : undefined;
  // Rows are checked one by one: a list as a whole could hold more errors than fit in memory.
  const frame = rows === undefined ? value : { ...value, rows: [] };
  const problems = shapeProblems(validate, { ...source.value, value: frame }, { format: SURVEY_FORMAT });
  if (problems.length > 0) return bad(...problems);
  const wrong = listProblems(validateRecord, source.value, rows ?? [], '/rows');
  return wrong.length > 0 ? bad(...wrong) : good(value as unknown as Survey);
}
