/** Receipts of backups and records of restore tests: the only road from their bytes to trusted values. */
import {
  BACKUP_FORMAT,
  BACKUP_VERIFIED_FORMAT,
  type BackupReceipt,
  type BackupVerified,
} from '../core/backup/receipt.ts';
import { bad, type Checked, good, type Problem } from '../core/problem.ts';
import { type CanonicalFile, readCanonical } from './canonical-file.ts';
import { validate as validateReceipt } from './generated/backup-receipt.js';
import { validate as validateVerified } from './generated/backup-verified.js';
import { shapeProblems, type Validate } from './schema.ts';

/** Codes: `input.*`, `syntax.*`, `shape.*`. */
export function readBackupReceipt(bytes: Uint8Array, file: string): Checked<BackupReceipt> {
  const source = shaped(bytes, file, validateReceipt, BACKUP_FORMAT);
  if (!source.ok) return source;
  const receipt = source.value.value as unknown as BackupReceipt;
  const problems = contradictions(receipt, source.value);
  return problems.length > 0 ? bad(...problems) : good(receipt);
}

/** Codes: `input.*`, `syntax.*`, `shape.*`. */
export function readBackupVerified(bytes: Uint8Array, file: string): Checked<BackupVerified> {
  const source = shaped(bytes, file, validateVerified, BACKUP_VERIFIED_FORMAT);
  return source.ok ? good(source.value.value as unknown as BackupVerified) : source;
}

function shaped(bytes: Uint8Array, file: string, validate: Validate, format: string): Checked<CanonicalFile> {
  const source = readCanonical(bytes, file);
  if (!source.ok) return source;
  const problems = shapeProblems(validate, source.value, { format });
  return problems.length > 0 ? bad(...problems) : source;
}

/** A server is dumped by pg_dump and encrypted; an embedded database is dumped whole. */
function contradictions({ source, content, gpg_fpr }: BackupReceipt, { place }: CanonicalFile): readonly Problem[] {
  const refuse = (pointer: string, message: string): Problem => ({
    code: 'shape.wrong_value',
    message,
    place: place(pointer, 'value'),
    hint: 'Give the receipt that `cutter backup` wrote.',
  });
  const wanted = source.kind === 'server' ? 'pg_dump' : 'data_directory';
  return [
    ...(content === wanted ? [] : [refuse('/content', `A backup of kind "${source.kind}" holds "${wanted}".`)]),
    ...(source.kind === 'server' && gpg_fpr === null
      ? [refuse('/gpg_fpr', 'A backup of a server is encrypted, and this one names no key.')]
      : []),
  ];
}
