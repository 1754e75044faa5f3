/** What a reading of the catalogue reaches, beyond what the kinds of drift show (test/flows/drift.server.test.ts). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Catalogue } from '../../src/core/plan/catalogue.ts';
import type { TestDatabase } from '../support/database.ts';
import { bystander } from '../support/rig.ts';
import { contentCatalogue, referenceDatabase } from './reference.ts';

const MADE = `
CREATE FUNCTION public.test_joined(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2';
CREATE AGGREGATE public.test_all(text) (SFUNC = public.test_joined, STYPE = text, INITCOND = '');
CREATE VIEW public.test_view AS SELECT public.test_all(key) AS keys FROM public.dot_config;
CREATE FUNCTION public."điều_kiện"() RETURNS boolean LANGUAGE sql AS 'SELECT keys IS NULL FROM public.test_view';
CREATE FUNCTION public.test_trigger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (public."điều_kiện"()) THEN PERFORM count(*) FROM test_passing; END IF; RETURN NEW; END $$;
CREATE TRIGGER trg_test BEFORE INSERT ON public.information_unit FOR EACH ROW EXECUTE FUNCTION public.test_trigger();
CREATE FUNCTION public.test_elsewhere() RETURNS int LANGUAGE sql AS 'SELECT 1';`;

let database: TestDatabase;
let catalogue: Catalogue;
let other: Awaited<ReturnType<typeof bystander>>;
beforeAll(async () => {
  database = await referenceDatabase();
  await database.query(MADE);
  // Of another session; a function names one like it.
  other = await bystander(database);
  await other.query('CREATE TEMPORARY TABLE test_passing (a int)');
  catalogue = await contentCatalogue(database);
});
afterAll(async () => {
  await other.end();
  await database.drop();
});

it('an aggregate that a view of a function uses, and what it is made of', () => {
  expect(catalogue['function public.test_all(text)']).toBe(
    `aggregate\nstate text\ninitial \ntransition public.test_joined(text,text)\nfinal -\nowner ${database.superuser}\ngrants default`,
  );
  expect(catalogue).toHaveProperty(['function public.test_joined(text,text)']);
  expect(catalogue).toHaveProperty(['table public.test_view']);
});

it('a function whose name is written with letters of any script', () => {
  expect(catalogue).toHaveProperty(['function public."điều_kiện"()']);
});

it('no temporary table, and nothing that nothing names', () => {
  expect(Object.keys(catalogue).filter((name) => /test_passing|test_elsewhere/.test(name))).toEqual([]);
});

it('is sorted by name, and the same when it is read again', async () => {
  const names = Object.keys(catalogue);
  expect(names).toEqual([...names].sort());
  expect(JSON.stringify(await contentCatalogue(database))).toBe(JSON.stringify(catalogue));
});
