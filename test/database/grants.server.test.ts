import { beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import { attempt, referenceDatabase } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
});

const ROLES = ['directus', 'workflow_admin', 'cutter_exec', 'cutter_verify', 'cutter_ro'];

/** Everything that anyone but the owner holds on a relation of ours, read from the catalogue. */
const RELATION_GRANTS = `
SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END || ': ' || a.privilege_type || ' on ' || object
  || CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END AS line
FROM (
  SELECT c.relacl AS acl, c.relowner AS owner, n.nspname || '.' || c.relname AS object
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'cutter_governance')
  UNION ALL
  SELECT t.attacl, c.relowner, n.nspname || '.' || c.relname || '(' || t.attname || ')'
  FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('public', 'cutter_governance')
) AS o, aclexplode(o.acl) AS a
WHERE a.grantee <> o.owner ORDER BY 1`;

const lines = async (sql: string, parameters?: string[]): Promise<(string | null | undefined)[]> =>
  (await database.query(sql, parameters)).map((row) => row.line);

describe('grants of the direct writer', () => {
  test('each lane holds exactly these rights on tables and columns, PUBLIC none', async () => {
    expect(await lines(RELATION_GRANTS)).toEqual(
      [
        'cutter_exec: INSERT on public.information_unit',
        'cutter_exec: INSERT on public.unit_version',
        'cutter_exec: SELECT on cutter_governance.source_document_registry',
        'cutter_exec: SELECT on cutter_governance.source_document_version_registry',
        'cutter_exec: SELECT on public.dot_config',
        'cutter_exec: SELECT on public.information_unit',
        'cutter_exec: SELECT on public.unit_version',
        'cutter_exec: UPDATE on public.information_unit(content_anchor_ref)',
        'cutter_exec: UPDATE on public.information_unit(version_anchor_ref)',
        'cutter_verify: SELECT on cutter_governance.source_document_registry',
        'cutter_verify: SELECT on cutter_governance.source_document_version_registry',
        'cutter_verify: SELECT on public.birth_registry',
        'cutter_verify: SELECT on public.dot_config',
        'cutter_verify: SELECT on public.iu_lifecycle_log',
        'cutter_verify: SELECT on public.iu_lifecycle_log_log_id_seq',
        'cutter_verify: SELECT on public.information_unit',
        'cutter_verify: SELECT on public.unit_version',
      ].sort(),
    );
  });

  test('both lanes may use both schemas and create in neither; PUBLIC creates nowhere', async () => {
    const rights = await lines(
      `SELECT r || ' ' || s || ': ' || has_schema_privilege(r, s, 'USAGE') || ' ' || has_schema_privilege(r, s, 'CREATE') AS line
       FROM unnest(ARRAY['cutter_exec', 'cutter_verify', 'cutter_ro']) AS r, unnest(ARRAY['public', 'cutter_governance']) AS s ORDER BY 1`,
    );
    expect(rights).toEqual([
      'cutter_exec cutter_governance: true false',
      'cutter_exec public: true false',
      // USAGE on public comes to everybody with the database.
      'cutter_ro cutter_governance: false false',
      'cutter_ro public: true false',
      'cutter_verify cutter_governance: true false',
      'cutter_verify public: true false',
    ]);
    const done = await attempt(database, 'cutter_exec', ['CREATE TABLE public.intruder (id int)']);
    expect(done).toMatchObject({ refused: true, code: '42501' });
  });

  test('functions: owned by directus, search_path pinned, callable by nobody else', async () => {
    const rows = await database.query(
      `SELECT p.proname, pg_get_userbyid(p.proowner) AS owner, array_to_string(p.proconfig, ' ') AS settings,
         (SELECT count(*) FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee <> p.proowner) AS others
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('public', 'cutter_governance')`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toMatchObject({ owner: 'directus', settings: 'search_path=pg_catalog, pg_temp', others: '0' });
    }
  });

  test('only the two functions that keep records run with the rights of the owner', async () => {
    expect(
      await lines(
        `SELECT p.proname AS line FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname IN ('public', 'cutter_governance') AND p.prosecdef ORDER BY 1`,
      ),
    ).toEqual(['fn_iu_birth_register', 'fn_iu_lifecycle_record']);
  });

  test('every relation and both schemas of ours belong to directus', async () => {
    expect(
      await lines(
        `SELECT DISTINCT pg_get_userbyid(c.relowner) AS line FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname IN ('public', 'cutter_governance')`,
      ),
    ).toEqual(['directus']);
    expect(
      await lines(`SELECT nspowner::regrole::text AS line FROM pg_namespace WHERE nspname = 'cutter_governance'`),
    ).toEqual(['directus']);
  });
});

describe('roles', () => {
  test('have the attributes of their lane, and no more', async () => {
    const rows = await database.query(
      `SELECT rolname, rolcanlogin::text AS login, rolconnlimit::text AS connections,
         (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)::text AS powers
       FROM pg_roles WHERE rolname = ANY ($1::text[]) ORDER BY array_position($1::text[], rolname::text)`,
      [`{${ROLES.join(',')}}`],
    );
    expect(rows).toEqual([
      { rolname: 'directus', login: 'false', connections: '-1', powers: 'false' },
      { rolname: 'workflow_admin', login: 'false', connections: '-1', powers: 'false' },
      { rolname: 'cutter_exec', login: 'true', connections: '2', powers: 'false' },
      { rolname: 'cutter_verify', login: 'true', connections: '-1', powers: 'false' },
      { rolname: 'cutter_ro', login: 'false', connections: '-1', powers: 'false' },
    ]);
  });

  test('are members of nothing, and the lanes own nothing', async () => {
    const members = await database.query(
      `SELECT pg_get_userbyid(member) AS member FROM pg_auth_members WHERE pg_get_userbyid(member) = ANY ($1::text[])`,
      [`{${ROLES.join(',')}}`],
    );
    expect(members).toEqual([]);
    const owned = await database.query(
      `SELECT 1 FROM pg_shdepend WHERE deptype = 'o' AND refclassid = 'pg_authid'::regclass
       AND pg_get_userbyid(refobjid) IN ('cutter_exec', 'cutter_verify', 'cutter_ro', 'workflow_admin')`,
    );
    expect(owned).toEqual([]);
  });

  test.each([
    ['cutter_exec', `UPDATE public.information_unit SET owner_ref = 'other'`],
    ['cutter_exec', `UPDATE public.unit_version SET body = 'other'`],
    ['cutter_exec', `UPDATE public.dot_config SET value = 'off'`],
    [
      'cutter_exec',
      `INSERT INTO cutter_governance.source_document_registry (source_document_ref, address_docprefix) VALUES ('d', 'DOC')`,
    ],
    ['cutter_exec', 'ALTER TABLE public.information_unit DISABLE TRIGGER ALL'],
    ['cutter_exec', 'SET ROLE directus'],
    ['cutter_exec', 'SET session_replication_role = replica'],
    ['cutter_verify', `UPDATE public.information_unit SET content_anchor_ref = 'other'`],
    ['cutter_verify', 'INSERT INTO public.unit_version DEFAULT VALUES'],
    ['cutter_verify', 'INSERT INTO public.birth_registry DEFAULT VALUES'],
    ['cutter_verify', `SELECT setval('public.iu_lifecycle_log_log_id_seq', 1)`],
    ['cutter_exec', 'SELECT 1 FROM public.iu_lifecycle_log'],
  ])('%s may not: %s', async (role, statement) => {
    expect(await attempt(database, role, [statement])).toMatchObject({ refused: true, code: '42501' });
  });
});
