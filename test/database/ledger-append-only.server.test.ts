/** Nothing of the ledger, its chain or the arming is changed or removed, by whoever tries. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import { LEDGER, recorded, refusals, registerDocuments, rowCounts, subject } from './ledger.ts';
import { referenceDatabase, unit } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
  await registerDocuments(database);
  await recorded(database, [subject(unit())]);
});

const firstColumn = async (table: string): Promise<string> => {
  const [row] = await database.query(
    `SELECT attname FROM pg_attribute WHERE attrelid = 'cutter_governance.${table}'::regclass AND attnum = 1`,
  );
  return row?.attname ?? '';
};

describe.each([...LEDGER, 'ledger_chain'])('%s', (table) => {
  test('refuses its owner, also under the replica role, and where no row would be met', async () => {
    const column = await firstColumn(table);
    const statements = [
      `DELETE FROM cutter_governance.${table}`,
      `DELETE FROM cutter_governance.${table} WHERE false`,
      `TRUNCATE cutter_governance.${table} CASCADE`,
      // Of an entry the status moves; its own guard looks at every row, and there is one.
      `UPDATE cutter_governance.${table} SET ${column} = ${column}${table === 'decision_backlog_entry' ? `, kind = 'x'` : ' WHERE false'}`,
    ];
    const settings = ['SET LOCAL ROLE directus', 'SET LOCAL session_replication_role = replica'];
    const cases = settings.flatMap((setting) => statements.map((statement) => [setting, statement]));
    expect(await refusals(database, cases)).toEqual(cases.map(() => 'IU006'));
  });

  test('gives no lane the right', async () => {
    const column = await firstColumn(table);
    const cases = ['cutter_exec', 'cutter_verify', 'cutter_ro'].flatMap((role) =>
      [
        `DELETE FROM cutter_governance.${table}`,
        `TRUNCATE cutter_governance.${table}`,
        `UPDATE cutter_governance.${table} SET ${column} = ${column}`,
      ].map((statement) => [`SET LOCAL ROLE ${role}`, statement]),
    );
    expect(await refusals(database, cases)).toEqual(cases.map(() => '42501'));
  });
});

test('every guard of the ledger fires whatever the replication role is', async () => {
  const rows = await database.query(
    `SELECT tgrelid::regclass::text AS name, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
     WHERE NOT tgisinternal AND c.relnamespace = 'cutter_governance'::regnamespace AND tgenabled <> 'A'`,
  );
  expect(rows).toEqual([]);
});

test('nothing was lost meanwhile', async () => {
  expect((await rowCounts(database)).cut_change_set).toBe(1);
});
