import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Problem, Stop } from '../../src/core/problem.ts';
import { type DocumentVersion, sandboxRegister, sandboxReset, sandboxSql, sandboxUp } from '../../src/flows/sandbox.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { born, contentCatalogue, databasesOf, referenceDatabase, sqlFiles } from './reference.ts';

const made: TestDatabase[] = [];
const keep = (database: TestDatabase): TestDatabase => {
  made.push(database);
  return database;
};
afterAll(async () => {
  for (const database of made) await database.drop();
});

const up = (database: TestDatabase, files = sqlFiles()) => sandboxUp(databasesOf(database), files, 'test');
const reset = (database: TestDatabase, yesDelete?: string) =>
  sandboxReset(databasesOf(database), sqlFiles(), 'test', yesDelete);

async function problemsOf(work: Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Stop) return error.problems;
    throw error;
  }
  throw new Error('It was not refused.');
}

const objects = async (database: TestDatabase): Promise<string | null | undefined> => {
  const [row] = await database.query(
    `SELECT count(*)::text AS n FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('public', 'cutter_governance')`,
  );
  return row?.n;
};

describe('sandbox up', () => {
  test('says what it made', async () => {
    const database = keep(await freshDatabase());
    expect(await up(database)).toEqual({
      database: database.database,
      server_version: expect.stringMatching(/^\d+/),
      files: sqlFiles()
        .map((file) => file.name)
        .sort(),
    });
    await born(database);
  });

  test('says of a sandbox that it is up already', async () => {
    const database = keep(await referenceDatabase());
    const [problem] = await problemsOf(up(database));
    expect(problem).toMatchObject({
      code: 'database.not_empty',
      message: expect.stringMatching(/^The sandbox is up already/),
    });
  });

  test('does not care in which order it is given the files', async () => {
    const database = keep(await freshDatabase());
    await up(database, sqlFiles().reverse());
    await born(database);
  });

  test.each([
    ['CREATE TABLE public.accounts (id int)', 'table public.accounts'],
    ['CREATE SCHEMA shop', 'schema shop'],
    ['CREATE SCHEMA shop; CREATE TABLE shop."Order lines" (id int)', 'table shop."Order lines"'],
    ['CREATE VIEW public.one AS SELECT 1 AS n', 'view public.one'],
    ['CREATE SEQUENCE public.numbers', 'sequence public.numbers'],
    [`CREATE TYPE public.colour AS ENUM ('red')`, 'type public.colour'],
    ['CREATE DOMAIN public.name AS text', 'type public.name'],
    ['CREATE FUNCTION public.one() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$', 'function public.one()'],
  ])('refuses a database with: %s', async (sql, name) => {
    const database = keep(await freshDatabase());
    await database.query(sql);
    const [problem, ...more] = await problemsOf(up(database));
    expect(more).toEqual([]);
    expect(problem?.code).toBe('database.not_empty');
    expect(problem?.detail).toContain(name);
    expect(problem?.hint).toBeTruthy();
    expect(await database.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'cutter_governance'`)).toEqual([]);
  });

  test('names twenty objects and counts the rest', async () => {
    const database = keep(await freshDatabase());
    for (let i = 10; i < 35; i += 1) await database.query(`CREATE TABLE public.t${i} (id int)`);
    const [problem] = await problemsOf(up(database));
    expect(problem?.message).toContain('25 objects');
    expect(problem?.detail).toHaveLength(21);
    expect(problem?.detail?.at(-1)).toBe('and 5 more');
  });

  test('refuses a second time', async () => {
    const database = keep(await referenceDatabase());
    const [problem] = await problemsOf(up(database));
    expect(problem?.code).toBe('database.not_empty');
  });

  test('of two at once, one makes it and the other finds it made', async () => {
    const database = keep(await freshDatabase());
    const results = await Promise.allSettled([up(database), up(database)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({ problems: [{ code: 'database.not_empty' }] });
  });

  test('makes all or nothing', async () => {
    const database = keep(await freshDatabase());
    const files = [...sqlFiles(), { name: '99-broken.sql', text: 'SELECT 1; CREATE TABLE public.late (id nonsense);' }];
    const [problem] = await problemsOf(up(database, files));
    expect(problem?.code).toBe('sandbox.failed');
    expect(problem?.message).toContain('nonsense');
    expect(await objects(database)).toBe('0');
  });

  test('refuses an encoding in which content hashes would not hold', async () => {
    const template = keep(await freshDatabase());
    await template.query(`CREATE DATABASE ${template.database}_latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`);
    const latin = keep({
      ...template,
      database: `${template.database}_latin`,
      drop: async () => void (await template.query(`DROP DATABASE ${template.database}_latin WITH (FORCE)`)),
    });
    made.unshift(made.pop() as TestDatabase);
    const [problem] = await problemsOf(up(latin));
    expect(problem?.code).toBe('database.unsupported');
    expect(problem?.message).toContain('LATIN1');
  });
});

describe('sandbox reset', () => {
  test('drops the rows and makes the same database again', async () => {
    const database = keep(await referenceDatabase());
    const before = await contentCatalogue(database);
    await born(database);
    await reset(database);
    expect(await database.query('SELECT 1 FROM public.information_unit')).toEqual([]);
    expect(await contentCatalogue(database)).toEqual(before);
    await born(database);
    await reset(database);
  });

  test.each([
    ['an empty database', ''],
    ['a database of others', 'CREATE TABLE public.accounts (id int)'],
    ['a database provisioned by its owner', sandboxSql(sqlFiles())],
  ])('refuses %s and leaves it as it is', async (_, sql) => {
    const database = keep(await freshDatabase());
    if (sql !== '') await database.query(sql);
    const before = await objects(database);
    const [problem] = await problemsOf(reset(database));
    expect(problem?.code).toBe('sandbox.not_marked');
    expect(await objects(database)).toBe(before);
  });

  test('deletes enacted units only where the database is named', async () => {
    const database = keep(await referenceDatabase());
    await born(database);
    // As a restored copy would bring it: the guards ask for a decision that is not the matter here.
    await database.query(`BEGIN; SET LOCAL session_replication_role = replica;
      UPDATE public.information_unit SET lifecycle_status = 'enacted'; COMMIT`);
    const units = () => database.query('SELECT 1 FROM public.information_unit');
    for (const [yesDelete, said] of [
      [undefined, 'holds 1 enacted unit,'],
      ['another', `The database is ${database.database}, not another.`],
    ] as const) {
      const [problem] = await problemsOf(reset(database, yesDelete));
      expect(problem).toMatchObject({ code: 'sandbox.law', message: expect.stringContaining(said) });
      expect(problem?.hint).toContain(`--yes-delete ${database.database}`);
      expect(await units()).toHaveLength(1);
    }
    await reset(database, database.database);
    expect(await units()).toEqual([]);
  });

  test('refuses a sandbox of another server', async () => {
    const database = keep(await referenceDatabase());
    await database.query(
      `DO $$ BEGIN EXECUTE format('COMMENT ON SCHEMA cutter_governance IS %L',
         regexp_replace(obj_description('cutter_governance'::regnamespace, 'pg_namespace'), '[0-9]+', '1')); END $$`,
    );
    const [problem] = await problemsOf(reset(database));
    expect(problem?.code).toBe('sandbox.not_marked');
  });

  test('refuses, with its name, when there is something that provisioning did not make', async () => {
    const database = keep(await referenceDatabase());
    await born(database);
    await database.query('CREATE TABLE public.accounts (id int)');
    const [problem] = await problemsOf(reset(database));
    expect(problem?.code).toBe('database.not_empty');
    expect(problem?.detail).toEqual(['table public.accounts']);
    expect(await database.query('SELECT 1 FROM public.information_unit')).toHaveLength(1);
  });
});

describe('sandbox sql', () => {
  test('is one script that makes the same database, and may be run again', async () => {
    const [byScript, byUp] = [keep(await freshDatabase()), keep(await referenceDatabase())];
    await byScript.query(sandboxSql(sqlFiles()));
    const once = await contentCatalogue(byScript);
    expect(once).toEqual(await contentCatalogue(byUp));
    await byScript.query(`UPDATE public.dot_config SET value = 'enforced' WHERE key = 'iu_create.gateway.mode'`);
    await byScript.query(sandboxSql(sqlFiles()));
    const [mode] = await byScript.query(`SELECT value FROM public.dot_config WHERE key = 'iu_create.gateway.mode'`);
    expect(mode?.value).toBe('enforced');
    await byScript.query(`UPDATE public.dot_config SET value = 'off' WHERE key = 'iu_create.gateway.mode'`);
    expect(await contentCatalogue(byScript)).toEqual(once);
  });
});

describe('sandbox register', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = keep(await referenceDatabase());
  });
  const version = (fields: Partial<DocumentVersion> = {}): DocumentVersion => ({
    source_document_ref: 'constitution',
    address_docprefix: 'ICX-CONST',
    document_version_id: 'constitution/4.6.3',
    content_checksum: 'a'.repeat(64),
    ...fields,
  });
  const register = (fields: Partial<DocumentVersion> = {}) =>
    sandboxRegister(databasesOf(database), version(fields), 'test');

  test('registers a document with its first version, then a second version, and nothing twice', async () => {
    expect(await register()).toEqual({ document: true, version: true });
    expect(await register()).toEqual({ document: false, version: false });
    const second = { document_version_id: 'constitution/4.6.4', content_checksum: 'b'.repeat(64) };
    expect(await register(second)).toEqual({ document: false, version: true });
    const rows = await database.query(
      `SELECT d.address_docprefix, v.document_version_id FROM cutter_governance.source_document_registry d
       JOIN cutter_governance.source_document_version_registry v USING (source_document_ref) ORDER BY 2`,
    );
    expect(rows).toEqual([
      { address_docprefix: 'ICX-CONST', document_version_id: 'constitution/4.6.3' },
      { address_docprefix: 'ICX-CONST', document_version_id: 'constitution/4.6.4' },
    ]);
  });

  test.each<[string, Partial<DocumentVersion>]>([
    ['the prefix of another document', { source_document_ref: 'other' }],
    ['another prefix for the document', { address_docprefix: 'OTHER' }],
    ['another text for the version', { content_checksum: 'c'.repeat(64) }],
    ['another version for the text', { document_version_id: 'constitution/5' }],
  ])('refuses %s and says what is registered', async (_, fields) => {
    await register();
    const before = await database.query('SELECT * FROM cutter_governance.source_document_version_registry ORDER BY 1');
    const [problem] = await problemsOf(register(fields));
    expect(problem?.code).toBe('sandbox.registered_otherwise');
    expect(problem?.message).toContain('constitution');
    expect(await database.query('SELECT * FROM cutter_governance.source_document_version_registry ORDER BY 1')).toEqual(
      before,
    );
  });

  test('reports all wrong values together', async () => {
    const problems = await problemsOf(
      register({
        source_document_ref: ' ',
        address_docprefix: 'icx',
        document_version_id: '',
        content_checksum: 'A'.repeat(64),
      }),
    );
    expect(problems.map((problem) => [problem.code, problem.place?.pointer])).toEqual([
      ['shape.wrong_value', '/source_document_ref'],
      ['shape.wrong_value', '/address_docprefix'],
      ['shape.wrong_value', '/document_version_id'],
      ['shape.wrong_value', '/content_checksum'],
    ]);
  });

  test.each(['AB', '-ABC', 'ABC-', 'A/B', 'ABc', 'A'.repeat(33)])(
    'the database itself refuses the prefix "%s"',
    async (prefix) => {
      await expect(
        database.query(
          'INSERT INTO cutter_governance.source_document_registry (source_document_ref, address_docprefix) VALUES ($1, $1)',
          [prefix],
        ),
      ).rejects.toMatchObject({ code: '23514' });
    },
  );

  test('refuses a database that is no sandbox', async () => {
    const owned = keep(await freshDatabase());
    await owned.query(sandboxSql(sqlFiles()));
    const [problem] = await problemsOf(sandboxRegister(databasesOf(owned), version(), 'test'));
    expect(problem?.code).toBe('sandbox.not_marked');
  });
});
