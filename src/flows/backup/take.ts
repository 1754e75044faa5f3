/**
 * Takes a backup: dump, encryption and file are one stream, so that no plain text ever lies on a disk; counts and digests
 * are of exactly the moment that the dump shows, for the dump shares the snapshot of the transaction that measures.
 */
import { join } from 'node:path';
import { BACKUP_FILES, BACKUP_FORMAT, type BackupReceipt } from '../../core/backup/receipt.ts';
import { canonicalLines, type JsonObject } from '../../core/canonical.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { EXPORT_SNAPSHOT_QUERY } from '../../core/sql/backup.ts';
import type { Artifacts, Databases, DumpSource, Encryption, FileWriter } from '../../ports.ts';
import { askSession } from '../apply/live.ts';
import type { Progress } from '../progress.ts';
import { reading } from '../reading.ts';
import { backupTables, measure } from './measure.ts';
import { tapped } from './stream.ts';

export interface BackupRequest {
  /** Folder for artefact and receipt. */
  readonly directory: string;
  readonly run: string;
  /** Full fingerprint; undefined = do not encrypt, which an embedded database alone may ask for. */
  readonly recipient: string | undefined;
  /** Whether the policy asks for backups: then they are encrypted. */
  readonly required: boolean;
  readonly tool: { readonly version: string; readonly build: string };
  readonly signal: AbortSignal;
}

export interface BackupPorts {
  readonly databases: Databases;
  readonly source: DumpSource;
  readonly encryption: Encryption;
  readonly artifacts: Artifacts;
  readonly output: FileWriter;
  readonly progress: Progress;
}

export interface TakenBackup {
  readonly receiptFile: string;
  readonly artifactFile: string;
  readonly receipt: BackupReceipt;
}

/** Throws Stop: `backup.*`, `database.*`, `output.unwritable`, `input.exists`. Nothing is left behind by a failure. */
export async function takeBackup(request: BackupRequest, ports: BackupPorts): Promise<TakenBackup> {
  const { directory, run, recipient, signal } = request;
  const { source, encryption, artifacts, output, progress } = ports;
  if (recipient === undefined && (source.kind === 'server' || request.required)) throw new Stop([noRecipient]);
  const content = source.kind === 'server' ? 'pg_dump' : 'data_directory';
  const artifactFile = join(directory, BACKUP_FILES.artifact(run, content, recipient !== undefined));
  const receiptFile = join(directory, BACKUP_FILES.receipt(run));

  const taken = await reading(ports.databases, `backup/${run}`, async (session) => {
    progress.step('tables');
    const facts = await askSession(session);
    const serverVersion = facts.server_version ?? '';
    const program = await source.program(serverVersion);
    const names = await backupTables(session);
    const [exported] = await session.rows(EXPORT_SNAPSHOT_QUERY);
    const tables = await measure(session, names);
    progress.step('dump');
    const plain = source.dump({
      tables: names,
      snapshot: exported?.snapshot ?? '',
      serverVersion,
      name: `cutter/backup/${run}`,
      signal,
    });
    const written = tapped(recipient === undefined ? plain : encryption.encrypt(recipient, plain, signal));
    await artifacts.create(artifactFile, written.bytes);
    return { facts, program, tables, ...written.seen() };
  });

  try {
    if (signal.aborted) throw new Stop([interrupted]);
    const { facts } = taken;
    const receipt: BackupReceipt = {
      format: BACKUP_FORMAT,
      run,
      source: {
        kind: source.kind,
        database: known(facts.database, 'database'),
        system_identifier: known(facts.system_identifier, 'system identifier'),
        timeline: known(facts.timeline, 'timeline'),
        server_version: known(facts.server_version, 'version'),
      },
      taken_at: known(facts.clock, 'clock'),
      artifact_ref: BACKUP_FILES.artifact(run, content, recipient !== undefined),
      content,
      sha256: taken.sha256,
      size_bytes: taken.size,
      gpg_fpr: recipient ?? null,
      tables: taken.tables,
      dump_program: taken.program,
      tool: request.tool,
    };
    await output.create(receiptFile, canonicalLines(receipt as unknown as JsonObject));
    return { receiptFile, artifactFile, receipt };
  } catch (error) {
    // Without its receipt an artefact is of no use; the first error is the one that matters.
    await artifacts.remove(artifactFile).catch(() => undefined);
    throw error;
  }
}

/** A receipt with a hole in it would be worth nothing. */
function known(value: string | null | undefined, what: string): string {
  if (value !== undefined && value !== null && value !== '') return value;
  throw new Stop([
    {
      code: 'backup.failed',
      message: `The database does not tell its ${what}; there is no backup.`,
      hint: 'Check that this is a PostgreSQL server, and that the verifier may execute pg_control_system().',
    },
  ]);
}

const noRecipient: Problem = {
  code: 'backup.recipient',
  message: 'There is nobody to encrypt the backup to.',
  place: { file: 'cutter.yaml', pointer: '/backup/gpg_recipient' },
  hint: 'Set backup.gpg_recipient in cutter.yaml to the full fingerprint of a GnuPG key (`gpg --list-keys --with-colons`).',
};

const interrupted: Problem = {
  code: 'backup.failed',
  message: 'Interrupted.',
  hint: 'Nothing was left behind. Run the command again.',
};
