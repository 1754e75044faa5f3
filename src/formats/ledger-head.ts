/** The head of the ledger, as it is kept in a file: the only road from its bytes to a trusted LedgerHead. */
import { HEAD_FORMAT, headText, type LedgerHead } from '../core/ledger/head.ts';
import { bad, type Checked, good } from '../core/problem.ts';
import { readCanonical } from './canonical-file.ts';
import { validate } from './generated/ledger-head.js';
import { shapeProblems } from './schema.ts';

/** Codes: `input.*`, `syntax.*`, `shape.*`. Shape: schemas/ledger-head.schema.json. */
export function readLedgerHead(bytes: Uint8Array, file: string): Checked<LedgerHead> {
  const source = readCanonical(bytes, file);
  if (!source.ok) return source;
  const problems = shapeProblems(validate, source.value, { format: HEAD_FORMAT });
  if (problems.length > 0) return bad(...problems);
  const head = source.value.value as unknown as LedgerHead;
  if (headText(head) === source.value.text) return good(head);
  return bad({
    code: 'syntax.not_canonical',
    message: 'The keys do not stand in the order in which cutter writes them.',
    place: { file },
    hint: 'Give the file that `cutter ledger head` wrote.',
  });
}
