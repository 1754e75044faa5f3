/** What an audit pack takes from the database: the rows of the cut, their links, and what is there now. */

import { rowKey } from '../../core/ledger/chain.ts';
import type { LedgerName } from '../../core/ledger/tables.ts';
import { CUT_ROWS, LINKS_QUERY } from '../../core/sql/audit.ts';
import type { Databases, FileWriter, Row, Session } from '../../ports.ts';
import { reading } from '../reading.ts';

/** Tables that hold a row for each unit: those stand behind the others, so the first link is never one of theirs. */
const OF_UNITS: readonly LedgerName[] = ['manifest_unit_block', 'cut_change_set_affected_row'];
/** Rows that are asked for at a time. */
const PAGE = 5000;

export interface LedgerFiles {
  readonly rows: string;
  readonly links: string;
}

/** Writes both files; false where the ledger holds nothing of the cut, and no file is written. */
export const writeLedger = (
  databases: Databases,
  run: string,
  planSha256: string,
  files: LedgerFiles,
  output: FileWriter,
): Promise<boolean> =>
  reading(databases, `audit/${run}`, async (session) => {
    await session.command(`SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'`);
    const first: { readonly table: string; readonly key: string }[] = [];
    let count = 0;
    async function* rows(): AsyncGenerator<string> {
      for (const [table, sql] of CUT_ROWS) {
        for await (const row of paged(session, sql, [planSha256])) {
          if (!OF_UNITS.includes(table)) first.push({ table, key: rowKey(table, row) });
          count += 1;
          yield `${JSON.stringify({ table, row })}\n`;
        }
      }
    }
    await output.write(files.rows, rows());
    if (count === 0) return false;
    const parameters = [arrayOf(first.map(({ table }) => table)), arrayOf(first.map(({ key }) => key))];
    async function* links(): AsyncGenerator<string> {
      for await (const link of paged(session, LINKS_QUERY, parameters)) yield `${JSON.stringify(link)}\n`;
    }
    await output.write(files.links, links());
    return true;
  });

async function* paged(session: Session, sql: string, parameters: readonly string[]): AsyncGenerator<Row> {
  await session.rows(`DECLARE audit_rows NO SCROLL CURSOR FOR ${sql}`, parameters);
  for (;;) {
    const page = await session.rows(`FETCH ${PAGE} FROM audit_rows`);
    yield* page;
    if (page.length < PAGE) break;
  }
  await session.command('CLOSE audit_rows');
}

/** A text[] of PostgreSQL. */
const arrayOf = (words: readonly string[]): string => `{${words.map((word) => JSON.stringify(word)).join(',')}}`;
