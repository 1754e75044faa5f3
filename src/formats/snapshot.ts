/** snapshot.json: the only road from its bytes to a trusted Snapshot. Shape: schemas/snapshot.schema.json. */
import { SNAPSHOT_FORMAT, type Snapshot } from '../core/plan/snapshot.ts';
import { bad, type Checked, good } from '../core/problem.ts';
import { readCanonical } from './canonical-file.ts';
import { validate, validateRecord } from './generated/snapshot.js';
import { listProblems, shapeProblems } from './schema.ts';

/** Codes: `input.*`, `syntax.*`, `shape.*`. */
export function readSnapshot(bytes: Uint8Array, file: string): Checked<Snapshot> {
  const source = readCanonical(bytes, file);
  if (!source.ok) return source;
  const { value } = source.value;
  const units = Array.isArray(value.units) ? (value.units as readonly unknown[]) : undefined;
  // Units are checked one by one: a list as a whole could hold more errors than fit in memory.
  const frame = units === undefined ? value : { ...value, units: [] };
  const problems = shapeProblems(validate, { ...source.value, value: frame }, { format: SNAPSHOT_FORMAT });
  if (problems.length > 0) return bad(...problems);
  const wrong = listProblems(validateRecord, source.value, units ?? [], '/units');
  return wrong.length > 0 ? bad(...wrong) : good(value as unknown as Snapshot);
}
