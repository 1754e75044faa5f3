import { beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import { attempt, born, referenceDatabase, type Unit, unit } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
});

const STATUSES = ['draft', 'enacted', 'superseded', 'retired'] as const;
type Status = (typeof STATUSES)[number];
const PATHS: Record<Status, readonly Status[]> = {
  draft: [],
  enacted: ['enacted'],
  superseded: ['enacted', 'superseded'],
  retired: ['retired'],
};
const LEGAL = new Set(['draft enacted', 'draft retired', 'enacted superseded', 'enacted retired']);
const REISSUE = `SET LOCAL app.canonical_writer = 'fn_iu_reissue'`;

const unitTo = (given: Unit, status: string) =>
  `UPDATE public.information_unit SET lifecycle_status = '${status}', updated_by = 'test' WHERE id = '${given.id}'`;
const versionTo = (given: Unit, status: string) =>
  `UPDATE public.unit_version SET lifecycle_status = '${status}' WHERE id = '${given.version}'`;
const change = (statements: readonly string[]) => attempt(database, database.superuser, statements);

async function bornAs(status: Status): Promise<Unit> {
  const given = await born(database);
  const done = await change(PATHS[status].flatMap((step) => [unitTo(given, step), versionTo(given, step)]));
  expect(done.message).toBeUndefined();
  return given;
}

describe('lifecycle', () => {
  test.each(STATUSES.slice(1))('nothing is born %s', async (status) => {
    const asUnit = unit({ lifecycle_status: status });
    const done = await attempt(database, 'cutter_exec', asUnit.birth);
    expect(done).toMatchObject({ refused: true, code: 'IU005', table: 'information_unit', column: 'lifecycle_status' });
    expect(done.message).toContain(asUnit.address);
    const asVersion = unit({}, {}, { lifecycle_status: status });
    expect(await attempt(database, 'cutter_exec', asVersion.birth)).toMatchObject({
      code: 'IU005',
      table: 'unit_version',
    });
  });

  const edges = STATUSES.flatMap((from) => STATUSES.filter((to) => to !== from).map((to) => [from, to] as const));
  test.each(edges)('%s to %s', async (from, to) => {
    const given = await bornAs(from);
    const legal = LEGAL.has(`${from} ${to}`);
    const asUnit = await change([unitTo(given, to)]);
    const asVersion = await change([versionTo(given, to)]);
    expect([asUnit.refused, asVersion.refused]).toEqual([!legal, !legal]);
    if (!legal) {
      expect(asUnit).toMatchObject({ code: 'IU005', column: 'lifecycle_status' });
      expect(asUnit.message).toContain(given.address);
    }
  });

  test('a word outside the lifecycle is refused', async () => {
    const given = await born(database);
    expect(await change([unitTo(given, 'cancelled')])).toMatchObject({ refused: true, code: 'IU005' });
  });

  test('only fn_iu_reissue brings a retired unit back, and its old version stays retired', async () => {
    const given = await bornAs('retired');
    expect((await change([`SET LOCAL app.canonical_writer = 'fn_iu_create'`, unitTo(given, 'draft')])).refused).toBe(
      true,
    );
    expect((await change([REISSUE, versionTo(given, 'draft')])).refused).toBe(true);
    expect((await change([REISSUE, unitTo(given, 'draft')])).refused).toBe(false);
  });

  test('every change is logged with what the transaction says about it', async () => {
    const given = await born(database);
    const decision = '6f1d2f0a-0f2a-4c39-9c39-2f1f4a0e5b11';
    await change([
      `SET LOCAL app.review_decision_id = '${decision}'`,
      `SET LOCAL app.reason = 'read and found good'`,
      unitTo(given, 'enacted'),
    ]);
    await change([unitTo(given, 'retired')]);
    const log = await database.query(
      `SELECT from_status, to_status, actor, session_role, review_decision_id::text, change_set_id::text, reason
       FROM public.iu_lifecycle_log WHERE unit_id = $1 ORDER BY log_id`,
      [given.id],
    );
    const common = { actor: 'test', session_role: database.superuser, change_set_id: null };
    expect(log).toEqual([
      {
        ...common,
        from_status: 'draft',
        to_status: 'enacted',
        review_decision_id: decision,
        reason: 'read and found good',
      },
      { ...common, from_status: 'enacted', to_status: 'retired', review_decision_id: null, reason: null },
    ]);
  });
});

describe('immutability', () => {
  const unitChanges = [
    `owner_ref = 'other'`,
    `identity_profile = identity_profile || '{"title": "Other"}'`,
    'version_anchor_ref = NULL',
    `content_anchor_ref = 'other'`,
    'deleted_at = now()',
    'updated_at = now()',
    'sort_order = 1',
  ];
  test.each(unitChanges)('an enacted unit refuses %s', async (assignment) => {
    const given = await bornAs('enacted');
    const done = await change([`UPDATE public.information_unit SET ${assignment} WHERE id = '${given.id}'`]);
    expect(done).toMatchObject({ refused: true, code: 'IU004', column: assignment.split(' ')[0] });
    expect(done.message).toContain(given.address);
  });

  test('an enacted unit refuses an edit that rides on a change of status', async () => {
    const given = await bornAs('enacted');
    const done = await change([
      `UPDATE public.information_unit SET lifecycle_status = 'retired', owner_ref = 'other' WHERE id = '${given.id}'`,
    ]);
    expect(done).toMatchObject({ refused: true, code: 'IU004', column: 'owner_ref' });
  });

  test('the executor cannot move the anchors of an enacted unit', async () => {
    const given = await bornAs('enacted');
    const done = await attempt(database, 'cutter_exec', [
      `UPDATE public.information_unit SET content_anchor_ref = 'other' WHERE id = '${given.id}'`,
    ]);
    expect(done).toMatchObject({ refused: true, code: 'IU004' });
  });

  test('an enacted version refuses any edit', async () => {
    const given = await bornAs('enacted');
    const done = await change([`UPDATE public.unit_version SET title = 'Other' WHERE id = '${given.version}'`]);
    expect(done).toMatchObject({ refused: true, code: 'IU004', column: 'title', table: 'unit_version' });
  });

  test.each([
    `body = 'other'`,
    `content_hash = 'other'`,
    'version_seq = 2',
    'unit_id = gen_random_uuid()',
    'id = gen_random_uuid()',
  ])('the text and number of a version never change, a draft included: %s', async (assignment) => {
    const given = await born(database);
    const done = await change([`UPDATE public.unit_version SET ${assignment} WHERE id = '${given.version}'`]);
    expect(done).toMatchObject({ refused: true, code: 'IU004', column: assignment.split(' ')[0] });
  });

  test.each([`canonical_address = 'TST/OTHER'`, 'id = gen_random_uuid()'])(
    'the identity of a unit never changes, a draft included: %s',
    async (assignment) => {
      const given = await born(database);
      const done = await change([`UPDATE public.information_unit SET ${assignment} WHERE id = '${given.id}'`]);
      expect(done).toMatchObject({ refused: true, code: 'IU004', column: assignment.split(' ')[0] });
    },
  );

  test('a draft gets a new version while another unit is enacted', async () => {
    await bornAs('enacted');
    const given = await born(database);
    const next = unit({}, {}, { unit_id: given.id, version_seq: 2 });
    const done = await attempt(database, 'cutter_exec', [
      next.birth[1],
      `UPDATE public.information_unit SET version_anchor_ref = '${next.version}', content_anchor_ref = '${next.version}' WHERE id = '${given.id}'`,
    ]);
    expect(done.message).toBeUndefined();
  });

  test('a draft version may be reviewed and enacted', async () => {
    const given = await born(database);
    const done = await change([
      `UPDATE public.unit_version SET review_state = 'reviewed', lifecycle_status = 'enacted', enacted_at = now() WHERE id = '${given.version}'`,
    ]);
    expect(done.message).toBeUndefined();
  });
});

describe('nothing is removed', () => {
  const removals = ['information_unit', 'unit_version', 'birth_registry', 'iu_lifecycle_log'].flatMap((table) => [
    [`DELETE FROM public.${table}`, table],
    [`DELETE FROM public.${table} WHERE false`, table],
    [`TRUNCATE public.${table} CASCADE`, table],
  ]);
  test.each([
    ...removals,
    ['UPDATE public.birth_registry SET born_by = NULL', 'birth_registry'],
    [`UPDATE public.iu_lifecycle_log SET reason = ''`, 'iu_lifecycle_log'],
  ])('%s', async (statement) => {
    await born(database);
    for (const replica of ['origin', 'replica']) {
      const done = await change([`SET LOCAL session_replication_role = ${replica}`, statement]);
      expect(done).toMatchObject({ refused: true, code: 'IU006' });
      expect(done.hint).toContain('forward');
    }
  });

  test('the lanes lack the right as well', async () => {
    for (const user of ['cutter_exec', 'cutter_verify']) {
      expect(await attempt(database, user, ['DELETE FROM public.information_unit'])).toMatchObject({ code: '42501' });
      expect(await attempt(database, user, ['TRUNCATE public.unit_version'])).toMatchObject({ code: '42501' });
    }
  });
});
