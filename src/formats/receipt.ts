/** receipt.json: the only road from its bytes to a trusted Receipt, and back. Shape: schemas/receipt.schema.json. */
import { canonical, type JsonObject } from '../core/canonical.ts';
import { bad, type Checked, good } from '../core/problem.ts';
import { RECEIPT_FORMAT, type Receipt } from '../core/receipt.ts';
import { readCanonical } from './canonical-file.ts';
import { validate } from './generated/receipt.js';
import { shapeProblems } from './schema.ts';

/** Codes: `input.*`, `syntax.*`, `shape.*`. */
export function readReceipt(bytes: Uint8Array, file: string): Checked<Receipt> {
  const source = readCanonical(bytes, file);
  if (!source.ok) return source;
  const problems = shapeProblems(validate, source.value, { format: RECEIPT_FORMAT });
  return problems.length > 0 ? bad(...problems) : good(source.value.value as unknown as Receipt);
}

/** The text of the file. */
export const encodeReceipt = (receipt: Receipt): string => canonical(receipt as unknown as JsonObject);
