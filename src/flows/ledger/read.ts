/** Reads the whole ledger, as the verifier's role, in one READ ONLY REPEATABLE READ transaction. */

import type { Link } from '../../core/ledger/chain.ts';
import { LedgerChecker, type LedgerState } from '../../core/ledger/checker.ts';
import { columnProblems } from '../../core/ledger/columns.ts';
import type { Finding } from '../../core/ledger/findings.ts';
import { guardFindings, guardingOf, LEDGER_TABLES } from '../../core/ledger/guards.ts';
import type { LedgerHead } from '../../core/ledger/head.ts';
import { CHAIN, LEDGER, type LedgerName, qualified } from '../../core/ledger/tables.ts';
import type { Identity } from '../../core/plan/snapshot.ts';
import { Stop } from '../../core/problem.ts';
import { arrayText } from '../../core/sql/array.ts';
import { TABLES_QUERY } from '../../core/sql/tables.ts';
import type { Databases, Row, Session } from '../../ports.ts';
import { askSession } from '../apply/live.ts';
import { readCatalogue } from '../catalogue.ts';
import { reading } from '../reading.ts';
import { tableProblems } from '../tables.ts';

/** Rows that are asked for at a time. */
const PAGE = 5000;

export interface ReadLedger {
  readonly target: Identity;
  readonly findings: readonly Finding[];
  readonly state: LedgerState;
  /** What guards the ledger: one SHA-256 per catalogue object. */
  readonly catalogue: Readonly<Record<string, string>>;
  /** By the database's clock; RFC 3339, UTC, whole seconds. */
  readonly takenAt: string;
}

/** Throws Stop: `database.*`, and `plan.catalogue` for tables that do not have exactly the columns cutter knows. */
export const readLedger = (databases: Databases, run: string, kept?: LedgerHead): Promise<ReadLedger> =>
  reading(databases, `ledger/${run}`, async (session) => {
    await session.command(`SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'`);
    const who = await askSession(session);
    const target = { database: who.database ?? '', system_identifier: who.system_identifier ?? '' };
    const missing = tableProblems(await session.rows(TABLES_QUERY, [arrayText(LEDGER_TABLES)]), who.current_user ?? '');
    if (missing.length > 0) throw new Stop(missing);
    const catalogue = await readCatalogue(session, { tables: LEDGER_TABLES });
    const tables = Object.keys(LEDGER) as LedgerName[];
    const columns = columnProblems(catalogue, tables);
    if (columns.length > 0) throw new Stop(columns);
    const checker = new LedgerChecker(kept);
    for (const table of tables) {
      for await (const row of allRows(session, `SELECT * FROM ${qualified(table)}`)) checker.row(table, row);
    }
    for await (const link of allRows(session, `SELECT * FROM ${CHAIN} ORDER BY seq`))
      checker.link(link as unknown as Link);
    const { findings, state } = checker.result(target);
    return {
      target,
      findings: [...findings, ...guardFindings(catalogue, kept)],
      state,
      catalogue: guardingOf(catalogue),
      takenAt: `${(who.clock ?? '').slice(0, 19)}Z`,
    };
  });

async function* allRows(session: Session, sql: string): AsyncGenerator<Row, void, undefined> {
  await session.command(`DECLARE ledger_rows NO SCROLL CURSOR FOR ${sql}`);
  for (;;) {
    const page = await session.rows(`FETCH ${PAGE} FROM ledger_rows`);
    yield* page;
    if (page.length < PAGE) break;
  }
  await session.command('CLOSE ledger_rows');
}
