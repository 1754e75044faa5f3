import { beforeAll, describe, expect, test } from 'vitest';
import { GRANT_PROBE_QUERY } from '../../src/core/sql/grants.ts';
import { sandboxSql } from '../../src/flows/sandbox.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { LEDGER } from './ledger.ts';
import { attempt, born, contentCatalogue, posture, referenceDatabase, sqlFiles, unit } from './reference.ts';

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

/** The same for functions. */
const FUNCTION_GRANTS = `
SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END || ': ' || p.oid::regprocedure AS line
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE n.nspname IN ('public', 'cutter_governance') AND a.grantee <> p.proowner ORDER BY 1`;

const on = (role: string, privileges: readonly string[], schema: string, tables: readonly string[]): string[] =>
  tables.flatMap((table) => privileges.map((privilege) => `${role}: ${privilege} on ${schema}.${table}`));

/** What the direct writer has and the canonical one has not. */
const DIRECT = [
  ...on('cutter_exec', ['INSERT'], 'public', ['information_unit', 'unit_version']),
  'cutter_exec: UPDATE on public.information_unit(content_anchor_ref)',
  'cutter_exec: UPDATE on public.information_unit(version_anchor_ref)',
];
const REGISTRY = ['source_document_registry', 'source_document_version_registry'];
const READING = [
  ...['cutter_exec', 'cutter_verify'].flatMap((role) => [
    ...on(role, ['SELECT'], 'public', ['dot_config', 'information_unit', 'unit_version']),
    ...on(role, ['SELECT'], 'cutter_governance', REGISTRY),
  ]),
  // For backups.
  ...on('cutter_verify', ['SELECT'], 'public', ['birth_registry', 'iu_lifecycle_log', 'iu_lifecycle_log_log_id_seq']),
  'cutter_verify: SELECT on cutter_governance.execution_arming_arming_id_seq',
];
const without = (...tables: string[]) => LEDGER.filter((table) => !tables.includes(table));
const LEDGER_GRANTS = [
  ...on('cutter_exec', ['INSERT', 'SELECT'], 'cutter_governance', without('verify_result', 'canonical_address_alias')),
  ...on('cutter_exec', ['SELECT'], 'cutter_governance', ['verify_result']),
  ...on('cutter_verify', ['SELECT'], 'cutter_governance', LEDGER),
  ...on('cutter_verify', ['INSERT'], 'cutter_governance', [
    'decision_backlog_entry',
    'decision_backlog_history',
    'dot_pair_signature',
    'verify_result',
    'cut_change_set',
    'cut_change_set_affected_row',
  ]),
  ...on('cutter_verify', ['INSERT', 'SELECT'], 'cutter_governance', ['run_transition']),
  ...['cutter_exec', 'cutter_verify'].flatMap((role) => [
    `${role}: UPDATE on cutter_governance.decision_backlog_entry(status)`,
    ...on(role, ['SELECT'], 'cutter_governance', ['ledger_chain', 'execution_arming', 'execution_kill']),
  ]),
  ...on(
    'cutter_ro',
    ['SELECT'],
    'cutter_governance',
    LEDGER.map((table) => `v_${table}_observe`),
  ),
];

const lines = async (sql: string, parameters?: string[]): Promise<(string | null | undefined)[]> =>
  (await database.query(sql, parameters)).map((row) => row.line);

describe('grants of the direct writer', () => {
  test('each lane holds exactly these rights on tables and columns, PUBLIC none', async () => {
    expect(await lines(RELATION_GRANTS)).toEqual([...DIRECT, ...READING, ...LEDGER_GRANTS].sort());
  });

  test('the executor alone may call functions: the canonical writer, and the taking of an arming', async () => {
    expect(await lines(FUNCTION_GRANTS)).toEqual([
      'cutter_exec: cutter_governance.fn_execution_take(text,text)',
      'cutter_exec: fn_iu_apply_edit_draft(text,text,text,text,uuid,text,boolean)',
      'cutter_exec: fn_iu_create(text,text,text,text,text,text,text,text,uuid)',
      'cutter_exec: fn_iu_create(text,text,text,text,text,text,text,text,uuid,jsonb)',
      'cutter_exec: fn_iu_enact(text,text,uuid,text,uuid,text,text,boolean)',
      'cutter_exec: fn_iu_reissue(text,text,text,text,text,uuid,uuid,text,text,jsonb,boolean)',
      'cutter_exec: fn_iu_retire(text,text,uuid,uuid,text,text,boolean)',
      'cutter_exec: fn_iu_supersede(text,text,text,uuid,uuid,text,text,boolean)',
    ]);
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
      'cutter_ro cutter_governance: true false',
      'cutter_ro public: true false',
      'cutter_verify cutter_governance: true false',
      'cutter_verify public: true false',
    ]);
    const done = await attempt(database, 'cutter_exec', ['CREATE TABLE public.intruder (id int)']);
    expect(done).toMatchObject({ refused: true, code: '42501' });
  });

  test('functions: owned by directus, search_path pinned', async () => {
    const rows = await database.query(
      `SELECT p.proname, pg_get_userbyid(p.proowner) AS owner, array_to_string(p.proconfig, ' ') AS settings
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('public', 'cutter_governance')`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { proname, owner, settings } of rows) {
      // The canonical text of a row shows its times in UTC.
      const more = proname === 'fn_ledger_chain_row' ? ' TimeZone=UTC' : '';
      expect({ proname, owner, settings }).toEqual({
        proname,
        owner: 'directus',
        settings: `search_path=pg_catalog, pg_temp${more}`,
      });
    }
  });

  test('only what keeps records, and what the executor may call, runs with the rights of the owner', async () => {
    expect(
      await lines(
        `SELECT DISTINCT p.proname AS line FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname IN ('public', 'cutter_governance') AND p.prosecdef ORDER BY 1`,
      ),
    ).toEqual([
      'fn_execution_take',
      'fn_iu_apply_edit_draft',
      'fn_iu_birth_register',
      'fn_iu_create',
      'fn_iu_enact',
      'fn_iu_lifecycle_record',
      'fn_iu_reissue',
      'fn_iu_retire',
      'fn_iu_supersede',
      'fn_ledger_chain_row',
    ]);
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

describe('postures', () => {
  test('the canonical one withdraws INSERT and UPDATE and enforces the gateway; the direct one is its exact inverse', async () => {
    const made = await referenceDatabase();
    const before = [await contentCatalogue(made), await made.query(RELATION_GRANTS), await made.query(FUNCTION_GRANTS)];
    const functions = await made.query(FUNCTION_GRANTS);
    await made.query(posture('canonical'));
    expect((await made.query(RELATION_GRANTS)).map((row) => row.line)).toEqual([...READING, ...LEDGER_GRANTS].sort());
    expect(await made.query(FUNCTION_GRANTS)).toEqual(functions);
    expect(await attempt(made, 'cutter_exec', unit().birth)).toMatchObject({ refused: true, code: '42501' });
    expect(await attempt(made, made.superuser, unit().birth)).toMatchObject({ refused: true, code: 'IU001' });
    await made.query(posture('canonical'));
    // The reference SQL run again keeps the posture.
    await made.query(sandboxSql(sqlFiles()));
    expect((await made.query(RELATION_GRANTS)).map((row) => row.line)).toEqual([...READING, ...LEDGER_GRANTS].sort());
    await made.query(posture('direct'));
    expect([
      await contentCatalogue(made),
      await made.query(RELATION_GRANTS),
      await made.query(FUNCTION_GRANTS),
    ]).toEqual(before);
    await born(made);
    await made.drop();
  });

  test('a cut by the direct writer depends on nothing of the ledger, of arming or of the canonical writer', async () => {
    const names = Object.keys(await contentCatalogue(database));
    expect(
      names.filter((name) => /cutter_governance|fn_iu_(create|enact|retire|reissue|supersede|apply)/.test(name)),
    ).toEqual([]);
  });
});

describe('the grant probe', () => {
  let made: TestDatabase;
  beforeAll(async () => {
    made = await referenceDatabase();
  });
  /** What the probe finds after the statements, as the asking role. */
  const probe = async (statements: readonly string[] = [], role = 'cutter_exec') => {
    const done = await attempt(
      made,
      made.superuser,
      [...statements, `SET LOCAL ROLE ${role}`, GRANT_PROBE_QUERY],
      'ROLLBACK',
    );
    expect(done.message).toBeUndefined();
    return done.rows
      .filter((row) => row.finding !== 'granted')
      .map((row) => `${row.invariant} ${row.finding} ${row.role} ${row.right} ${row.object}`);
  };

  test.each(['direct', 'canonical'])('finds all four invariants in the %s posture, whoever asks', async (name) => {
    await made.query(posture(name));
    for (const role of ['cutter_exec', 'cutter_verify', 'cutter_ro', 'directus'])
      expect(await probe([], role)).toEqual([]);
  });

  test.each([
    [
      'REVOKE EXECUTE ON FUNCTION public.fn_iu_enact FROM cutter_exec',
      '1 denied cutter_exec EXECUTE function public.fn_iu_enact',
    ],
    ['DROP FUNCTION public.fn_iu_enact', '1 absent cutter_exec EXECUTE function public.fn_iu_enact'],
    [
      'REVOKE INSERT ON cutter_governance.verify_result FROM cutter_verify',
      '2 denied cutter_verify INSERT table cutter_governance.verify_result',
    ],
    [
      'ALTER TABLE cutter_governance.review_decision RENAME TO review_decisions',
      '3 absent directus SELECT table cutter_governance.review_decision',
    ],
    [
      'REVOKE SELECT ON cutter_governance.review_decision FROM directus',
      '3 denied directus SELECT table cutter_governance.review_decision',
    ],
    [
      'GRANT EXECUTE ON FUNCTION cutter_governance.fn_execution_take TO PUBLIC',
      '4 public PUBLIC EXECUTE function cutter_governance.fn_execution_take(p_plan_sha256 text, p_run text)',
    ],
  ])('names what is missing: %s', async (statement, finding) => {
    expect(await probe([statement])).toEqual([finding]);
  });

  test('tells a schema without USAGE from tables that are not there', async () => {
    expect(await probe(['REVOKE USAGE ON SCHEMA cutter_governance FROM cutter_verify'])).toEqual([
      '2 no_usage cutter_verify INSERT table cutter_governance.verify_result',
      '2 no_usage cutter_verify SELECT table cutter_governance.verify_result',
    ]);
    const empty = await freshDatabase();
    const rows = await empty.query(GRANT_PROBE_QUERY);
    expect(new Set(rows.map((row) => row.finding))).toEqual(new Set(['absent']));
    await empty.drop();
  });
});
