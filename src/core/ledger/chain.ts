/**
 * The chain of the ledger, computed from raw values. The rule is the one in the head of schemas/sql/62-ledger-chain.sql,
 * so nothing here trusts what the server computed.
 */
import { sha256 } from '../hash.ts';
import { type ColumnType, LEDGER, type LedgerName } from './tables.ts';

export const CHAIN_FORMAT = 'cutter.ledger/1';
export const NO_LINK = '0'.repeat(64);

/** A link, as it stands in the table. */
export interface Link {
  readonly seq: string;
  readonly table_name: string;
  readonly row_key: string;
  readonly row_sha256: string;
  readonly prev_sha256: string;
  readonly link_sha256: string;
}

/** Values of a row by column, as PostgreSQL prints them with TimeZone UTC and DateStyle ISO. */
export type RawRow = Readonly<Record<string, string | null>>;

export const rowKey = (table: LedgerName, row: RawRow): string =>
  LEDGER[table].key.map((name) => row[name] ?? '').join('/');

/** SHA-256 of the canonical text of a row; the status of an entry, which moves, is no part of it. */
export function rowSha256(table: LedgerName, row: RawRow): string {
  const columns = Object.entries(LEDGER[table].columns) as [string, ColumnType][];
  const fields = columns
    .filter(([name]) => !(table === 'decision_backlog_entry' && name === 'status'))
    .map(([name, type]) => `${JSON.stringify(name)}:${jsonOf(type, row[name] ?? null)}`);
  return sha256(`{${fields.join(',')}}`);
}

export const linkSha256 = ({ seq, table_name, row_key, row_sha256, prev_sha256 }: Link): string =>
  sha256([CHAIN_FORMAT, seq, table_name, row_key, row_sha256, prev_sha256, ''].join('\n'));

function jsonOf(type: ColumnType, text: string | null): string {
  if (text === null) return 'null';
  switch (type) {
    case 'uuid':
    case 'text':
      return JSON.stringify(text);
    case 'boolean':
      return text === 't' ? 'true' : 'false';
    case 'timestamptz':
      // 2026-01-31 12:00:00.12+00, with " BC" behind it for years before the first.
      return `"${text.replace(' ', 'T').replace(/\+00(?= BC$|$)/, '+00:00')}"`;
    default:
      return text;
  }
}
