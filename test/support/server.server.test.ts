import { describe, expect, it } from 'vitest';
import { freshDatabase, serverOfRun } from './database.ts';

describe('the test server', () => {
  it('gives each test an empty database of its own', async () => {
    const [one, other] = [await freshDatabase(), await freshDatabase()];
    await one.query('CREATE TABLE t (a int); INSERT INTO t VALUES (1)');
    expect(await one.query('SELECT a FROM t')).toEqual([{ a: '1' }]);
    expect(await other.query("SELECT to_regclass('t') AS t")).toEqual([{ t: null }]);
    const copy = await freshDatabase({ template: one.database });
    expect(await copy.query('SELECT a FROM t')).toEqual([{ a: '1' }]);
  });

  it('says which server it is', async () => {
    const database = await freshDatabase();
    const [row] = await database.query('SHOW server_version');
    expect(row?.server_version).toContain(serverOfRun().version);
    expect(serverOfRun().source).not.toBe('');
  });
});
