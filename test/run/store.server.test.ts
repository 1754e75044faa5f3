import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseRuns } from '../../src/edge/runs/database.ts';
import { openRun } from '../../src/flows/run/record.ts';
import type { RunStore } from '../../src/ports.ts';
import { attempt, databasesOf, referenceDatabase } from '../database/reference.ts';
import { adminQuery } from '../support/admin.ts';
import { codesOf, linesOf, runId, storeContract } from './store.contract.ts';

let database: Awaited<ReturnType<typeof referenceDatabase>>;
beforeAll(async () => {
  database = await referenceDatabase();
});
afterAll(() => database?.drop());

describe('runs on a PostgreSQL server', () => {
  storeContract(async () => ({
    open: () => databaseRuns(databasesOf(database)),
    tearDown: async () => undefined,
  }));
});

describe('the table of runs', () => {
  const ID = runId(30);
  const LINES = linesOf(ID, ['pending', 'source_pinned']);
  const row = (line: string, seq = 1) =>
    `INSERT INTO cutter_governance.run_transition (run_id, seq, state, prev_sha256, sha256, line)
     VALUES ('${ID}', ${seq}, 'x', 'x', 'x', '${line}')`;

  it.each([
    ['changed', LINES[0]?.replace('"ms":0', '"ms":1') ?? ''],
    ['with blanks behind it', `${LINES[0]} `],
    ['of another run', linesOf(runId(31), ['pending'])[0] ?? ''],
    ['that is not the first', LINES[1] ?? ''],
  ])('refuses a line %s', async (_, line) => {
    expect(await attempt(database, 'cutter_verify', [row(line)])).toMatchObject({ refused: true, code: 'IU013' });
  });

  it('keeps what stands in it, whoever asks', async () => {
    const store = databaseRuns(databasesOf(database));
    await store.append(ID, 1, LINES[0] as string);
    await store.close();
    for (const change of [
      `UPDATE cutter_governance.run_transition SET line = line`,
      `DELETE FROM cutter_governance.run_transition`,
      `TRUNCATE cutter_governance.run_transition`,
    ]) {
      expect((await attempt(database, 'cutter_verify', [change])).code).toBe('42501');
      expect((await attempt(database, database.superuser, [change])).refused).toBe(true);
    }
    expect((await attempt(database, 'cutter_exec', [row(LINES[1] ?? '', 2)])).code).toBe('42501');
    expect((await attempt(database, 'cutter_exec', ['SELECT FROM cutter_governance.run_transition'])).code).toBe(
      '42501',
    );
  });

  it('lets go of a lock when the process that held it is gone', async () => {
    const [held, other]: RunStore[] = [databaseRuns(databasesOf(database)), databaseRuns(databasesOf(database))];
    await held?.lock(ID);
    expect(await codesOf((other as RunStore).lock(ID))).toEqual(['run.busy']);
    await adminQuery(
      database,
      database.database,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cutter/runs' AND pid = (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted LIMIT 1)",
    );
    let codes = ['run.busy'];
    for (let attempts = 0; codes.length > 0 && attempts < 50; attempts += 1) {
      codes = [...(await codesOf((other as RunStore).lock(ID)))];
    }
    expect(codes).toEqual([]);
    await held?.close();
    await other?.close();
  });

  it('gives a record that was damaged by its owner to nobody', async () => {
    const store = databaseRuns(databasesOf(database));
    await store.append(ID, 2, LINES[1] as string);
    await database.query(`ALTER TABLE cutter_governance.run_transition DISABLE TRIGGER ALL;
      UPDATE cutter_governance.run_transition SET line = replace(line, '"ms":0', '"ms":7') WHERE run_id = '${ID}' AND seq = 1;
      ALTER TABLE cutter_governance.run_transition ENABLE ALWAYS TRIGGER trg_run_transition_guard,
        ENABLE ALWAYS TRIGGER trg_run_transition_append_only`);
    expect(await codesOf(openRun(ID, store))).toEqual(['run.damaged']);
    await store.close();
  });
});
