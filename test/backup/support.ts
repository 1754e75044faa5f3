/** Backups of a database, made and judged as the commands do. */
import { Wire } from '../../src/cli/wire.ts';
import type { BackupReceipt } from '../../src/core/backup/receipt.ts';
import { majorNeeded } from '../../src/core/backup/versions.ts';
import { backupGate } from '../../src/core/gates/backup.ts';
import type { OfflineFacts, OnlineFacts } from '../../src/core/gates/facts.ts';
import type { Problem } from '../../src/core/problem.ts';
import { embeddedRestorer } from '../../src/edge/backup/embedded.ts';
import { gpg } from '../../src/edge/backup/gpg.ts';
import { pgDump } from '../../src/edge/backup/pg-dump.ts';
import { pgRestorer } from '../../src/edge/backup/pg-restore.ts';
import { artifacts } from '../../src/edge/file-writer.ts';
import type { ServerSettings } from '../../src/edge/postgres/settings.ts';
import { backupFacts } from '../../src/flows/apply/backup.ts';
import type { ApplyPorts, ApplyRequest } from '../../src/flows/apply/request.ts';
import { type BackupPorts, type BackupRequest, type TakenBackup, takeBackup } from '../../src/flows/backup/take.ts';
import { type VerifiedBackup, type VerifyBackupPorts, verifyBackup } from '../../src/flows/backup/verify.ts';
import { databasesOf } from '../database/reference.ts';
import { ROOT, silent, TOOL } from '../support/cutter.ts';
import type { TestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';

export const wire = new Wire({ config: undefined, target: undefined, root: ROOT });

export const settingsOf = (database: TestDatabase): ServerSettings => ({
  host: database.host,
  port: database.port,
  database: database.database,
  sslmode: 'disable',
  users: { exec: { user: 'cutter_exec' }, verify: { user: 'cutter_verify' } },
});

export const serverPorts = (database: TestDatabase): BackupPorts => ({
  databases: databasesOf(database),
  source: pgDump(settingsOf(database)),
  encryption: gpg,
  artifacts,
  output: wire.output,
  progress: silent,
});

export const never = (): AbortSignal => new AbortController().signal;

export const take = (
  ports: BackupPorts,
  recipient: string | undefined,
  request: Partial<BackupRequest> = {},
): Promise<TakenBackup> =>
  takeBackup(
    {
      directory: temporaryFolder(),
      run: wire.run('backup'),
      recipient,
      required: false,
      tool: TOOL,
      signal: never(),
      ...request,
    },
    ports,
  );

export const check = (
  receiptFile: string,
  ports: Partial<VerifyBackupPorts> = {},
  signal: AbortSignal = never(),
): Promise<VerifiedBackup> =>
  verifyBackup(
    { receiptFile, tool: TOOL, signal },
    {
      files: wire.files,
      output: wire.output,
      clock: wire.clock,
      encryption: gpg,
      restorer: (receipt) => (receipt.content === 'pg_dump' ? pgRestorer(majorNeeded(receipt)) : embeddedRestorer),
      progress: silent,
      ...ports,
    },
  );

export interface GateQuestion {
  readonly file?: string;
  readonly directory?: string;
  readonly recipient?: string;
  readonly restoreTest?: boolean;
  /** The database that the plan is for; default: the one of `source`. */
  readonly target?: { readonly database: string; readonly system_identifier: string };
  readonly source: BackupReceipt['source'];
  /** By host and database. */
  readonly now?: Date;
  readonly databaseNow?: Date;
}

/** What G7 says, offline and online, to a plan for the database that `source` describes. */
export async function askGate(question: GateQuestion): Promise<readonly Problem[]> {
  const { source, target = source, now = new Date(), databaseNow = now, restoreTest = false } = question;
  const { file, directory, recipient } = question;
  const choice = Object.fromEntries(
    Object.entries({ file, directory, recipient }).filter(([, value]) => value !== undefined),
  );
  const facts = await backupFacts(
    {
      policy: { gates: {}, ssh_keygen: 'where_installed', require: { backup: true, restore_test: restoreTest } },
      backup: choice,
    } as unknown as ApplyRequest,
    target,
    { files: wire.files, clock: { ...wire.clock, now: () => now } } as unknown as ApplyPorts,
  );
  const plan = {
    target,
    expect: { statements: 1, inserted: { 'public.information_unit': 1 }, updated: {} },
  } as unknown as OfflineFacts['plan'];
  const session = { clock: databaseNow.toISOString(), timeline: source.timeline };
  return [
    ...(backupGate.offline?.({ plan, backup: facts } as OfflineFacts) ?? []),
    ...(backupGate.online?.({ plan, backup: facts, session } as unknown as OnlineFacts) ?? []),
  ];
}
