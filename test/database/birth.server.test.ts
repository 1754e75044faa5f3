import { beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import { anchors, attempt, born, referenceDatabase, unit } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
});

const bear = (given: ReturnType<typeof unit>) => attempt(database, 'cutter_exec', given.birth);

describe('birth gate L1', () => {
  test('lets a sound unit through without a word', async () => {
    expect(await bear(unit())).toMatchObject({ refused: false, warnings: [] });
  });

  const faults: readonly [
    name: string,
    columns: Record<string, unknown>,
    identity: Record<string, unknown>,
    column: string,
    fault: string,
  ][] = [
    ['no address', { canonical_address: null }, {}, 'canonical_address', 'canonical_address is empty'],
    ['a blank address', { canonical_address: '  ' }, {}, 'canonical_address', 'canonical_address is empty'],
    ['no kind', { unit_kind: '' }, {}, 'unit_kind', 'unit_kind is empty'],
    ['an unknown kind', { unit_kind: 'poem' }, {}, 'unit_kind', 'unit_kind "poem" is not in the vocabulary'],
    ['no status', { lifecycle_status: null }, {}, 'lifecycle_status', 'lifecycle_status is empty'],
    ['no owner', { owner_ref: ' ' }, {}, 'owner_ref', 'owner_ref is empty'],
    ['no conformance', { conformance_status: '' }, {}, 'conformance_status', 'conformance_status is empty'],
    ['no title', {}, { title: '' }, 'identity_profile', 'identity_profile.title is empty'],
    ['no owner look-up', {}, { owner_lookup_ref: null }, 'identity_profile', 'owner_lookup_ref is empty'],
    [
      'no section type',
      { section_type: null },
      { primary_section_type_ref: null },
      'identity_profile',
      'primary_section_type_ref is empty',
    ],
    [
      'an unknown section type',
      { section_type: 'stanza' },
      { primary_section_type_ref: 'stanza' },
      'identity_profile',
      '"stanza" is not in the vocabulary',
    ],
    ['two section types', { section_type: 'section' }, {}, 'section_type', 'section_type "section" differs from'],
    ['no column for the section type', { section_type: null }, {}, 'section_type', 'differs from'],
    [
      'an unknown publication type',
      {},
      { publication_type_ref: 'rumour' },
      'identity_profile',
      '"rumour" is not in the vocabulary',
    ],
    [
      'a profile that is no object',
      { identity_profile: '[]' },
      {},
      'identity_profile',
      'identity_profile.title is empty',
    ],
    ['no profile', { identity_profile: null }, {}, 'identity_profile', 'identity_profile.title is empty'],
  ];
  test.each(faults)('refuses %s', async (_, columns, identity, column, fault) => {
    const given = unit(columns, identity);
    const done = await bear(given);
    expect(done).toMatchObject({
      refused: true,
      code: 'IU002',
      table: 'information_unit',
      column,
      constraint: 'trg_birth_gate_l1',
    });
    expect(done.message).toContain('canonical_address' in columns ? 'a unit without address' : given.address);
    expect(done.message).toContain(fault);
    expect(done.hint).toBeTruthy();
  });

  test('names all faults of a unit at once', async () => {
    const done = await bear(unit({ owner_ref: '', unit_kind: 'poem' }, { title: '' }));
    expect(done.message).toMatch(/unit_kind "poem".*; owner_ref is empty; identity_profile\.title is empty/);
  });

  test.each([
    [{ publication_type_ref: null }, 'has no identity_profile.publication_type_ref'],
    [{ publication_authority_ref: '' }, 'has no identity_profile.publication_authority_ref'],
  ])('only warns when a publication reference is missing: %j', async (identity, warning) => {
    const given = unit({}, identity);
    expect(await bear(given)).toMatchObject({
      refused: false,
      warnings: [`birth gate L1: ${given.address} ${warning}`],
    });
  });

  test('accepts a word as soon as the owner adds it to the vocabulary', async () => {
    const given = () => unit({ section_type: 'clause' }, { primary_section_type_ref: 'clause' });
    expect((await bear(given())).refused).toBe(true);
    await database.query(`INSERT INTO public.dot_config (key, value) VALUES ('vocab.section_type.clause', 'clause')`);
    expect((await bear(given())).refused).toBe(false);
  });
});

describe('birth gate L2', () => {
  test('judges at COMMIT, and not before', async () => {
    const given = unit();
    const halfway = await attempt(database, 'cutter_exec', [given.birth[0], 'SELECT 1'], 'ROLLBACK');
    expect(halfway.refused).toBe(false);
    const done = await attempt(database, 'cutter_exec', [given.birth[0]]);
    expect(done).toMatchObject({
      refused: true,
      code: 'IU003',
      column: 'version_anchor_ref',
      constraint: 'trg_birth_gate_l2',
    });
    expect(done.message).toBe(
      `birth gate L2 refuses ${given.address}: version_anchor_ref is empty: the unit has no text`,
    );
  });

  test('nothing of a refused unit stays', async () => {
    const good = unit();
    const bad = unit();
    expect((await attempt(database, 'cutter_exec', [...good.birth, bad.birth[0], bad.birth[1]])).refused).toBe(true);
    const [left] = await database.query(
      `SELECT (SELECT count(*) FROM public.information_unit WHERE id IN ($1::uuid, $2::uuid))
         + (SELECT count(*) FROM public.unit_version WHERE unit_id IN ($1::uuid, $2::uuid))
         + (SELECT count(*) FROM public.birth_registry WHERE unit_id IN ($1::uuid, $2::uuid)) AS rows`,
      [good.id, bad.id],
    );
    expect(left?.rows).toBe('0');
  });

  test('refuses the version of another unit', async () => {
    const other = await born(database);
    const given = unit();
    const done = await attempt(database, 'cutter_exec', [
      given.birth[0],
      given.birth[1],
      anchors(given.id, other.version),
    ]);
    expect(done).toMatchObject({ refused: true, code: 'IU003', column: 'version_anchor_ref' });
    expect(done.message).toContain('is a version of another unit');
  });

  test('refuses anchors that disagree', async () => {
    const given = unit();
    const done = await attempt(database, 'cutter_exec', [
      given.birth[0],
      given.birth[1],
      anchors(given.id, given.version, given.id),
    ]);
    expect(done).toMatchObject({ refused: true, code: 'IU003', column: 'content_anchor_ref' });
  });

  test('refuses one anchor without the other', async () => {
    const given = unit();
    const one = `UPDATE public.information_unit SET version_anchor_ref = '${given.version}' WHERE id = '${given.id}'`;
    const done = await attempt(database, 'cutter_exec', [given.birth[0], given.birth[1], one]);
    expect(done).toMatchObject({ refused: true, code: 'IU003', column: 'content_anchor_ref' });
  });

  test('refuses a version that is not there', async () => {
    const given = unit();
    const done = await attempt(database, 'cutter_exec', [given.birth[0], anchors(given.id, given.version)]);
    // Gate and foreign key both stand in the way; the first to be judged at COMMIT answers.
    expect(done.refused).toBe(true);
    expect(['IU003', '23503']).toContain(done.code);
  });

  test('judges a later change of the anchors, too', async () => {
    const given = await born(database);
    const other = await born(database);
    const done = await attempt(database, 'cutter_exec', [anchors(given.id, other.version)]);
    expect(done).toMatchObject({ refused: true, code: 'IU003' });
    expect(done.message).toContain(given.address);
  });
});

describe('birth registry', () => {
  test('gets one row for a unit born, though the executor has no right on it', async () => {
    const given = await born(database);
    const rows = await database.query(
      'SELECT canonical_address, unit_kind, born_by, session_role FROM public.birth_registry WHERE unit_id = $1',
      [given.id],
    );
    expect(rows).toEqual([
      { canonical_address: given.address, unit_kind: 'law_unit', born_by: 'test', session_role: 'cutter_exec' },
    ]);
    for (const statement of [
      'SELECT 1 FROM public.birth_registry',
      `INSERT INTO public.birth_registry (unit_id, canonical_address, unit_kind, born_by, session_role) VALUES ('${given.id}', 'A', 'k', 'b', 'r')`,
    ]) {
      expect(await attempt(database, 'cutter_exec', [statement])).toMatchObject({ refused: true, code: '42501' });
    }
  });

  test('has as many rows as there are units', async () => {
    const [row] = await database.query(
      `SELECT (SELECT count(*) FROM public.birth_registry) AS registered, (SELECT count(*) FROM public.information_unit) AS units`,
    );
    expect(row?.registered).toBe(row?.units);
  });
});
