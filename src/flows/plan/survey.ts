/** Asks a kind's questions: as the verifier's role, in one READ ONLY REPEATABLE READ transaction. */
import type { RequestKind, Subject } from '../../core/kinds/kind.ts';
import { columnProblems } from '../../core/ledger/columns.ts';
import { SURVEY_FORMAT, type Survey, type SurveyRecord } from '../../core/plan/survey.ts';
import { Stop } from '../../core/problem.ts';
import { arrayText } from '../../core/sql/array.ts';
import { partRows } from '../../core/sql/survey.ts';
import { TABLES_QUERY } from '../../core/sql/tables.ts';
import type { Databases, Session } from '../../ports.ts';
import { askSession } from '../apply/live.ts';
import { readCatalogue } from '../catalogue.ts';
import { reading } from '../reading.ts';
import { tableProblems } from '../tables.ts';

/** Throws Stop: `database.*` when it cannot be reached, or lacks a table or a grant that planning needs. */
export const takeSurvey = (databases: Databases, kind: RequestKind, subject: Subject, run: string): Promise<Survey> =>
  reading(databases, `survey/${run}`, (session) => surveyOf(session, kind, subject));

async function surveyOf(session: Session, kind: RequestKind, subject: Subject): Promise<Survey> {
  const who = await askSession(session);
  const missing = tableProblems(
    await session.rows(TABLES_QUERY, [arrayText([...kind.tables])]),
    who.current_user ?? '',
  );
  if (missing.length > 0) throw new Stop(missing);
  const catalogue = await readCatalogue(session, kind);
  // A question about a column that is not there would say less than which one that is.
  const columns = columnProblems(catalogue, kind.ledger);
  if (columns.length > 0) throw new Stop(columns);
  const parts = kind.survey(subject);
  const rows: SurveyRecord[] = [];
  for (const part of parts) {
    const { sql, parameters } = partRows(part);
    for (const row of await session.rows(sql, parameters)) {
      rows.push([part.name, ...part.columns.map((_, at) => row[`c${at}`] ?? null)]);
    }
  }
  return {
    format: SURVEY_FORMAT,
    kind: kind.name,
    target: {
      database: who.database ?? '',
      system_identifier: who.system_identifier ?? '',
      server_version: who.server_version ?? '',
      principal: who.current_user ?? '',
    },
    catalogue,
    columns: Object.fromEntries(parts.map(({ name, columns }) => [name, columns.map(([column]) => column)])),
    rows,
  };
}
