import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import { anchors, attempt, born, referenceDatabase, unit } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
});
afterEach(() => setMode('off'));

const setMode = (mode: string) =>
  database.query(`UPDATE public.dot_config SET value = $1 WHERE key = 'iu_create.gateway.mode'`, [mode]);
const marker = (value: string) => `SET LOCAL app.canonical_writer = '${value}'`;

describe('gateway guard', () => {
  test('is the first trigger of both tables', async () => {
    const rows = await database.query(
      `SELECT tgrelid::regclass::text AS table_name, min(tgname::text) AS first FROM pg_trigger
       WHERE NOT tgisinternal AND tgrelid IN ('public.information_unit'::regclass, 'public.unit_version'::regclass) GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { table_name: 'information_unit', first: 'trg_aa_iu_gateway_write_guard' },
      { table_name: 'unit_version', first: 'trg_aa_uv_gateway_write_guard' },
    ]);
  });

  test('lets the direct writer through while the mode is off, which is the default', async () => {
    expect((await attempt(database, 'cutter_exec', unit().birth)).refused).toBe(false);
  });

  test.each(['enforced', 'on', ''])('refuses every role that names no function when the mode is "%s"', async (mode) => {
    const there = await born(database);
    const another = unit({}, {}, { unit_id: there.id });
    const unmarked = unit();
    await setMode(mode);
    for (const user of ['cutter_exec', database.superuser]) {
      const inserted = await attempt(database, user, [unmarked.birth[0]]);
      expect(inserted).toMatchObject({ refused: true, code: 'IU001', table: 'information_unit' });
      expect(inserted.message).toContain(unmarked.address);
      expect(inserted.hint).toContain('fn_iu_create');

      const updated = await attempt(database, user, [anchors(there.id, there.version)]);
      expect(updated).toMatchObject({ refused: true, code: 'IU001', constraint: 'trg_aa_iu_gateway_write_guard' });

      const version = await attempt(database, user, [another.birth[1]]);
      expect(version).toMatchObject({ refused: true, code: 'IU001', constraint: 'trg_aa_uv_gateway_write_guard' });
      expect(version.message).toContain(there.address);
    }
  });

  test('is enforced when the mode is missing', async () => {
    await database.query(`DELETE FROM public.dot_config WHERE key = 'iu_create.gateway.mode'`);
    const done = await attempt(database, 'cutter_exec', unit().birth);
    await database.query(`INSERT INTO public.dot_config (key, value) VALUES ('iu_create.gateway.mode', 'off')`);
    expect(done).toMatchObject({ refused: true, code: 'IU001' });
  });

  test('lets through what names an allowed function, in that transaction alone', async () => {
    await setMode('enforced');
    for (const name of ['fn_iu_create', 'fn_iu_apply_edit_draft']) {
      expect((await attempt(database, 'cutter_exec', [marker(name), ...unit().birth])).refused).toBe(false);
    }
    expect((await attempt(database, 'cutter_exec', unit().birth)).refused).toBe(true);
  });

  test.each(['fn_iu_creat', 'FN_IU_CREATE', 'fn_iu_create, fn_iu_enact', ' ', ','])(
    'refuses the marker "%s"',
    async (value) => {
      await setMode('enforced');
      expect(await attempt(database, 'cutter_exec', [marker(value), ...unit().birth])).toMatchObject({ code: 'IU001' });
    },
  );

  test('speaks before the birth gate', async () => {
    await setMode('enforced');
    expect(await attempt(database, 'cutter_exec', [unit({ owner_ref: '' }).birth[0]])).toMatchObject({ code: 'IU001' });
  });
});
