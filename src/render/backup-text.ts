/** What `cutter backup` and `cutter backup verify` did, in the terminal. */
import type { BackupReceipt, BackupVerified, Tables } from '../core/backup/receipt.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { called, shellPath } from './shell.ts';
import { tableLines } from './table.ts';
import { visible } from './visible.ts';

export interface TakenView {
  readonly receiptFile: string;
  readonly artifactFile: string;
  readonly receipt: BackupReceipt;
  /** The database, where its name says too little. */
  readonly where?: string | undefined;
}

export function takenLines({ receipt, receiptFile, artifactFile, where }: TakenView, screen: Screen): string[] {
  const { paint } = screen;
  const { gpg_fpr, source, size_bytes, taken_at } = receipt;
  return [
    ...contentLines(receipt.tables, screen),
    '',
    `${paint.green('Backed up')}: ${visible(where ?? `database ${source.database}`)} as of ${taken_at}, ${counted(size_bytes, 'byte')}.`,
    gpg_fpr === null
      ? paint.yellow(
          'Not encrypted: cutter.yaml names no backup.gpg_recipient. Whoever can read the file can read the rows.',
        )
      : `Encrypted to ${gpg_fpr}.`,
    `File:    ${visible(artifactFile)}`,
    `Receipt: ${visible(receiptFile)}`,
    'Next:',
    `  ${called(`cutter backup verify ${shellPath(receiptFile)}`, screen)}`,
  ];
}

export interface RestoredView {
  readonly receipt: BackupReceipt;
  readonly verifiedFile: string;
  readonly verified: BackupVerified;
}

export function restoredLines({ receipt, verified, verifiedFile }: RestoredView, screen: Screen): string[] {
  return [
    ...contentLines(verified.tables, screen),
    '',
    `${screen.paint.green('Restored')}: all ${counted(Object.keys(verified.tables).length, 'table')} of ${visible(receipt.artifact_ref)} are equal to the receipt in a scratch database.`,
    `Record: ${visible(verifiedFile)}`,
  ];
}

const contentLines = (tables: Tables, screen: Screen): string[] =>
  tableLines(
    [{ title: 'table' }, { title: 'rows' }, { title: 'digest' }],
    Object.entries(tables).map(([name, { rows, digest }]) => [visible(name), String(rows), digest.slice(0, 16)]),
    screen,
  );
