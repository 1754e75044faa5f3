/**
 * Proves that a backup can be restored: its file is unchanged, decrypts with the right key and proven integrity, can be
 * read to its end, and gives equal rows in a scratch database. Every pass reads the file anew and hashes what it read.
 */
import { tableProblems } from '../../core/backup/compare.ts';
import {
  BACKUP_FILES,
  BACKUP_VERIFIED_FORMAT,
  type BackupReceipt,
  type BackupVerified,
  type Tables,
} from '../../core/backup/receipt.ts';
import { canonicalLines, type JsonObject } from '../../core/canonical.ts';
import type { FoundBackup } from '../../core/gates/facts.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { ALL_TABLES_QUERY } from '../../core/sql/backup.ts';
import type { Bytes, Clock, Encryption, Files, FileWriter, Restorer, Scratch } from '../../ports.ts';
import { DatabaseFailure } from '../../ports.ts';
import type { Progress } from '../progress.ts';
import { measure } from './measure.ts';
import { artifactOf, openBackup } from './open.ts';
import { kept, tapped } from './stream.ts';

export interface VerifyBackupRequest {
  readonly receiptFile: string;
  readonly tool: { readonly version: string; readonly build: string };
  readonly signal: AbortSignal;
}

export interface VerifyBackupPorts {
  readonly files: Files;
  readonly output: FileWriter;
  readonly clock: Clock;
  readonly encryption: Encryption;
  /** For the content of this receipt. */
  readonly restorer: (receipt: BackupReceipt) => Restorer;
  readonly progress: Progress;
}

export interface VerifiedBackup {
  readonly receiptFile: string;
  readonly receipt: BackupReceipt;
  readonly verifiedFile: string;
  readonly verified: BackupVerified;
}

/** Throws Stop: `backup.*`, and `input.*`, `syntax.*`, `shape.*` for the receipt. Leaves nothing behind but the record. */
export async function verifyBackup(request: VerifyBackupRequest, ports: VerifyBackupPorts): Promise<VerifiedBackup> {
  const { receiptFile, signal } = request;
  const { progress } = ports;
  progress.step('file');
  const found = await openBackup(ports.files, receiptFile);
  const { receipt } = found;
  mustBeUnchanged(found);
  const restorer = ports.restorer(receipt);

  progress.step('decode');
  await throughFile(found, ports, signal, (dump) => restorer.decode(dump, signal));

  progress.step('restore');
  const scratch = await restorer.scratch(schemasOf(receipt.tables), signal);
  let restored: Restored;
  try {
    await throughFile(found, ports, signal, (dump) => scratch.restore(dump));
    progress.step('compare');
    restored = await look(scratch, receipt);
  } finally {
    await scratch.close();
  }
  const problems = tableProblems(receipt.tables, restored.tables, receiptFile);
  if (problems.length > 0) throw new Stop(problems);

  const verified: BackupVerified = {
    format: BACKUP_VERIFIED_FORMAT,
    receipt_sha256: found.receiptSha256,
    artifact_sha256: receipt.sha256,
    restore_test_passed_at: ports.clock.now().toISOString(),
    scratch: { kind: scratch.kind, server_version: restored.serverVersion },
    restore_program: scratch.restoreProgram,
    tables: restored.tables,
    tool: request.tool,
  };
  const verifiedFile = BACKUP_FILES.verified(receiptFile);
  await ports.output.write(verifiedFile, canonicalLines(verified as unknown as JsonObject));
  return { receiptFile, receipt, verifiedFile, verified };
}

function mustBeUnchanged({ artifact, receipt, file }: FoundBackup): void {
  if ('problems' in artifact) throw new Stop(artifact.problems);
  if (artifact.sha256 !== receipt.sha256 || artifact.size !== receipt.size_bytes) {
    throw new Stop([
      damaged(file, `The file ${receipt.artifact_ref} is not as it was written.`, [
        `receipt: ${receipt.size_bytes} bytes, SHA-256 ${receipt.sha256}`,
        `file:    ${artifact.size} bytes, SHA-256 ${artifact.sha256}`,
      ]),
    ]);
  }
  if (receipt.gpg_fpr !== null && artifact.outside !== undefined) {
    throw new Stop([
      damaged(file, `The file ${receipt.artifact_ref} is not encrypted to one key: ${artifact.outside}.`),
    ]);
  }
}

/** Gives the dump to `use`; afterwards, that what was read is what the receipt names. */
async function throughFile(
  { file, receipt }: FoundBackup,
  { files, encryption }: VerifyBackupPorts,
  signal: AbortSignal,
  use: (dump: Bytes) => Promise<void>,
): Promise<void> {
  const secret = tapped(kept(files.stream(artifactOf(file, receipt))));
  const { gpg_fpr } = receipt;
  await use(gpg_fpr === null ? secret.bytes : encryption.decrypt(gpg_fpr, secret.bytes, signal));
  if (secret.seen().sha256 !== receipt.sha256) {
    throw new Stop([damaged(file, `The file ${receipt.artifact_ref} changed while it was read.`)]);
  }
}

interface Restored {
  readonly tables: Tables;
  readonly serverVersion: string;
}

/** What stands in the scratch database. Of an embedded one, which is restored whole, the receipt's tables alone. */
async function look(scratch: Scratch, receipt: BackupReceipt): Promise<Restored> {
  const session = await scratch.open();
  try {
    await session.command('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const there = (await session.rows(ALL_TABLES_QUERY)).map((row) => row.name ?? '');
    const wanted = Object.keys(receipt.tables);
    const names = receipt.content === 'pg_dump' ? there : there.filter((name) => wanted.includes(name));
    const tables = await measure(session, names);
    const [version] = await session.rows(`SELECT current_setting('server_version_num') AS version`);
    return { tables, serverVersion: version?.version ?? '' };
  } catch (error) {
    if (!(error instanceof DatabaseFailure)) throw error;
    throw new Stop(
      [
        {
          code: 'backup.restore',
          message: `The restored rows cannot be read (SQLSTATE ${error.sqlstate ?? 'none'}).`,
          hint: 'Do not rely on this backup. Run `cutter backup` again.',
        },
      ],
      error,
    );
  } finally {
    await session.close().catch(() => undefined);
  }
}

/** Quoted names of the schemas that the tables are in. */
function schemasOf(tables: Tables): readonly string[] {
  const schemas = Object.keys(tables).map((name) => /^(?:"(?:[^"]|"")*"|[^".]*)(?=\.)/.exec(name)?.[0] ?? '');
  return [...new Set(schemas)].filter((schema) => schema !== '');
}

const damaged = (file: string, message: string, detail?: readonly string[]): Problem => ({
  code: 'backup.damaged',
  message,
  place: { file },
  hint: 'Do not rely on this backup. Run `cutter backup` again.',
  ...(detail === undefined ? {} : { detail }),
});
