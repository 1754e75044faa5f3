/** Questions to the database, and their answers as the facts that gates judge. */

import type { BeforeCommitFacts, SessionFacts } from '../../core/gates/facts.ts';
import type { Kind } from '../../core/kinds/kind.ts';
import type { RowsDigest } from '../../core/plan/rows.ts';
import { LANE_ROLES } from '../../core/roles.ts';
import { CATALOGUE_QUERY } from '../../core/sql/catalogue.ts';
import { boundsOf, ROWS_DIGEST_QUERY } from '../../core/sql/live-rows.ts';
import { SESSION_QUERY, WRITTEN_QUERY } from '../../core/sql/session.ts';
import type { Row, Session } from '../../ports.ts';

/** Apply asks each of these at the beginning of its transaction and again before COMMIT. */
const REPEATED = { repeated: true };

export const askSession = async (session: Session): Promise<SessionFacts> =>
  (await session.rows(SESSION_QUERY, [], REPEATED))[0] ?? {};

export async function askRows(session: Session, prefix: string): Promise<RowsDigest> {
  const [row] = await session.rows(ROWS_DIGEST_QUERY, boundsOf(prefix), REPEATED);
  return { count: Number(row?.count ?? Number.NaN), digest: row?.digest ?? '' };
}

/** Fingerprints of every catalogue object a kind depends on, by name. Needs search_path = pg_catalog. */
export const askCatalogue = (session: Session, kind: Kind): Promise<Readonly<Record<string, string>>> =>
  askObjects(session, kind, false);

/** The same objects with their definitions. */
export const askDefinitions = (session: Session, kind: Kind): Promise<Readonly<Record<string, string>>> =>
  askObjects(session, kind, true);

async function askObjects(session: Session, kind: Kind, whole: boolean): Promise<Readonly<Record<string, string>>> {
  const parameters = [arrayText(kind.tables), arrayText(LANE_ROLES), String(whole)];
  const rows = await session.rows(CATALOGUE_QUERY, parameters, REPEATED);
  return Object.fromEntries(rows.map((row) => [row.name ?? '', row.definition ?? '']));
}

export type Written = BeforeCommitFacts['written'];

export async function askWritten(session: Session): Promise<Written> {
  const rows = await session.rows(WRITTEN_QUERY, [], REPEATED);
  const number = (row: Row, column: string): number => Number(row[column] ?? Number.NaN);
  return Object.fromEntries(
    rows.map((row) => [
      row.name ?? '',
      { inserted: number(row, 'inserted'), updated: number(row, 'updated'), deleted: number(row, 'deleted') },
    ]),
  );
}

/** What was written between two answers: in the embedded database earlier transactions of the session count, too. */
export function writtenSince(before: Written, after: Written): Written {
  const none = { inserted: 0, updated: 0, deleted: 0 };
  return Object.fromEntries(
    Object.entries(after).map(([table, now]) => {
      const then = before[table] ?? none;
      return [
        table,
        {
          inserted: now.inserted - then.inserted,
          updated: now.updated - then.updated,
          deleted: now.deleted - then.deleted,
        },
      ];
    }),
  );
}

/** A PostgreSQL array literal of words without quotes, commas or braces. */
export const arrayText = (words: readonly string[]): string => `{${words.join(',')}}`;
