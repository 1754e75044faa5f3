/** Reads how requests stand, and which cuts stand without a record. As the verifier's role; writes nothing. */
import { type AuditDebt, debtOfRow, requestOfRow, type TrackedRequest } from '../../core/ledger/standing.ts';
import { Stop } from '../../core/problem.ts';
import { arrayText } from '../../core/sql/array.ts';
import { DEBTS_QUERY, GOVERNANCE_TABLES, REQUESTS_QUERY } from '../../core/sql/governance.ts';
import { TABLES_QUERY } from '../../core/sql/tables.ts';
import type { Databases, Row, Session } from '../../ports.ts';
import { askSession } from '../apply/live.ts';
import { reading } from '../reading.ts';
import { tableProblems } from '../tables.ts';

export interface Backlog {
  readonly database: string;
  readonly requests: readonly TrackedRequest[];
  /** How many there are; more than are listed where they are very many. */
  readonly total: number;
}

export interface Governance extends Backlog {
  readonly debts: readonly AuditDebt[];
  readonly debts_total: number;
}

export interface BacklogChoice {
  /** Absent = of all documents. */
  readonly prefix?: string;
  /** Those as well that are over. */
  readonly all: boolean;
}

/** Throws Stop: `database.*`, a table that is not there or cannot be seen. */
export const listBacklog = (databases: Databases, choice: BacklogChoice, run: string): Promise<Backlog> =>
  asking(databases, run, (session, database) => backlogOf(session, database, choice));

/** Open requests, and audit debts with their deadlines. */
export const readGovernance = (databases: Databases, run: string): Promise<Governance> =>
  asking(databases, run, async (session, database) => {
    const backlog = await backlogOf(session, database, { all: false });
    const debts = await session.rows(DEBTS_QUERY);
    return { ...backlog, debts: debts.map(debtOfRow), debts_total: totalOf(debts) };
  });

async function backlogOf(session: Session, database: string, { prefix, all }: BacklogChoice): Promise<Backlog> {
  const rows = await session.rows(REQUESTS_QUERY, [prefix ?? null, all ? null : 'open']);
  return { database, requests: rows.map(requestOfRow), total: totalOf(rows) };
}

const totalOf = ([first]: readonly Row[]): number => Number(first?.total ?? 0);

const asking = <T>(
  databases: Databases,
  run: string,
  read: (session: Session, database: string) => Promise<T>,
): Promise<T> =>
  reading(databases, run, async (session) => {
    await session.command(`SET LOCAL TimeZone = 'UTC'`);
    const who = await askSession(session);
    const problems = tableProblems(
      await session.rows(TABLES_QUERY, [arrayText(GOVERNANCE_TABLES)]),
      who.current_user ?? '',
    );
    if (problems.length > 0) throw new Stop(problems);
    return read(session, who.database ?? '');
  });
