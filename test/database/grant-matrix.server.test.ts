/** `cutter grants`: what it calls different, and that its SQL makes it right and its inverse takes exactly that back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { grants } from '../../src/flows/grants.ts';
import { adminQuery } from '../support/admin.ts';
import type { TestDatabase } from '../support/database.ts';
import { databasesOf, posture, referenceDatabase } from './reference.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await referenceDatabase();
});
afterEach(() => database.drop());

const report = (wanted?: 'direct' | 'canonical') => grants(databasesOf(database), 'test', wanted);
const run = (sql: readonly string[]) => database.query(sql.join('\n'));

/** Every access list of the database, as it stands in the catalogue, its entries sorted; NULL where it is the default. */
const ACLS = `
SELECT 'relation ' || c.oid::regclass AS object, coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner)) AS acl FROM pg_class c
UNION ALL SELECT 'column ' || a.attrelid::regclass || '.' || a.attname, a.attacl FROM pg_attribute a WHERE a.attacl IS NOT NULL AND cardinality(a.attacl) > 0
UNION ALL SELECT 'function ' || p.oid::regprocedure, coalesce(p.proacl, acldefault('f', p.proowner)) FROM pg_proc p
UNION ALL SELECT 'schema ' || n.nspname, coalesce(n.nspacl, acldefault('n', n.nspowner)) FROM pg_namespace n`;
const acls = () =>
  database.query(`SELECT object, (SELECT string_agg(x::text, ' ' ORDER BY x::text) FROM unnest(acl) AS x) AS acl
    FROM (${ACLS}) AS every WHERE acl IS NOT NULL ORDER BY object COLLATE "C"`);
/** The same without sorting and without filling in: byte for byte. */
const rawAcls = () =>
  database.query(`SELECT 'r' || oid AS id, relacl::text AS acl FROM pg_class WHERE relacl IS NOT NULL
    UNION ALL SELECT 'f' || oid, proacl::text FROM pg_proc WHERE proacl IS NOT NULL
    UNION ALL SELECT 'a' || attrelid || '.' || attnum, attacl::text FROM pg_attribute WHERE attacl IS NOT NULL
    UNION ALL SELECT 'n' || oid, nspacl::text FROM pg_namespace WHERE nspacl IS NOT NULL ORDER BY 1`);

describe('the grant matrix', () => {
  test('of the reference database is as expected, in both postures', async () => {
    const direct = await report();
    expect(direct).toMatchObject({ posture: 'direct', same: true, sql: { change: [], inverse: [] } });
    expect(direct.lines.length).toBeGreaterThan(60);
    await database.query(posture('canonical'));
    expect(await report()).toMatchObject({ posture: 'canonical', same: true, sql: { change: [], inverse: [] } });
    expect((await report('direct')).same).toBe(false);
  });

  test.each([
    ['GRANT DELETE ON public.information_unit TO cutter_exec', 'cutter_exec', 'public.information_unit'],
    ['GRANT UPDATE ON public.information_unit TO cutter_exec', 'cutter_exec', 'public.information_unit'],
    ['GRANT UPDATE (owner_ref) ON public.information_unit TO cutter_exec', 'cutter_exec', 'public.information_unit'],
    ['GRANT SELECT ON public.unit_version TO cutter_exec WITH GRANT OPTION', 'cutter_exec', 'public.unit_version'],
    ['REVOKE SELECT ON public.unit_version FROM cutter_verify', 'cutter_verify', 'public.unit_version'],
    ['REVOKE USAGE ON SCHEMA cutter_governance FROM cutter_verify', 'cutter_verify', 'cutter_governance'],
    ['GRANT CREATE ON SCHEMA cutter_governance TO cutter_exec', 'cutter_exec', 'cutter_governance'],
    ['GRANT CREATE ON SCHEMA public TO PUBLIC', 'PUBLIC', 'public'],
    ['GRANT SELECT ON cutter_governance.review_decision TO PUBLIC', 'PUBLIC', 'cutter_governance.review_decision'],
    ['GRANT INSERT ON public.unit_version TO workflow_admin', 'workflow_admin', 'public.unit_version'],
    [
      'GRANT EXECUTE ON FUNCTION cutter_governance.fn_execution_take(text, text) TO PUBLIC',
      'PUBLIC',
      'cutter_governance.fn_execution_take(text, text)',
    ],
    [
      'REVOKE EXECUTE ON FUNCTION cutter_governance.fn_execution_take(text, text) FROM cutter_exec',
      'cutter_exec',
      'cutter_governance.fn_execution_take(text, text)',
    ],
    [
      'CREATE TABLE public.elsewhere (x int); GRANT INSERT ON public.elsewhere TO cutter_exec',
      'cutter_exec',
      'public.elsewhere',
    ],
    [
      'GRANT USAGE ON SEQUENCE public.iu_lifecycle_log_log_id_seq TO cutter_exec',
      'cutter_exec',
      'public.iu_lifecycle_log_log_id_seq',
    ],
  ])('shows %s, mends it, and takes that back', async (slip, role, object) => {
    await database.query(slip);
    const before = await acls();
    const found = await report();
    expect(found.same).toBe(false);
    expect(found.lines.filter(({ state }) => state === 'different')).toMatchObject([{ role, object }]);
    await run(found.sql.change);
    expect(await report()).toMatchObject({ same: true });
    await run(found.sql.inverse);
    expect(await acls()).toEqual(before);
  });

  test('takes back what a lane handed on, before the right it came from', async () => {
    await database.query(`GRANT SELECT ON public.unit_version TO cutter_exec WITH GRANT OPTION;
      SET ROLE cutter_exec; GRANT SELECT ON public.unit_version TO workflow_admin`);
    const before = await acls();
    const found = await report();
    expect(found.lines.filter(({ state }) => state === 'different').map(({ role }) => role)).toEqual([
      'cutter_exec',
      'workflow_admin',
    ]);
    await run(found.sql.change);
    expect((await report()).same).toBe(true);
    await run(found.sql.inverse);
    expect(await acls()).toEqual(before);
  });

  test('says what is not there, and has no SQL for it', async () => {
    await database.query('DROP TABLE public.birth_registry CASCADE');
    const found = await report();
    expect(found.lines.filter(({ state }) => state === 'absent').map(({ object }) => object)).toEqual([
      'public.birth_registry',
    ]);
    expect(found.sql.change).toEqual([]);
    expect(found.same).toBe(false);
  });

  test('tells a missing right from a missing object, also where the asking role may read no configuration', async () => {
    await database.query('REVOKE SELECT ON public.dot_config FROM cutter_verify');
    const found = await report();
    expect(found.lines.filter(({ state }) => state !== 'same')).toMatchObject([
      { state: 'different', role: 'cutter_verify', object: 'public.dot_config', expected: ['SELECT'], found: [] },
    ]);
    await run(found.sql.change);
    expect((await report()).same).toBe(true);
  });

  test('leaves readers that are none of its business alone', async () => {
    await database.query('GRANT SELECT ON public.information_unit TO workflow_admin');
    expect((await report()).same).toBe(true);
  });
});

describe('the SQL of a posture and its inverse', () => {
  test.each([
    ['direct', 'canonical'],
    ['canonical', 'direct'],
  ] as const)('from %s to %s and back leave every access list byte for byte as it was', async (from, to) => {
    await database.query(posture(from));
    const [sorted, raw] = [await acls(), await rawAcls()];
    const found = await report(to);
    await run(found.sql.change);
    expect(await report()).toMatchObject({ posture: to, same: true });
    expect(await acls()).not.toEqual(sorted);
    await run(found.sql.inverse);
    expect(await report()).toMatchObject({ posture: from, same: true });
    expect(await rawAcls()).toEqual(raw);
  });

  test('do what the files of the postures do', async () => {
    await run((await report('canonical')).sql.change);
    const made = await rawAcls();
    await database.query(posture('direct'));
    await database.query(posture('canonical'));
    expect(await rawAcls()).toEqual(made);
  });

  test('from nothing granted to all and back', async () => {
    await database.query(`REVOKE ALL ON ALL TABLES IN SCHEMA public, cutter_governance FROM cutter_exec, cutter_verify, cutter_ro;
      REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public, cutter_governance FROM cutter_exec, cutter_verify;
      REVOKE ALL ON SCHEMA public, cutter_governance FROM cutter_exec, cutter_verify, cutter_ro`);
    const before = await acls();
    const found = await report('direct');
    await run(found.sql.change);
    expect((await report()).same).toBe(true);
    await run(found.sql.inverse);
    expect(await acls()).toEqual(before);
  });

  test('quote roles as SQL needs it', async () => {
    const server = database;
    await adminQuery(server, 'postgres', 'CREATE ROLE "odd ""role"');
    try {
      await database.query('GRANT INSERT ON public.unit_version TO "odd ""role"');
      const before = await acls();
      const found = await report();
      await run(found.sql.change);
      expect((await report()).same).toBe(true);
      await run(found.sql.inverse);
      expect(await acls()).toEqual(before);
    } finally {
      await database.query('REVOKE ALL ON public.unit_version FROM "odd ""role"');
      await adminQuery(server, 'postgres', 'DROP ROLE "odd ""role"');
    }
  });
});
