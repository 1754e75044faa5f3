/** What the tables of a database hold, in one transaction. */
import { CONTENT_TABLES, type TableFacts, type Tables } from '../../core/backup/receipt.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { arrayText } from '../../core/sql/array.ts';
import { BACKUP_TABLES_QUERY, tableFactsQuery } from '../../core/sql/backup.ts';
import type { Row, Session } from '../../ports.ts';

/** Row texts are the same wherever they are made. With row security, rows would be left out unnoticed: then it fails. */
const SETTINGS = [
  `SET LOCAL search_path = pg_catalog`,
  `SET LOCAL jit = off`,
  `SET LOCAL row_security = off`,
  `SET LOCAL "TimeZone" = 'UTC'`,
  `SET LOCAL "DateStyle" = 'ISO, MDY'`,
  `SET LOCAL "IntervalStyle" = 'postgres'`,
  `SET LOCAL bytea_output = 'hex'`,
  `SET LOCAL extra_float_digits = 1`,
].join('; ');

/** The names of the tables that a backup holds. Throws Stop for every one that is not there or may not be read. */
export async function backupTables(session: Session): Promise<readonly string[]> {
  const rows = await session.rows(BACKUP_TABLES_QUERY, [arrayText(CONTENT_TABLES)]);
  const names = rows.map((row) => row.name ?? '');
  const problems = [
    ...CONTENT_TABLES.filter((table) => !names.includes(table)).map(absent),
    ...rows.filter((row) => row.readable !== 'true').map((row) => closed(`TABLE ${row.name}`)),
    ...rows.flatMap((row) => (row.closed_sequences ? [closed(`SEQUENCE ${row.closed_sequences}`)] : [])),
  ];
  if (problems.length > 0) throw new Stop(problems);
  return names;
}

/** Rows and digests of tables; `names` are quoted. The session is in a transaction that sees one moment. */
export async function measure(session: Session, names: readonly string[]): Promise<Tables> {
  await session.command(SETTINGS);
  const answers = await Promise.all(names.map((name) => session.rows(tableFactsQuery(name), [name])));
  return Object.fromEntries(names.map((name, index) => [name, factsOf(answers[index]?.[0])]));
}

const factsOf = (row: Row | undefined): TableFacts => ({
  rows: Number(row?.rows ?? Number.NaN),
  digest: row?.digest ?? '',
  columns: row?.columns ?? '',
});

const absent = (table: string): Problem => ({
  code: 'database.absent',
  message: `The table ${table} is not there, or the verifier's role has no USAGE on its schema.`,
  hint: 'Check that this database is provisioned (`cutter sandbox sql` shows how).',
});

const closed = (object: string): Problem => ({
  code: 'database.permission',
  message: `The verifier's role may not read the ${object.toLowerCase().startsWith('table') ? 'table' : 'sequence'} ${object.slice(object.indexOf(' ') + 1)}, so it cannot be backed up.`,
  hint: `Have the owner run: GRANT SELECT ON ${object} TO cutter_verify;`,
});
