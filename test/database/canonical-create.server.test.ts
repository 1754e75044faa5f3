/** fn_iu_create: what it leaves, how it classifies what is there, and that no other road is open when it is the only one. */
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { cutDirect } from '../../src/core/kinds/cut-direct/index.ts';
import { unitStatements } from '../../src/core/kinds/cut-direct/statements.ts';
import { binder } from '../../src/core/kinds/kind.ts';
import type { TestDatabase } from '../support/database.ts';
import { call, called, newUnit } from './canonical.ts';
import { hex } from './ledger.ts';
import { attempt, born, posture, referenceDatabase, unit } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
  await database.query(posture('canonical'));
});

let numbered = 0;
const address = () => {
  numbered += 1;
  return `CAN/A-${numbered}`;
};
const create = (args: Record<string, unknown>, options = {}) => called(database, 'fn_iu_create', args, options);
const count = async () => {
  const [row] = await database.query(
    'SELECT (SELECT count(*) FROM public.information_unit) + (SELECT count(*) FROM public.unit_version) AS n',
  );
  return Number(row?.n);
};

/** Unit and version as they stand, without ids, times and provenance. */
const rowsOf = (at: string, of: TestDatabase = database) =>
  of.query(
    `SELECT to_jsonb(u) - ARRAY['id', 'version_anchor_ref', 'content_anchor_ref', 'created_at', 'updated_at', 'identity_profile']
       || jsonb_build_object('identity_profile', u.identity_profile - 'provenance') AS unit,
       to_jsonb(v) - ARRAY['id', 'unit_id', 'created_at', 'updated_at'] AS version,
       u.version_anchor_ref = v.id AND u.content_anchor_ref = v.id::text AS anchored
     FROM public.information_unit u JOIN public.unit_version v ON v.unit_id = u.id WHERE u.canonical_address = $1`,
    [at],
  );

describe('created', () => {
  test('a unit with its version, anchors and birth, while the gateway is enforced', async () => {
    const at = address();
    const { answer, message } = await create(newUnit(at));
    expect(message).toBeUndefined();
    expect(answer).toMatchObject({
      status: 'created',
      canonical_address: at,
      version_seq: 1,
      content_hash: hex(`Text of ${at}.`),
      lifecycle_status: 'draft',
    });
    const [row] = await rowsOf(at);
    expect(row?.anchored).toBe('t');
    expect(
      await database.query('SELECT born_by FROM public.birth_registry WHERE canonical_address = $1', [at]),
    ).toEqual([{ born_by: 'cutter_exec/DOT-991/test-cut' }]);
  });

  test('leaves the rows that the three statements of the direct writer leave, ids and provenance aside', async () => {
    const direct = await referenceDatabase();
    const body = 'Điều 1.\nText.';
    const span = {
      address: 'ICX-CONST/DIEU-0-B',
      key: 'DIEU-0-B',
      unit_kind: 'law_unit',
      section_type: 'article',
      title: 'Title',
      level: 'article',
      span_sha256: hex('span'),
    };
    const shared = {
      actor: 'cutter_exec/DOT-991/constitution-cut',
      document: 'ICX-CONST',
      owner: 'owner',
      conformance: 'conformant',
      identity: JSON.stringify({
        owner_lookup_ref: 'owner',
        publication_type_ref: 'law',
        publication_authority_ref: 'incomex_council',
      }),
      provenance: JSON.stringify({
        source_document_version_id: 'v',
        manifest_digest: hex('m'),
        snapshot_region_sha256: hex('r'),
      }),
      content: JSON.stringify({ profile: 'constitution/1' }),
    };
    const client = new pg.Client({
      host: direct.host,
      port: direct.port,
      database: direct.database,
      user: 'cutter_exec',
    });
    await client.connect();
    await client.query('BEGIN');
    for (const [name, , values] of unitStatements(span as never, body)) {
      const template = cutDirect.templates[name];
      if (template === undefined) throw new Error(name);
      await client.query(template.sql, binder(template, shared)(values));
    }
    await client.query('COMMIT');
    await client.end();

    const asked = newUnit(span.address, { title: 'Title', body, actor: shared.actor });
    const context = {
      content_profile: { profile: 'constitution/1', level: 'article' },
      provenance: { ...JSON.parse(shared.provenance), span_sha256: span.span_sha256 },
    };
    expect((await create({ ...asked, context })).answer).toMatchObject({ status: 'created' });
    expect(await rowsOf(span.address)).toEqual(await rowsOf(span.address, direct));
    // With the context even the provenance is the same.
    const provenance = `SELECT identity_profile AS profile FROM public.information_unit WHERE canonical_address = '${span.address}'`;
    expect(await database.query(provenance)).toEqual(await direct.query(provenance));
    await direct.drop();
  });

  test('takes from its context what nine arguments do not say, and a parent', async () => {
    const [parent, at] = [address(), address()];
    const { answer } = await create(newUnit(parent));
    const context = {
      conformance_status: 'reviewed',
      section_code: 'X-1',
      sort_order: 7,
      publication_authority_ref: 'incomex_council',
    };
    expect((await create(newUnit(at, { parent_ref: answer.unit_id, context }))).message).toBeUndefined();
    const [row] = await database.query(
      'SELECT conformance_status, section_code, sort_order, parent_or_container_ref FROM public.information_unit WHERE canonical_address = $1',
      [at],
    );
    expect(row).toEqual({
      conformance_status: 'reviewed',
      section_code: 'X-1',
      sort_order: '7',
      parent_or_container_ref: answer.unit_id,
    });
  });

  test('leaves no marker behind', async () => {
    const read = `SELECT coalesce(current_setting('app.canonical_writer', true), '') AS marker`;
    const done = await attempt(database, 'cutter_exec', [call('fn_iu_create', newUnit(address())), read]);
    expect(done.rows).toEqual([{ marker: '' }]);
    const forged = await attempt(database, database.superuser, [
      call('fn_iu_create', newUnit(address())),
      unit().birth[0],
    ]);
    expect(forged).toMatchObject({ refused: true, code: 'IU001' });
  });

  test('is the only road: neither lane inserts or updates', async () => {
    for (const statement of unit().birth) {
      for (const role of ['cutter_exec', 'cutter_verify']) {
        expect(
          (await attempt(database, role, [`SET LOCAL app.canonical_writer = 'fn_iu_create'`, statement])).code,
        ).toBe('42501');
      }
    }
  });

  test.each(['cutter_verify', 'cutter_ro', 'workflow_admin'])('is not for %s', async (role) => {
    const done = await attempt(database, database.superuser, [
      `SET LOCAL ROLE ${role}`,
      call('fn_iu_create', newUnit(address())),
    ]);
    expect(done.code).toBe('42501');
  });
});

describe('refused', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a lower-case address', { canonical_address: 'CAN/a-1' }, 'p_canonical_address'],
    ['an address without a key', { canonical_address: 'CAN/' }, 'p_canonical_address'],
    ['an address with a short prefix', { canonical_address: 'CA/A-1' }, 'p_canonical_address'],
    ['no address', { canonical_address: null }, 'p_canonical_address'],
    ['a blank title', { title: ' ' }, 'p_title is empty'],
    ['a blank text', { body: '\n' }, 'p_body is empty'],
    ['no actor', { actor: null }, 'p_actor is empty'],
    ['a parent that is no unit', { parent_ref: '00000000-0000-4000-8000-000000000000' }, 'p_parent_ref'],
    ['an unknown key of the context', { context: { lifecycle_status: 'enacted' } }, 'lifecycle_status'],
    ['a context that is no object', { context: [] }, 'p_context is no object'],
    ['a provenance that is no object', { context: { provenance: 'x' } }, 'p_context.provenance'],
    ['a sort order that is no number', { context: { sort_order: '1' } }, 'p_context.sort_order'],
    ['a section code that is no text', { context: { section_code: 1 } }, 'p_context.section_code'],
  ])('%s', async (_, change, said) => {
    const before = await count();
    const done = await create(newUnit(address(), change));
    expect(done).toMatchObject({ refused: true, code: 'IU010' });
    expect(done.message).toContain(said);
    expect(done.hint).toBeTruthy();
    expect(await count()).toBe(before);
  });

  test('all faults at once', async () => {
    const { message } = await create(newUnit(address(), { title: '', body: '', actor: '' }));
    expect(message).toContain('p_title is empty; p_body is empty; p_actor is empty');
  });

  test('words outside the vocabulary, by the birth gate', async () => {
    expect((await create(newUnit(address(), { section_type: 'verse' }))).code).toBe('IU002');
    expect((await create(newUnit(address(), { unit_kind: 'poem' }))).code).toBe('IU002');
    expect((await create(newUnit(address(), { owner_ref: null }))).refused).toBe(true);
  });

  test('a unit that a trigger changes on its way in', async () => {
    const at = address();
    const before = await count();
    const done = await attempt(database, database.superuser, [
      `CREATE FUNCTION public.meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.identity_profile := NEW.identity_profile || '{"title": "Other"}'; RETURN NEW; END $$`,
      'CREATE TRIGGER trg_zz BEFORE INSERT ON public.information_unit FOR EACH ROW EXECUTE FUNCTION public.meddle()',
      call('fn_iu_create', newUnit(at)),
    ]);
    expect(done).toMatchObject({ refused: true, code: 'IU010' });
    expect(done.message).toContain('does not read back');
    expect(await count()).toBe(before);
  });
});

describe('what is there already', () => {
  /** Makes the unit, lets the owner spoil it past all guards, and asks again. */
  async function spoilt(...spoil: ((at: string) => string)[]) {
    const at = address();
    await create(newUnit(at));
    if (spoil.length > 0) {
      const done = await attempt(database, database.superuser, [
        'SET LOCAL session_replication_role = replica',
        ...spoil.map((sql) => sql(at)),
      ]);
      expect(done.message).toBeUndefined();
    }
    const before = await count();
    const answer = (await create(newUnit(at))).answer;
    expect(await count()).toBe(before);
    return answer;
  }
  const theUnit = (at: string) => `(SELECT id FROM public.information_unit WHERE canonical_address = '${at}')`;
  const copy = (seq: string) => (at: string) =>
    `INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_by)
     SELECT gen_random_uuid(), unit_id, body, content_hash, ${seq}, 'draft', '{}', 'test' FROM public.unit_version WHERE unit_id = ${theUnit(at)}`;
  // DELETE is refused under any replication role; its guard goes for this one statement.
  const removed = (table: string) => (at: string) =>
    `ALTER TABLE public.${table} DISABLE TRIGGER USER; DELETE FROM public.${table} WHERE unit_id = ${theUnit(at)};
     ALTER TABLE public.${table} ENABLE TRIGGER USER; ${table === 'birth_registry' ? 'ALTER TABLE public.birth_registry ENABLE ALWAYS TRIGGER trg_birth_registry_append_only' : 'ALTER TABLE public.unit_version ENABLE ALWAYS TRIGGER trg_uv_nothing_removed'}`;

  test.each<[string, ((at: string) => string)[], string]>([
    ['just this unit', [], 'exists_complete'],
    ['a unit without a registered birth', [removed('birth_registry')], 'exists_missing_birth'],
    ['a unit without a version', [removed('unit_version')], 'exists_missing_version'],
    [
      'anchors that are empty',
      [(at) => `UPDATE public.information_unit SET version_anchor_ref = NULL WHERE canonical_address = '${at}'`],
      'exists_anchor_invalid',
    ],
    [
      'anchors that disagree',
      [(at) => `UPDATE public.information_unit SET content_anchor_ref = 'x' WHERE canonical_address = '${at}'`],
      'exists_anchor_invalid',
    ],
    [
      'an anchor on the version of another unit',
      [
        (at) =>
          `UPDATE public.information_unit SET version_anchor_ref = o.id, content_anchor_ref = o.id::text FROM (SELECT id FROM public.unit_version WHERE unit_id <> ${theUnit(at)} LIMIT 1) o WHERE canonical_address = '${at}'`,
      ],
      'exists_anchor_invalid',
    ],
    ['two versions of one number', [copy('1')], 'exists_duplicate_version'],
    [
      'a text that is not the one of its hash',
      [(at) => `UPDATE public.unit_version SET body = 'other' WHERE unit_id = ${theUnit(at)}`],
      'exists_unknown_state',
    ],
    [
      'a deleted unit',
      [(at) => `UPDATE public.information_unit SET deleted_at = now() WHERE canonical_address = '${at}'`],
      'exists_unknown_state',
    ],
    [
      'a retired unit',
      [
        (at) =>
          `UPDATE public.information_unit SET lifecycle_status = 'retired' WHERE canonical_address = '${at}'; UPDATE public.unit_version SET lifecycle_status = 'retired' WHERE unit_id = ${theUnit(at)}`,
      ],
      'exists_unknown_state',
    ],
    [
      'a unit and a version of different statuses',
      [(at) => `UPDATE public.unit_version SET lifecycle_status = 'enacted' WHERE unit_id = ${theUnit(at)}`],
      'exists_unknown_state',
    ],
    [
      'an enacted unit with this text',
      [
        (at) =>
          `UPDATE public.information_unit SET lifecycle_status = 'enacted' WHERE canonical_address = '${at}'; UPDATE public.unit_version SET lifecycle_status = 'enacted' WHERE unit_id = ${theUnit(at)}`,
      ],
      'exists_complete',
    ],
  ])('%s', async (_, spoil, status) => {
    const answer = await spoilt(...spoil);
    expect(answer.status).toBe(status);
    expect(answer.detail === null).toBe(status === 'exists_complete');
  });

  test('another text at the address is no success', async () => {
    const at = address();
    await create(newUnit(at));
    expect((await create(newUnit(at, { body: 'Other.' }))).answer).toMatchObject({
      status: 'exists_unknown_state',
      detail: 'the unit has another text',
    });
  });

  test('a unit of the direct writer is recognised', async () => {
    await database.query(posture('direct'));
    const given = await born(database);
    const answer = (await create(newUnit(given.address, { body: `Text of unit ${given.address.split('-')[1]}.` })))
      .answer;
    await database.query(posture('canonical'));
    expect(answer).toMatchObject({ status: 'exists_complete', unit_id: given.id, version_id: given.version });
  });
});

describe('locks', () => {
  async function clients<T>(work: (first: pg.Client, second: pg.Client) => Promise<T>): Promise<T> {
    const { host, port, database: name, superuser: user } = database;
    const [first, second] = [0, 1].map(() => new pg.Client({ host, port, database: name, user })) as [
      pg.Client,
      pg.Client,
    ];
    await Promise.all([first.connect(), second.connect()]);
    try {
      // Not by logging in: the role may have two connections, and those of a test before may be ending still.
      for (const client of [first, second]) await client.query('SET SESSION AUTHORIZATION cutter_exec');
      return await work(first, second);
    } finally {
      await Promise.all([first.end(), second.end()]);
    }
  }
  const waits = async (work: Promise<unknown>): Promise<boolean> =>
    (await Promise.race([
      work.then(() => false),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 100)),
    ])) as boolean;

  test('a second writer of an address waits, and then finds the unit complete; other addresses do not wait', async () => {
    const [at, other] = [address(), address()];
    await clients(async (first, second) => {
      await first.query('BEGIN');
      await first.query(call('fn_iu_create', newUnit(at)));
      expect(await waits(second.query(call('fn_iu_create', newUnit(other))))).toBe(false);
      const late = second.query(call('fn_iu_create', newUnit(at)));
      expect(await waits(late)).toBe(true);
      await first.query('COMMIT');
      expect((await late).rows[0].answer.status).toBe('exists_complete');
    });
  });

  test('whoever holds the document, as a cut does, keeps others out and takes no lock for each address', async () => {
    const at = address();
    await clients(async (first, second) => {
      await first.query('BEGIN');
      await first.query(`SELECT pg_advisory_xact_lock(hashtextextended('cutter/' || 'CAN', 0))`);
      await first.query(call('fn_iu_create', newUnit(at)));
      await first.query(call('fn_iu_create', newUnit(address())));
      const { rows } = await first.query(
        `SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`,
      );
      expect(rows[0].n).toBe('1');
      const late = second.query(call('fn_iu_create', newUnit(at)));
      expect(await waits(late)).toBe(true);
      await first.query('ROLLBACK');
      expect((await late).rows[0].answer.status).toBe('created');
    });
  });

  test('a cut waits for a single writer of its document', async () => {
    await clients(async (first, second) => {
      await first.query('BEGIN');
      await first.query(call('fn_iu_create', newUnit(address())));
      const late = second.query(`SELECT pg_advisory_xact_lock(hashtextextended('cutter/' || 'CAN', 0))`);
      expect(await waits(late)).toBe(true);
      await first.query('COMMIT');
      await late;
    });
  });
});
