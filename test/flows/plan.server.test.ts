/** What a plan is made of, what it refuses, and that planning leaves the database alone. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/core/hash.ts';
import { folderInputs } from '../../src/flows/plan/inputs.ts';
import { measurePlan } from '../../src/flows/plan/make.ts';
import { takeSnapshot } from '../../src/flows/plan/snapshot.ts';
import { cutter } from '../support/cli.ts';
import {
  codesOf,
  contentOf,
  EXAMPLE_CUT,
  type PlannedCut,
  refusalOf,
  registerCut,
  type ServerWorkplace,
  serverWorkplace,
  syntheticDocument,
} from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';
import { bystander, emptied } from '../support/rig.ts';
import { overriding } from './ports.ts';

let work: ServerWorkplace;
let plan: PlannedCut;
beforeAll(async () => {
  work = await serverWorkplace();
  plan = await work.plan();
});
afterAll(() => work.database.drop());

const text = (file: string): string => readFileSync(file, 'utf8');

/** A copy of the example whose parts were changed. */
function exampleWith(changes: {
  readonly cut?: (cut: string) => string;
  readonly document?: (document: string) => string;
}) {
  const folder = join(temporaryFolder(), 'example');
  mkdirSync(folder);
  const changed = (from: string, name: string, change: ((text: string) => string) | undefined): void => {
    const before = text(from);
    const after = change === undefined ? before : change(before);
    if (change !== undefined) expect(after).not.toBe(before);
    writeFileSync(join(folder, name), after);
  };
  changed(EXAMPLE_CUT, 'cut.yaml', changes.cut);
  changed(join(EXAMPLE_CUT, '../constitution.md'), 'constitution.md', changes.document);
  return join(folder, 'cut.yaml');
}

describe('the plan of the example', () => {
  it('has exactly 180 statements, 60 of each kind, one a line', () => {
    const lines = text(plan.file).split('\n');
    const count = (template: string) => lines.filter((line) => line.startsWith(`["${template}",`)).length;
    expect([count('insert_unit'), count('insert_version'), count('set_anchors')]).toEqual([60, 60, 60]);
    const first = lines.indexOf('"statements":[') + 1;
    expect(lines.slice(first, first + 180).every((line) => Array.isArray(JSON.parse(line.replace(/,$/, ''))))).toBe(
      true,
    );
    expect(lines[first + 180]).toBe(']');
    expect(plan.header.expect).toEqual({
      statements: 180,
      inserted: { 'public.information_unit': 60, 'public.unit_version': 60 },
      updated: { 'public.information_unit': 60 },
    });
    expect(plan.header.changes).toEqual({ create: 60, same: 0, changed: 0, gone: 0 });
    expect(plan.header.exclusions).toHaveLength(4);
  });

  it('has the sha256 of its file as its hash, and pins those of the other files', () => {
    expect(plan.sha256).toBe(sha256(readFileSync(plan.file)));
    const hash = (name: string) => sha256(readFileSync(join(plan.folder, name)));
    expect(plan.header.pins).toMatchObject({
      cut_sha256: hash('cut.yaml'),
      manifest_sha256: hash('manifest.json'),
      region_sha256: hash('region.txt'),
      snapshot_sha256: hash('snapshot.json'),
    });
  });

  it('holds no time, path or machine', () => {
    expect(text(plan.file)).not.toMatch(/20\d\d-\d\d-\d\dT|\/tmp\/|\/home\/|127\.0\.0\.1|localhost/);
  });

  it('can be rebuilt from its folder alone, wherever that is', async () => {
    const folder = join(temporaryFolder(), 'elsewhere');
    cpSync(plan.folder, folder, { recursive: true });
    const { policy_sha256, signers_sha256 } = plan.header.pins;
    const trust = { policy_sha256: policy_sha256 as string, signers_sha256: signers_sha256 as string };
    expect((await measurePlan(folderInputs(work.wire.files, folder, 'document'), trust)).sha256).toBe(plan.sha256);
  });
});

describe('one word of the document', () => {
  const CHANGES: readonly (readonly [string, string, string])[] = [
    ['of a body', 'thuộc về tổ chức', 'thuộc về tổ quốc'],
    ['of a title', 'NT-2. Mỗi đơn vị', 'NT-2. Từng đơn vị'],
    ['longer than it was', 'Không ai được giữ riêng', 'Không ai được phép giữ riêng'],
  ];
  it.each(CHANGES)('%s changes at most three lines of the plan outside its header', async (_name, from, to) => {
    const cutFile = exampleWith({ document: (document) => document.replace(from, to) });
    await registerCut(work.databases, cutFile);
    const [before, after] = [await work.plan(), await work.plan(cutFile)].map(({ file }) => {
      const whole = text(file);
      const start = whole.indexOf('"statements":[');
      return whole.slice(start).split('\n');
    }) as [string[], string[]];
    expect(after).toHaveLength(before.length);
    const changed = before.filter((line, index) => line !== after[index]).length;
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThanOrEqual(3);
  });
});

describe('a folder that is given to another cut', { timeout: 120_000 }, () => {
  const own = join(temporaryFolder(), 'own');
  const run = (verb: string, cut: string, out: string) => cutter([verb, cut, '--out', out], { cwd: work.folder });
  const named = (name: string) => exampleWith({ cut: (cut) => cut.replace('name: constitution', `name: ${name}`) });

  it('keeps a cut.yaml that nothing was planned from, and the plan of another cut', async () => {
    mkdirSync(own);
    writeFileSync(join(own, 'cut.yaml'), text(named('own')));
    const before = text(join(own, 'cut.yaml'));
    const refused = await run('plan', EXAMPLE_CUT, own);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('input.exists') });
    expect(text(join(own, 'cut.yaml'))).toBe(before);
    const taken = await run('plan', named('own'), plan.folder);
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('The plan of another cut, constitution') });
    expect(sha256(readFileSync(plan.file))).toBe(plan.sha256);
  });

  it('takes the same cut again, also when it was written anew', async () => {
    const out = join(temporaryFolder(), 'again');
    for (const cut of [EXAMPLE_CUT, EXAMPLE_CUT, exampleWith({ cut: (cut) => `${cut}\n# Revised.\n` })])
      expect(await run('plan', cut, out)).toMatchObject({ code: 0, stderr: '' });
    expect(text(join(out, 'cut.yaml'))).toContain('# Revised.');
  });

  it('is not marked into where a plan stands', async () => {
    const before = text(join(plan.folder, 'manifest.json'));
    const refused = await run('mark', named('own'), plan.folder);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('input.exists') });
    expect(text(join(plan.folder, 'manifest.json'))).toBe(before);
  });
});

it('is not approved where the signers have changed since it was planned', async () => {
  const signers = join(work.folder, 'allowed_signers');
  const allowed = text(signers);
  writeFileSync(signers, `${allowed}# Another line.\n`);
  try {
    expect(codesOf(await refusalOf(work.approve(plan)))).toEqual(['gate.approval']);
  } finally {
    writeFileSync(signers, allowed);
  }
  expect(await work.approve(plan)).toContain('approvals');
});

describe('units that are there already', () => {
  let own: ServerWorkplace;
  let applied: PlannedCut;
  beforeAll(async () => {
    own = await serverWorkplace();
    applied = await own.plan();
    await own.approve(applied);
    expect((await own.apply(applied)).outcome).toBe('applied');
  });
  afterAll(() => own.database.drop());

  it('all of them: the plan is empty, says so, and cannot be approved', async () => {
    const empty = await own.plan();
    expect(empty.header.changes).toEqual({ create: 0, same: 60, changed: 0, gone: 0 });
    expect(empty.header.expect.statements).toBe(0);
    expect(text(empty.file)).toContain('"statements":[]');
    expect((await cutter(['show', empty.file], { cwd: own.folder })).stdout).toContain('Nothing to do');
    expect((await refusalOf(own.approve(empty)))[0]?.message).toContain('writes nothing');
    expect((await own.apply(empty)).outcome).toBe('already_applied');
    expect(await own.verify(empty)).toMatchObject({ verdict: 'PASS' });
    // The same number of units, and one of them another: it is not what the plan found.
    const set = (to: string) =>
      own.database.query(`SET session_replication_role = replica;
        UPDATE public.unit_version SET body = ${to} WHERE unit_id =
          (SELECT id FROM public.information_unit WHERE canonical_address = 'ICX-CONST/NT-7');
        RESET session_replication_role`);
    await set(`body || '!'`);
    expect(await own.apply(empty)).toMatchObject({ outcome: 'refused', problems: [{ code: 'gate.cut_once' }] });
    await set(`left(body, -1)`);
    expect((await own.apply(empty)).outcome).toBe('already_applied');
    const exits = await Promise.all(
      [[], ['--detailed-exitcode']].map((flags) =>
        cutter(['plan', EXAMPLE_CUT, '--out', join(own.folder, 'again'), ...flags], { cwd: own.folder }),
      ),
    );
    expect(exits.map(({ code }) => code)).toEqual([0, 0]);
  });

  it('the folder whose plan was applied keeps it, and nothing is left to do', async () => {
    const before = readFileSync(applied.file);
    const again = await cutter(['plan', EXAMPLE_CUT, '--out', applied.folder, '--json'], { cwd: own.folder });
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      written: false,
      changes: { same: 60 },
      expect: { statements: 0 },
    });
    expect(readFileSync(applied.file)).toEqual(before);
  });

  it('another plan is not written over one that was applied', async () => {
    const { cutFile } = syntheticDocument(3);
    await registerCut(own.databases, cutFile);
    const before = readFileSync(applied.file);
    const other = await cutter(['plan', cutFile, '--out', applied.folder], { cwd: own.folder });
    expect(other.code).toBe(3);
    expect(other.stderr).toContain('[plan.applied]');
    expect(readFileSync(applied.file)).toEqual(before);
  });

  it('a cut with nothing to write says nothing about the folder of another', async () => {
    const elsewhere = await serverWorkplace();
    const { cutFile, prefix } = syntheticDocument(2, 'OTHER-DOC');
    await registerCut(elsewhere.databases, cutFile);
    const [made, another] = [await elsewhere.plan(cutFile), await elsewhere.plan()];
    for (const one of [made, another]) {
      await elsewhere.approve(one);
      expect((await elsewhere.apply(one)).outcome).toBe('applied');
    }
    const given = await cutter(['plan', cutFile, '--out', another.folder], { cwd: elsewhere.folder });
    expect({ code: given.code, stdout: given.stdout }).toEqual({ code: 3, stdout: '' });
    expect(given.stderr.replace(/\s+/g, ' ')).toContain(
      'The plan of another cut, constitution (ICX-CONST), was applied',
    );
    const mine = await cutter(['plan', cutFile, '--out', made.folder], { cwd: elsewhere.folder });
    expect({ code: mine.code, stderr: mine.stderr }).toEqual({ code: 0, stderr: '' });
    expect(mine.stdout).toContain(`2 units of other-doc under ${prefix}/ are there, exactly as planned.`);
    await elsewhere.database.drop();
  });

  it('other than they should be: refused, with every difference', async () => {
    await own.database.query(`SET session_replication_role = replica;
      UPDATE public.information_unit SET identity_profile = identity_profile || '{"title": "Khác"}' WHERE canonical_address = 'ICX-CONST/NT-3';
      UPDATE public.unit_version SET content_hash = 'x' WHERE unit_id = (SELECT id FROM public.information_unit WHERE canonical_address = 'ICX-CONST/NT-4');
      UPDATE public.information_unit SET deleted_at = now() WHERE canonical_address = 'ICX-CONST/NT-5';
      UPDATE public.information_unit SET section_type = 'section', lifecycle_status = 'retired' WHERE canonical_address = 'ICX-CONST/NT-6';
      UPDATE public.information_unit SET canonical_address = 'ICX-CONST/KT-Z' WHERE canonical_address = 'ICX-CONST/KT-A';
      UPDATE public.unit_version SET body = body || ' ' WHERE unit_id = (SELECT id FROM public.information_unit WHERE canonical_address = 'ICX-CONST/NT-7');
      RESET session_replication_role`);
    const problems = await refusalOf(own.plan());
    expect(problems).toHaveLength(1);
    const [problem] = problems;
    expect(problem).toMatchObject({ code: 'plan.units_differ', place: { address: 'ICX-CONST/NT-3' } });
    expect(problem?.message).toContain('1 new, 54 the same, 5 changed, 1 gone');
    const detail = problem?.detail ?? [];
    expect(detail).toHaveLength(6);
    for (const words of [
      ['NT-3', 'title', 'Khác'],
      ['NT-4', 'sha256'],
      ['NT-5', 'deleted'],
      ['NT-6', 'section type', 'retired'],
      ['NT-7', 'as it is stored'],
      ['gone', 'KT-Z'],
    ]) {
      expect(detail.filter((line) => words.every((word) => line.includes(word)))).toHaveLength(1);
    }
  });

  it('an empty plan whose units are not there is refused, and nothing else is said', async () => {
    const elsewhere = await serverWorkplace();
    const made = await elsewhere.plan();
    await elsewhere.approve(made);
    await elsewhere.apply(made);
    const empty = await elsewhere.plan();
    await emptied(elsewhere.database);
    const { outcome, problems } = await elsewhere.apply(empty);
    expect({ outcome, codes: codesOf(problems) }).toEqual({ outcome: 'refused', codes: ['gate.cut_once'] });
    expect(await elsewhere.verify(empty)).toMatchObject({ verdict: 'FAIL' });
    await elsewhere.database.drop();
  });

  it('only some of them: refused', async () => {
    await own.database.query(`SET session_replication_role = replica;
      UPDATE public.information_unit SET canonical_address = 'ELSEWHERE/' || section_code WHERE section_type <> 'principle' OR canonical_address > 'ICX-CONST/NT-3'`);
    const [problem] = await refusalOf(own.plan());
    expect(problem?.code).toBe('plan.units_differ');
    expect(problem?.message).toContain('the same');
    expect(problem?.message).not.toContain(' 0 new');
  });
});

describe('what a plan needs of the database', () => {
  let own: ServerWorkplace;
  beforeAll(async () => {
    own = await serverWorkplace();
  });
  afterAll(() => own.database.drop());

  const changing = async (change: string, back: string, what: () => Promise<void>) => {
    await own.database.query(change);
    try {
      await what();
    } finally {
      await own.database.query(back);
    }
  };

  it('a registered document, and a registered version of it', async () => {
    const stranger = syntheticDocument(3, 'NOT-KNOWN');
    expect(codesOf(await refusalOf(own.plan(stranger.cutFile)))).toEqual(['plan.document_unknown']);
    const newer = exampleWith({ document: (document) => document.replace('tổ chức', 'tổ quốc') });
    const [problem] = await refusalOf(own.plan(newer));
    expect(problem?.code).toBe('plan.version_unknown');
    expect(problem?.detail).toEqual([expect.stringContaining('registered:')]);
  });

  it.each(['enforced', 'anything', null])(
    'a gateway that lets the direct writer through, not one in mode %s',
    (mode) => {
      const back = `INSERT INTO public.dot_config (key, value) VALUES ('iu_create.gateway.mode', 'off') ON CONFLICT (key) DO UPDATE SET value = 'off'`;
      const change =
        mode === null
          ? `DELETE FROM public.dot_config WHERE key = 'iu_create.gateway.mode'`
          : `UPDATE public.dot_config SET value = '${mode}' WHERE key = 'iu_create.gateway.mode'`;
      return changing(change, back, async () => {
        expect(codesOf(await refusalOf(own.plan()))).toEqual(['plan.gateway_enforced']);
      });
    },
  );

  it('every word that it uses, in the vocabulary; and says all that is wrong at once', async () => {
    const words = [
      'unit_kind.law_unit',
      'section_type.principle',
      'section_type.section',
      'section_type.article',
      'publication_type.law',
      'publication_authority.incomex_council',
    ];
    await own.database.query('CREATE TABLE public.kept AS SELECT * FROM public.dot_config');
    const list = words.map((word) => `'vocab.${word}'`).join(', ');
    await changing(
      `DELETE FROM public.dot_config WHERE key IN (${list}); UPDATE public.dot_config SET value = 'enforced' WHERE key = 'iu_create.gateway.mode'`,
      'DELETE FROM public.dot_config; INSERT INTO public.dot_config SELECT * FROM public.kept; DROP TABLE public.kept',
      async () => {
        const newer = exampleWith({ document: (document) => document.replace('tổ chức', 'tổ quốc') });
        const problems = await refusalOf(own.plan(newer));
        expect(codesOf(problems)).toEqual(['plan.gateway_enforced', 'plan.version_unknown', 'plan.vocabulary']);
        const missing = problems.filter(({ code }) => code === 'plan.vocabulary').map(({ message }) => message);
        expect(missing).toHaveLength(6);
        for (const word of words) expect(missing.some((message) => message.includes(`vocab.${word}`))).toBe(true);
      },
    );
  });

  it('tables that are there and that the verifier may read: each that is not is named, with the grant', async () => {
    await changing(
      'REVOKE SELECT ON public.dot_config, public.unit_version FROM cutter_verify',
      'GRANT SELECT ON public.dot_config, public.unit_version TO cutter_verify',
      async () => {
        const problems = await refusalOf(own.plan());
        expect(problems.map(({ code, hint }) => [code, hint.replace(/.*GRANT/, 'GRANT')])).toEqual([
          ['database.permission', 'GRANT SELECT ON public.dot_config TO cutter_verify;'],
          ['database.permission', 'GRANT SELECT ON public.unit_version TO cutter_verify;'],
        ]);
      },
    );
    await changing(
      'ALTER TABLE public.unit_version RENAME TO uv',
      'ALTER TABLE public.uv RENAME TO unit_version',
      async () => {
        expect(await refusalOf(own.plan())).toMatchObject([
          { code: 'database.absent', message: expect.stringContaining('unit_version') },
        ]);
      },
    );
    await changing(
      'REVOKE USAGE ON SCHEMA cutter_governance FROM cutter_verify',
      'GRANT USAGE ON SCHEMA cutter_governance TO cutter_verify',
      async () => {
        expect(codesOf(await refusalOf(own.plan()))).toEqual(['database.permission']);
      },
    );
  });
});

describe('pins written by hand', () => {
  const lines = (pins: Readonly<Record<string, string | number>>) =>
    `pins:\n${Object.entries(pins)
      .map(([name, value]) => `  ${name}: ${typeof value === 'string' ? JSON.stringify(value) : value}\n`)
      .join('')}`;

  it('that hold are no obstacle', async () => {
    const { pins } = plan.header;
    const held = {
      region_sha256: pins.region_sha256,
      candidate_count: 60,
      document_version: pins.document_version,
    };
    const planned = await work.plan(exampleWith({ cut: (cut) => `${cut}\n${lines(held)}` }));
    expect(planned.header.expect.statements).toBe(180);
  });

  const GROUPS: readonly (readonly [string, Readonly<Record<string, string | number>>])[] = [
    ['of the document', { document_sha256: '0'.repeat(64), region_sha256: '1'.repeat(64), candidate_count: 59 }],
    ['of the manifest', { manifest_sha256: '2'.repeat(64), manifest_bytes: 3, manifest_digest: '4'.repeat(64) }],
    ['of the plan', { document_version: '00000000-0000-5000-8000-000000000000', writer_digest: '5'.repeat(64) }],
  ];
  it.each(GROUPS)('%s that do not hold are all reported, each with its place', async (_name, wrong) => {
    const problems = await refusalOf(work.plan(exampleWith({ cut: (cut) => `${cut}\n${lines(wrong)}` })));
    expect(codesOf(problems)).toEqual(['plan.pin_differs']);
    expect(problems.map(({ place }) => place?.pointer)).toEqual(Object.keys(wrong).map((name) => `/pins/${name}`));
    for (const [index, value] of Object.values(wrong).entries()) {
      expect(problems[index]?.message).toContain(String(value));
    }
  });

  it('an expected number of statements that does not come out is refused', async () => {
    const cutFile = exampleWith({ cut: (cut) => cut.replace('statements: 180', 'statements: 177') });
    expect(await refusalOf(work.plan(cutFile))).toMatchObject([
      { code: 'plan.pin_differs', place: { pointer: '/expect/statements' } },
    ]);
  });
});

describe('planning', () => {
  it('reads as the verifier, READ ONLY and REPEATABLE READ, under search_path = pg_catalog', async () => {
    const seen: unknown[] = [];
    const databases = overriding(work.databases, {
      name: /^cutter\/snapshot/,
      async before(sql, session) {
        if (!sql.includes('u.canonical_address')) return;
        const [row] =
          await session.rows(`SELECT current_user AS "user", current_setting('transaction_read_only') AS read_only,
          current_setting('transaction_isolation') AS isolation, current_setting('search_path') AS search_path`);
        seen.push(row);
      },
    });
    await takeSnapshot(databases, { prefix: 'ICX-CONST', writer: 'direct' }, 'test');
    expect(seen.length).toBeGreaterThan(0);
    for (const row of seen) {
      expect(row).toEqual({
        user: 'cutter_verify',
        read_only: 'on',
        isolation: 'repeatable read',
        search_path: 'pg_catalog',
      });
    }
  });

  it('sees one moment: what another commits meanwhile is not in the snapshot', async () => {
    const other = await bystander(work.database);
    let changed = false;
    const databases = overriding(work.databases, {
      name: /^cutter\/snapshot/,
      async before(sql) {
        if (changed || !sql.includes('pg_trigger')) return;
        changed = true;
        await other.query(`CREATE TRIGGER trg_new BEFORE INSERT ON public.unit_version FOR EACH ROW EXECUTE FUNCTION public.fn_iu_immutable();
          UPDATE public.dot_config SET value = 'enforced' WHERE key = 'iu_create.gateway.mode'`);
      },
    });
    const snapshot = await takeSnapshot(databases, { prefix: 'ICX-CONST', writer: 'direct' }, 'test');
    await other.query(
      `DROP TRIGGER trg_new ON public.unit_version; UPDATE public.dot_config SET value = 'off' WHERE key = 'iu_create.gateway.mode'`,
    );
    expect(changed).toBe(true);
    expect(snapshot).toEqual(await work.snapshot());
    await other.end();
  });

  it('never writes: no row, not even a transaction id', async () => {
    const before = await contentOf(work.database);
    let quiet = false;
    // The server's own housekeeping takes ids, too: one quiet round of three is proof enough.
    for (let round = 0; round < 3 && !quiet; round += 1) {
      const xid = async () =>
        (await work.database.query('SELECT pg_snapshot_xmax(pg_current_snapshot()) AS xid'))[0]?.xid;
      const then = await xid();
      await work.plan();
      await refusalOf(work.plan(syntheticDocument(1, 'NOT-KNOWN').cutFile));
      quiet = then === (await xid());
    }
    expect(quiet).toBe(true);
    expect(await contentOf(work.database)).toEqual(before);
  });
});

describe('plan --check', () => {
  it('exit 0 while the plan is what would be planned, 10 with the names of what is not', async () => {
    const own = await serverWorkplace();
    const committed = await own.plan();
    const check = (...argv: string[]) => cutter(['plan', ...argv, '--check', committed.folder], { cwd: own.folder });
    const [same, sameFolder] = await Promise.all([check(EXAMPLE_CUT), check()]);
    expect([same.code, sameFolder.code, same.stdout]).toEqual([
      0,
      0,
      expect.stringContaining('is what would be planned'),
    ]);
    await own.database.query(
      `CREATE TRIGGER trg_new BEFORE INSERT ON public.unit_version FOR EACH ROW EXECUTE FUNCTION public.fn_iu_immutable()`,
    );
    const [changed, changedFolder] = await Promise.all([check(EXAMPLE_CUT), check()]);
    for (const { code, stdout } of [changed, changedFolder]) {
      expect(code).toBe(10);
      expect(stdout).toContain('trigger trg_new on public.unit_version');
    }
    expect(sha256(readFileSync(committed.file))).toBe(committed.sha256);
    await own.database.drop();
  });
});
