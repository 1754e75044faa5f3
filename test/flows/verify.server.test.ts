/** Verify reads what is there and says so, fact by fact; a wrong row is an answer, never an exception. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unit } from '../database/reference.ts';
import { cutter } from '../support/cli.ts';
import {
  codesOf,
  contentOf,
  type PlannedCut,
  refusalOf,
  registerCut,
  type ServerWorkplace,
  serverWorkplace,
  syntheticDocument,
} from '../support/cutter.ts';
import { emptied } from '../support/rig.ts';
import { overriding } from './ports.ts';

let work: ServerWorkplace;
let plan: PlannedCut;
beforeAll(async () => {
  work = await serverWorkplace();
  plan = await work.plan();
  await work.approve(plan);
});
afterAll(() => work.database.drop());
beforeEach(async () => {
  await emptied(work.database);
  expect((await work.apply(plan)).outcome).toBe('applied');
});

/** What an owner does who has switched every guard off. */
const tamper = (sql: string): Promise<unknown> =>
  work.database.query(`SET session_replication_role = replica;
    ALTER TABLE public.information_unit DISABLE TRIGGER USER; ALTER TABLE public.unit_version DISABLE TRIGGER USER;
    ${sql};
    ALTER TABLE public.information_unit ENABLE TRIGGER USER; ALTER TABLE public.unit_version ENABLE TRIGGER USER;
    RESET session_replication_role`);

const failing = async (): Promise<{ facts: string[]; differences: readonly { address: string; what: string }[] }> => {
  const { verdict, facts, differences } = await work.verify(plan);
  expect(verdict).toBe(facts.every(({ ok }) => ok) ? 'PASS' : 'FAIL');
  return { facts: facts.filter(({ ok }) => !ok).map(({ id }) => id), differences };
};

const OF = (key: string) => `(SELECT id FROM public.information_unit WHERE canonical_address = 'ICX-CONST/${key}')`;
const different = (key: string) => ({ address: `ICX-CONST/${key}`, what: 'different' });

it('passes after apply: every fact with what was expected and what was found', async () => {
  const { verdict, facts, differences } = await work.verify(plan);
  expect({ verdict, differences }).toEqual({ verdict: 'PASS', differences: [] });
  expect(facts.length).toBeGreaterThanOrEqual(13);
  for (const fact of facts) expect(fact).toMatchObject({ ok: true, found: fact.expected });
  const byId = Object.fromEntries(facts.map(({ id, found }) => [id, found]));
  expect(byId).toMatchObject({
    units: '60',
    versions: '60',
    addresses: '60',
    hashes: '60',
    drafts: '0',
    excluded: '0',
  });
  expect(byId.section_types).toBe('article 42, principle 15, section 3');
});

const CASES: readonly {
  readonly what: string;
  readonly sql: string;
  readonly facts: readonly string[];
  readonly differences: readonly { address: string; what: string }[];
}[] = [
  {
    what: 'a body was changed',
    sql: `UPDATE public.unit_version SET body = body || '.' WHERE unit_id = ${OF('NT-1')}`,
    facts: ['bodies', 'rows'],
    differences: [different('NT-1')],
  },
  {
    what: 'a body was changed, and its hash with it',
    sql: `UPDATE public.unit_version SET body = 'x', content_hash = encode(sha256('x'), 'hex') WHERE unit_id = ${OF('NT-1')}`,
    facts: ['rows'],
    differences: [different('NT-1')],
  },
  {
    what: 'two bodies were made one',
    sql: `UPDATE public.unit_version v SET body = o.body, content_hash = o.content_hash FROM public.unit_version o
      WHERE v.unit_id = ${OF('NT-1')} AND o.unit_id = ${OF('NT-2')}`,
    facts: ['hashes', 'rows'],
    differences: [different('NT-1')],
  },
  {
    what: 'an anchor was changed',
    sql: `UPDATE public.information_unit SET version_anchor_ref = (SELECT v.id FROM public.unit_version v WHERE v.unit_id = ${OF('NT-2')})
      WHERE canonical_address = 'ICX-CONST/NT-1'`,
    facts: ['anchors', 'rows'],
    differences: [different('NT-1')],
  },
  {
    what: 'an anchor was emptied',
    sql: `UPDATE public.information_unit SET content_anchor_ref = NULL WHERE canonical_address = 'ICX-CONST/NT-1'`,
    facts: ['anchors', 'rows'],
    differences: [different('NT-1')],
  },
  {
    what: 'a unit was added',
    sql: unit(
      { canonical_address: 'ICX-CONST/NT-16', section_type: 'principle' },
      { primary_section_type_ref: 'principle' },
    ).birth.join('; '),
    facts: ['units', 'versions', 'addresses', 'hashes', 'section_types', 'rows'],
    differences: [{ address: 'ICX-CONST/NT-16', what: 'unplanned' }],
  },
  {
    what: 'an excluded unit was added',
    sql: unit({ canonical_address: 'ICX-CONST/DIEU-44' }).birth.join('; '),
    facts: ['units', 'versions', 'addresses', 'hashes', 'excluded', 'section_types', 'rows'],
    differences: [{ address: 'ICX-CONST/DIEU-44', what: 'unplanned' }],
  },
  {
    what: 'a unit was taken away',
    sql: `DELETE FROM public.unit_version WHERE unit_id = ${OF('DIEU-43')}; DELETE FROM public.information_unit WHERE canonical_address = 'ICX-CONST/DIEU-43'`,
    facts: ['units', 'versions', 'addresses', 'hashes', 'section_types', 'rows'],
    differences: [{ address: 'ICX-CONST/DIEU-43', what: 'missing' }],
  },
  {
    what: 'a version was taken away',
    sql: `DELETE FROM public.unit_version WHERE unit_id = ${OF('NT-1')}`,
    facts: ['versions', 'hashes', 'anchors', 'rows'],
    differences: [different('NT-1')],
  },
  {
    what: 'a second version was added',
    sql: `INSERT INTO public.unit_version SELECT gen_random_uuid(), unit_id, body, content_hash, 2, lifecycle_status, content_profile, created_at, created_by
      FROM public.unit_version WHERE unit_id = ${OF('NT-1')}`,
    facts: ['versions', 'rows'],
    differences: [different('NT-1')],
  },
  {
    what: 'a section type was changed',
    sql: `UPDATE public.information_unit SET section_type = 'section' WHERE canonical_address = 'ICX-CONST/NT-1'`,
    facts: ['section_types', 'rows'],
    differences: [different('NT-1')],
  },
  {
    what: 'a unit was renamed',
    sql: `UPDATE public.information_unit SET canonical_address = 'ICX-CONST/NT-01' WHERE canonical_address = 'ICX-CONST/NT-1'`,
    facts: ['rows'],
    differences: [
      { address: 'ICX-CONST/NT-01', what: 'unplanned' },
      { address: 'ICX-CONST/NT-1', what: 'missing' },
    ],
  },
  {
    what: 'a unit was enacted',
    sql: `UPDATE public.information_unit SET lifecycle_status = 'enacted' WHERE canonical_address = 'ICX-CONST/NT-1'`,
    facts: ['drafts', 'rows'],
    differences: [different('NT-1')],
  },
  {
    what: 'a title was changed',
    sql: `UPDATE public.information_unit SET identity_profile = jsonb_set(identity_profile, '{title}', '"x"') WHERE canonical_address = 'ICX-CONST/NT-1'`,
    facts: ['rows'],
    differences: [different('NT-1')],
  },
  {
    what: 'a column that the plan leaves empty was filled',
    sql: `UPDATE public.unit_version SET description = '' WHERE unit_id = ${OF('NT-1')}`,
    facts: ['rows'],
    differences: [different('NT-1')],
  },
];

describe('fails in the right facts, and names the rows, when', () => {
  it.each(CASES)('$what', async ({ sql, facts, differences }) => {
    await tamper(sql);
    const found = await failing();
    expect(found.facts.sort()).toEqual([...facts].sort());
    expect([...found.differences].sort((a, b) => (a.address < b.address ? -1 : 1))).toEqual(differences);
  });

  it('everything is gone: the first twenty are named, the rest is counted', async () => {
    await emptied(work.database);
    const { verdict, differences, moreDifferences } = await work.verify(plan);
    expect({ verdict, named: differences.length, moreDifferences }).toEqual({
      verdict: 'FAIL',
      named: 20,
      moreDifferences: 40,
    });
  });

  it('a row outside the cut was added without a receipt that clears this cut', async () => {
    const receipts = join(plan.folder, 'receipts');
    const kept = readdirSync(receipts).map((name) => [name, readFileSync(join(receipts, name), 'utf8')] as const);
    await tamper(unit().birth.join('; '));
    expect((await failing()).facts).toEqual([]);
    rmSync(receipts, { recursive: true });
    expect((await failing()).facts).toEqual(['outside']);
    // A receipt that cannot be read proves nothing, and is no reason to stop.
    const { mkdirSync } = await import('node:fs');
    mkdirSync(receipts);
    writeFileSync(join(receipts, 'apply-x.json'), 'not a receipt');
    expect((await failing()).facts).toEqual(['outside']);
    for (const [name, text] of kept) writeFileSync(join(receipts, name), text);
    rmSync(join(receipts, 'apply-x.json'));
  });

  it('it is another database', async () => {
    const other = await serverWorkplace();
    const { facts, verdict } = await other.verify(plan);
    expect(verdict).toBe('FAIL');
    expect(facts.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['database', 'units', 'rows']),
    );
    await other.database.drop();
  });
});

it('another document, cut later, is no fault of this one', async () => {
  const { cutFile } = syntheticDocument(5, 'OTHER-DOC');
  await registerCut(work.databases, cutFile);
  const other = await work.plan(cutFile);
  await work.approve(other);
  expect((await work.apply(other)).outcome).toBe('applied');
  expect((await work.verify(plan)).verdict).toBe('PASS');
  expect((await work.verify(other)).verdict).toBe('PASS');
});

it('exits 0 for PASS and 10 for FAIL, and changes nothing', async () => {
  const before = await contentOf(work.database);
  const run = () => cutter(['verify', plan.folder], { cwd: work.folder });
  expect(await run()).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('PASS') });
  await tamper(`UPDATE public.unit_version SET body = 'x' WHERE unit_id = ${OF('NT-1')}`);
  const { code, stdout } = await run();
  expect(code).toBe(10);
  expect(stdout).toContain('different: ICX-CONST/NT-1');
  expect(await contentOf(work.database)).toEqual(before);
});

it('reads as the verifier, READ ONLY, on a connection of its own', async () => {
  const seen: unknown[] = [];
  const databases = overriding(work.databases, {
    name: /^cutter\/verify/,
    async before(sql, session) {
      if (!sql.includes('u.canonical_address')) return;
      seen.push(
        (await session.rows(`SELECT current_user AS "user", current_setting('transaction_read_only') AS read_only`))[0],
      );
    },
  });
  const { verify } = await import('../../src/flows/verify.ts');
  await verify(plan.file, 'test', { files: work.wire.files, databases });
  expect(new Set(seen.map((row) => JSON.stringify(row)))).toEqual(
    new Set(['{"user":"cutter_verify","read_only":"on"}']),
  );
});

it('stops where nothing can be read: the plan, or the database', async () => {
  const missing = { ...plan, file: join(plan.folder, 'other.json') };
  expect(codesOf(await refusalOf(work.verify(missing)))).toEqual(['input.missing']);
  await work.database.query('REVOKE SELECT ON public.unit_version FROM cutter_verify');
  expect(codesOf(await refusalOf(work.verify(plan)))).toEqual(['database.permission']);
  await work.database.query('GRANT SELECT ON public.unit_version TO cutter_verify');
});
