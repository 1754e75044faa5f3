/**
 * The receipt of a backup: which rows of which database an artefact holds, and how to recognise the artefact. Shape:
 * schemas/backup-receipt.schema.json. Beside it, once a restore test has passed, lies a record of that test
 * (schemas/backup-verified.schema.json).
 */
import type { Identity } from '../plan/snapshot.ts';

export const BACKUP_FORMAT = 'cutter.backup/1';
export const BACKUP_VERIFIED_FORMAT = 'cutter.backup-verified/1';

/** What a table holds at one moment. Two tables with equal facts hold the same rows in the same columns. */
export interface TableFacts {
  readonly rows: number;
  /** SHA-256 over the SHA-256 of every row's text, in an order of its own: see core/sql/backup.ts. */
  readonly digest: string;
  /** SHA-256 over names and types of the columns, in order. */
  readonly columns: string;
}

export type Tables = Readonly<Record<string, TableFacts>>;

export interface BackupSource extends Identity {
  readonly kind: 'server' | 'embedded';
  readonly timeline: string;
  /** server_version_num, for example `150018`. */
  readonly server_version: string;
}

export interface BackupReceipt {
  readonly format: typeof BACKUP_FORMAT;
  readonly run: string;
  readonly source: BackupSource;
  /** By the clock of the database, when the moment was taken that artefact and tables show; RFC 3339, UTC. */
  readonly taken_at: string;
  /** Name of the artefact, in the folder of the receipt. */
  readonly artifact_ref: string;
  /** `pg_dump`: custom format, of the listed tables. `data_directory`: the whole embedded database, tar and gzip. */
  readonly content: 'pg_dump' | 'data_directory';
  /** Of the artefact as it lies on the disk, encrypted. */
  readonly sha256: string;
  readonly size_bytes: number;
  /** Full fingerprint of the key that can decrypt it; null = it is not encrypted (an embedded database only). */
  readonly gpg_fpr: string | null;
  /** By schema-qualified name, quoted as SQL needs it. */
  readonly tables: Tables;
  /** The program that made the dump, and its version. */
  readonly dump_program: string;
  readonly tool: { readonly version: string; readonly build: string };
}

/** A restore test that passed. There is no record of one that failed. */
export interface BackupVerified {
  readonly format: typeof BACKUP_VERIFIED_FORMAT;
  readonly receipt_sha256: string;
  readonly artifact_sha256: string;
  /** By the clock of the host that restored it; RFC 3339, UTC. */
  readonly restore_test_passed_at: string;
  readonly scratch: { readonly kind: 'server' | 'embedded'; readonly server_version: string };
  readonly restore_program: string;
  readonly tables: Tables;
  readonly tool: { readonly version: string; readonly build: string };
}

/** The tables of the content that every backup holds, beside those of the schema cutter_governance. */
export const CONTENT_TABLES = [
  'public.birth_registry',
  'public.dot_config',
  'public.information_unit',
  'public.iu_lifecycle_log',
  'public.unit_version',
] as const;

/** Names of a run's files, in one folder. */
export const BACKUP_FILES = {
  receipt: (run: string): string => `${run}.json`,
  verified: (receiptFile: string): string => receiptFile.replace(/\.json$/, '.verified.json'),
  isReceipt: (file: string): boolean => file.endsWith('.json') && !file.endsWith('.verified.json'),
  artifact: (run: string, content: BackupReceipt['content'], encrypted: boolean): string =>
    `${run}.${content === 'pg_dump' ? 'dump' : 'tar.gz'}${encrypted ? '.gpg' : ''}`,
};
