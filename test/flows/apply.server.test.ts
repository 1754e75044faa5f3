/** What apply writes, what it refuses, and that it never does anything twice. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordLine } from '../../src/core/canonical.ts';
import { FORBIDDEN_VARIABLES } from '../../src/core/gates/environment.ts';
import { sha256 } from '../../src/core/hash.ts';
import { EXIT_OF_OUTCOME } from '../../src/core/outcome.ts';
import { planFrame, statementText, writerDigestHead } from '../../src/core/plan/encode.ts';
import type { PlanHeader, Statement } from '../../src/core/plan/plan.ts';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import { applyLines } from '../../src/render/apply-text.ts';
import { startCutter } from '../support/cli.ts';
import {
  codesOf,
  contentOf,
  EXAMPLE_CUT,
  NOTHING,
  type PlannedCut,
  refusalOf,
  registerCut,
  type ServerWorkplace,
  serverWorkplace,
  TOOL,
} from '../support/cutter.ts';
import { bystander, emptied, holdLock, RIG, rig, unrig, waitingWriter } from '../support/rig.ts';
import { overriding, watchedFiles } from './ports.ts';

const ALL = { ...NOTHING, units: '60', versions: '60', births: '60' };

let work: ServerWorkplace;
let plan: PlannedCut;
let approval: string;

beforeAll(async () => {
  work = await serverWorkplace(RIG);
  plan = await work.plan();
  approval = await work.approve(plan);
});
afterAll(() => work.database.drop());
beforeEach(() => emptied(work.database));
afterEach(() => unrig(work.database));

const same = (text: string): string => text;
const PLAIN = { width: 100, paint: { bold: same, dim: same, green: same, yellow: same, red: same, cyan: same } };

/** Every file below the folder of the plan, with what is in it. */
const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => [path, sha256(readFileSync(path))]),
  );

describe('an approved plan', () => {
  it('is applied: every row, the tag and the witness, and a receipt of it all', async () => {
    const { outcome, receipt, receiptFile, verdicts, problems } = await work.apply(plan);
    expect({ outcome, problems }).toEqual({ outcome: 'applied', problems: [] });
    expect(await contentOf(work.database)).toEqual(ALL);
    expect(receipt).toMatchObject({
      outcome: 'applied',
      plan_sha256: plan.sha256,
      principal: 'cutter_exec',
      statements: { planned: 180, answered: 180 },
      rows: {
        inserted: { 'public.information_unit': 60, 'public.unit_version': 60 },
        updated: { 'public.information_unit': 60 },
      },
      commit: { tag: 'COMMIT', witness: 'connection', rows: 'all' },
      approvals: [{ approver: 'approver@example.org', sha256: sha256(readFileSync(approval)) }],
      tool: TOOL,
    });
    expect(JSON.parse(readFileSync(receiptFile as string, 'utf8'))).toEqual(JSON.parse(JSON.stringify(receipt)));
    expect(verdicts.every((verdict) => verdict.problems.length === 0)).toBe(true);
    expect(receipt?.gates.map(({ verdict }) => verdict)).not.toContain('not_reached');
    expect([...new Set(receipt?.gates.map(({ gate }) => gate))].sort()).toEqual(
      ['environment', 'kill switch', 'trust', 'G1', 'G2', 'G3', 'G4', 'G5', 'G6'].sort(),
    );
  });

  it('writes rows as the actor, in the columns of the domain', async () => {
    await work.apply(plan);
    const rows = await work.database.query(`SELECT DISTINCT created_by, updated_by, unit_kind, lifecycle_status,
      doc_code, parent_or_container_ref, sort_order, deleted_at FROM public.information_unit`);
    expect(rows).toEqual([
      {
        created_by: 'cutter_exec/DOT-991/constitution-cut',
        updated_by: 'cutter_exec/DOT-991/constitution-cut',
        unit_kind: 'law_unit',
        lifecycle_status: 'draft',
        doc_code: 'ICX-CONST',
        parent_or_container_ref: null,
        sort_order: null,
        deleted_at: null,
      },
    ]);
    const types = await work.database.query(`SELECT section_type, count(*) AS units FROM public.information_unit
      GROUP BY 1 ORDER BY 1`);
    expect(types).toEqual([
      { section_type: 'article', units: '42' },
      { section_type: 'principle', units: '15' },
      { section_type: 'section', units: '3' },
    ]);
  });

  it('leaves no file open, whatever comes of it', async () => {
    const watched = watchedFiles(work.wire.files);
    const ports = { files: watched.files };
    for (const mischief of ['birth gate L1', 'birth gate L2'] as const) {
      await rig(work.database, mischief, 'ICX-CONST/NT-1');
      expect((await work.apply(plan, {}, ports)).outcome).toBe('rolled_back');
    }
    await unrig(work.database);
    expect((await work.apply(plan, { environment: ['PGHOST'] }, ports)).outcome).toBe('refused');
    expect((await work.apply(plan, {}, ports)).outcome).toBe('applied');
    expect((await work.apply(plan, {}, ports)).outcome).toBe('already_applied');
    expect(watched.open()).toBe(0);
  });

  it('shows what the server says unasked, and keeps it', async () => {
    await rig(work.database, 'notice', 'ICX-CONST/NT-2');
    const result = await work.apply(plan);
    expect(result.outcome).toBe('applied');
    const shown = applyLines(result, PLAIN).join('\n');
    expect(shown).toContain('NOTICE: look at ICX-CONST/NT-2');
    expect(shown).toContain('WARNING: beware of ICX-CONST/NT-2');
    expect(result.receipt?.notices).toEqual([
      { severity: 'NOTICE', sqlstate: '00000', message: 'look at ICX-CONST/NT-2' },
      { severity: 'WARNING', sqlstate: '01000', message: 'beware of ICX-CONST/NT-2' },
    ]);
  });
});

describe('a dry run', () => {
  it('does everything up to COMMIT and leaves nothing', async () => {
    const before = filesOf(plan.folder);
    const { outcome, verdicts } = await work.apply(plan, { dryRun: true });
    expect({ outcome, exit: EXIT_OF_OUTCOME[outcome] }).toEqual({ outcome: 'dry_run', exit: 0 });
    expect(verdicts.filter(({ check }) => check === 'before_commit')).not.toEqual([]);
    expect(await contentOf(work.database)).toEqual(NOTHING);
    expect(filesOf(plan.folder)).toEqual(before);
  });

  it('finds what would make the run fail', async () => {
    await rig(work.database, 'birth gate L2', 'ICX-CONST/NT-7');
    const { outcome, problems } = await work.apply(plan, { dryRun: true });
    expect({ outcome, codes: codesOf(problems) }).toEqual({ outcome: 'rolled_back', codes: ['apply.constraint'] });
  });
});

describe('rows that are not what the plan says', () => {
  const CASES = [
    ['drop row', 'apply.row_count'],
    ['extra row', 'apply.row_count'],
    ['extra version', 'apply.read_back'],
    ['change body', 'apply.read_back'],
    ['change title', 'apply.read_back'],
  ] as const;
  it.each(CASES)('%s: %s, and nothing stays', async (mischief, code) => {
    await rig(work.database, mischief, 'ICX-CONST/NT-9');
    const { outcome, problems, receipt } = await work.apply(plan);
    expect(outcome).toBe('rolled_back');
    expect(codesOf(problems)).toContain(code);
    expect(await contentOf(work.database)).toEqual(NOTHING);
    expect(receipt?.commit).toBeUndefined();
  });

  it('a rule that was there when the plan was made: the statement is named', async () => {
    const own = await serverWorkplace(`CREATE RULE quietly AS ON INSERT TO public.unit_version DO INSTEAD NOTHING`);
    const ruled = await own.plan();
    await own.approve(ruled);
    const { outcome, problems } = await own.apply(ruled);
    expect(outcome).toBe('rolled_back');
    expect(problems).toMatchObject([{ code: 'apply.row_count', place: { statement: 2, address: 'ICX-CONST/NT-1' } }]);
    expect(problems[0]?.message).toContain('INSERT 0 0');
    expect(await contentOf(own.database)).toEqual(NOTHING);
    await own.database.drop();
  });
});

describe('a plan that is applied already', () => {
  beforeEach(async () => {
    await emptied(work.database);
    expect((await work.apply(plan)).outcome).toBe('applied');
  });

  const lastTransaction = async (): Promise<string | null | undefined> =>
    (await work.database.query('SELECT pg_snapshot_xmax(pg_current_snapshot()) AS xid'))[0]?.xid;

  it('is a no-op: no file, no row, not even a transaction id', async () => {
    const before = { files: filesOf(plan.folder), rows: await contentOf(work.database) };
    let quiet = false;
    // The server's own housekeeping takes ids, too: one quiet round of three is proof enough.
    for (let round = 0; round < 3 && !quiet; round += 1) {
      const xid = await lastTransaction();
      const { outcome, receiptFile } = await work.apply(plan);
      expect({ outcome, receiptFile }).toEqual({ outcome: 'already_applied', receiptFile: undefined });
      quiet = xid === (await lastTransaction());
    }
    expect(quiet).toBe(true);
    expect({ files: filesOf(plan.folder), rows: await contentOf(work.database) }).toEqual(before);
  });

  it('stays so without an approval, with one that has expired, with a forbidden variable, as a dry run', async () => {
    const later = { now: () => new Date(Date.now() + 90 * 86_400_000), sleep: work.wire.clock.sleep };
    const runs = [
      work.apply(plan, { approvalFiles: [] }),
      work.apply(plan, {}, { clock: later }),
      work.apply(plan, { environment: ['DATABASE_URL'] }),
      work.apply(plan, { dryRun: true }),
      work.apply(plan, { signers: undefined }),
    ];
    for (const run of runs) expect((await run).outcome).toBe('already_applied');
  });

  it('is no longer so once one row is another', async () => {
    await work.database.query(`ALTER TABLE public.unit_version DISABLE TRIGGER USER;
      UPDATE public.unit_version SET body = 'x' WHERE version_seq = 1 AND id = (SELECT min(id::text)::uuid FROM public.unit_version);
      ALTER TABLE public.unit_version ENABLE TRIGGER USER;
      ALTER TABLE public.unit_version ENABLE ALWAYS TRIGGER trg_uv_nothing_removed`);
    const { outcome, problems } = await work.apply(plan);
    expect({ outcome, codes: codesOf(problems) }).toEqual({ outcome: 'refused', codes: ['gate.cut_once'] });
  });
});

/** Runs that must be refused, and leave nothing anywhere. */
async function expectRefused(run: Promise<Awaited<ReturnType<typeof work.apply>>>, codes: readonly string[]) {
  const before = filesOf(plan.folder);
  const result = await run;
  expect({ outcome: result.outcome, codes: codesOf(result.problems) }).toEqual({ outcome: 'refused', codes });
  expect(EXIT_OF_OUTCOME[result.outcome]).toBe(3);
  expect(await contentOf(work.database)).toEqual(NOTHING);
  expect(filesOf(plan.folder)).toEqual(before);
  return result;
}

describe('the approval', () => {
  it('is missing', () => expectRefused(work.apply(plan, { approvalFiles: [] }), ['gate.approval_required']));

  it('has expired by the host', () =>
    expectRefused(
      work.apply(
        plan,
        {},
        { clock: { now: () => new Date(Date.now() + 25 * 3_600_000), sleep: async () => undefined } },
      ),
      ['gate.approval', 'gate.approval_required'],
    ));

  it.each([
    ['when it is asked online', 1, 'refused'],
    ['while the statements are sent', 2, 'rolled_back'],
  ] as const)('has expired by the database, though not by the host: %s', async (_name, from, wanted) => {
    // The host stands two seconds before the end; the database is a second behind it from the given question on.
    const now = Math.floor(Date.now() / 1000) * 1000;
    const at = (milliseconds: number) => ({ now: () => new Date(milliseconds), sleep: async () => undefined });
    const ending = await work.plan();
    const file = await work.approve(ending, { hours: 1, clock: at(now + 2_000 - 3_600_000) });
    let asked = 0;
    const databases = overriding(work.databases, {
      name: /apply-[^/]*$/,
      rows: (_sql, rows) =>
        rows.map((row) => {
          if (!('clock' in row)) return row;
          asked += 1;
          return { ...row, clock: new Date(now + (asked >= from ? 3_000 : 1_000)).toISOString() };
        }),
    });
    const { outcome, problems } = await work.apply(ending, { approvalFiles: [file] }, { databases, clock: at(now) });
    expect({ outcome, codes: codesOf(problems) }).toEqual({ outcome: wanted, codes: ['gate.approval'] });
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('is for another plan', async () => {
    const another = await serverWorkplace();
    const foreign = await another.plan();
    const file = await another.approve(foreign);
    await expectRefused(work.apply(plan, { approvalFiles: [file], ...(await trustOf(another)) }), [
      'gate.approval',
      'gate.approval_required',
    ]);
    await another.database.drop();
  });

  it('is by a key that has been revoked since', async () => {
    const signers = await work.wire.signerFiles();
    if (signers === undefined) throw new Error('no signers');
    const revoked = { ...signers.revoked, bytes: readFileSync(join(work.folder, 'key.pub')) };
    await expectRefused(work.apply(plan, { signers: { ...signers, revoked } }), [
      'gate.approval',
      'gate.approval_required',
    ]);
  });

  it('was changed by one byte', async () => {
    const text = readFileSync(approval, 'utf8');
    writeFileSync(approval, text.replace('"statements":180', '"statements":181'));
    await expectRefused(work.apply(plan), ['gate.approval', 'gate.approval_required']);
    writeFileSync(approval, text);
  });

  it('counts only under the policy and the signers that the plan pins', async () => {
    const policy = await work.wire.policy();
    const lax = { ...policy, gates: { ...policy.gates, SG_1: { ...policy.gates.SG_1, lifetime_hours: 100 } } };
    const { problems } = await expectRefused(work.apply(plan, { policy: lax }), ['gate.approval']);
    expect(problems[0]?.message).toContain('approval policy');
  });

  it('cannot count when the clocks are apart', () =>
    expectRefused(
      work.apply(plan, {}, { clock: { now: () => new Date(Date.now() + 60_000), sleep: async () => undefined } }),
      ['gate.clock'],
    ));
});

const trustOf = async (other: ServerWorkplace) => ({
  policy: await other.wire.policy(),
  signers: await other.wire.signerFiles(),
});

describe('the environment', () => {
  it.each(FORBIDDEN_VARIABLES)('%s is set', async (name) => {
    const { problems } = await expectRefused(work.apply(plan, { environment: ['PATH', name] }), ['gate.environment']);
    expect(problems[0]?.message).toContain(name);
  });
});

describe('the folder of the plan', () => {
  const CHANGES = [
    ['cut.yaml', 'name: constitution', 'name: constitutioN'],
    ['manifest.json', '"enacted"', '"enacteD"'],
    ['region.txt', 'tri thức', 'tri thưc'],
    ['snapshot.json', 'cutter_verify', 'cutter_verifY'],
  ] as const;
  it.each(CHANGES)('%s was changed', async (name, from, to) => {
    const file = join(plan.folder, name);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
    const { outcome, problems, verdicts } = await work.apply(plan);
    writeFileSync(file, text);
    expect(outcome).toBe('refused');
    // A gate that could not compare its pins does not say that they hold.
    expect(verdicts.filter(({ gate, problems }) => gate === 'G2' && problems.length === 0)).toEqual([]);
    expect(
      problems.some(({ place, message }) =>
        `${place?.file} ${place?.pointer} ${message}`.includes(name.split('.')[0] ?? ''),
      ),
    ).toBe(true);
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('every reason is reported, not the first alone', async () => {
    const file = join(plan.folder, 'snapshot.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('cutter_verify', 'cutter_other'));
    const { outcome, problems } = await work.apply(plan, { approvalFiles: [], environment: ['PGUSER', 'PGHOST'] });
    writeFileSync(file, text);
    expect(outcome).toBe('refused');
    expect(codesOf(problems)).toEqual(
      expect.arrayContaining(['gate.approval_required', 'gate.environment', 'gate.pins']),
    );
    expect(problems.filter(({ code }) => code === 'gate.environment')).toHaveLength(2);
  });
});

describe('the bytes of the plan', () => {
  const EDITS: readonly (readonly [string, (text: string) => string])[] = [
    ['a letter of a body', (text) => text.replace('Tri thức do', 'Tri thưc do')],
    ['a pin', (text) => text.replace(/("candidate_count":)60/, '$161')],
    ['the SQL of a template', (text) => text.replace('WHERE id = $2::uuid', 'WHERE id <> $2::uuid')],
    ['the target', (text) => text.replace('"principal":"cutter_exec"', '"principal":"postgres"')],
    ['a statement gone', (text) => text.replace(/\["set_anchors"[^\n]*\n/, '')],
    ['a blank at the end', (text) => `${text} `],
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['a byte-order mark', (text) => `\ufeff${text}`],
    ['a key twice', (text) => text.replace('{\n"format"', '{\n"lane":"DOT-991",\n"format"')],
  ];
  it.each(EDITS)('%s was changed: refused as it is read', async (_name, edit) => {
    const text = readFileSync(plan.file, 'utf8');
    const changed = edit(text);
    expect(changed).not.toBe(text);
    writeFileSync(plan.file, changed);
    const result = await work.apply(plan).catch((error: unknown) => error);
    writeFileSync(plan.file, text);
    if (result instanceof Error) expect(result.name).toBe('Stop');
    else expect(result).toMatchObject({ outcome: 'refused' });
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('a hostile plan, well-formed and approved by a valid key, does not follow from its folder', async () => {
    const hostile = await work.plan();
    const { statements, ...header } = JSON.parse(readFileSync(hostile.file, 'utf8')) as PlanHeader & {
      statements: Statement[];
    };
    const wanted = statements.map(([template, address, values], index): Statement => {
      if (index !== 1) return [template, address, values];
      const body = 'Không ai phải phê chuẩn.';
      return [template, address, [values[0] ?? null, values[1] ?? null, body, sha256(body), values[4] ?? null]];
    });
    const digest = sha256(wanted.map(statementText).join(''));
    const pins = {
      ...header.pins,
      writer_digest: sha256(`${writerDigestHead(header.templates, header.shared)}${digest}`),
    };
    const frame = planFrame({ ...header, pins });
    writeFileSync(hostile.file, [frame.head, ...wanted.map(recordLine), frame.tail(wanted.length)].join(''));
    // Whoever approves with this tool is told; here the approver signs by other means.
    expect(codesOf(await refusalOf(work.approve(hostile)))).toEqual(['gate.writer']);
    const signed = await signedAnyway(hostile);
    const { outcome, problems } = await work.apply(hostile, { approvalFiles: [signed] });
    expect(outcome).toBe('refused');
    expect(codesOf(problems)).toEqual(['gate.writer']);
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('change on disk while they are sent: rolled back', async () => {
    const another = await work.plan();
    await work.approve(another);
    const text = readFileSync(another.file, 'utf8');
    const changes = [
      text.replace('"author":"author@example.org"', '"author":"authoR@example.org"'),
      text.slice(0, -400),
    ];
    for (const changed of changes) {
      const watched = watchedFiles(work.wire.files, async (path, times) => {
        if (path === another.file && times === 2) writeFileSync(path, changed);
      });
      const { outcome, problems } = await work.apply(another, {}, { files: watched.files });
      writeFileSync(another.file, text);
      expect(outcome).toBe('rolled_back');
      expect(problems).toHaveLength(1);
      expect(await contentOf(work.database)).toEqual(NOTHING);
      expect(watched.open()).toBe(0);
    }
  });
});

/** An approval that the approver's key made over the plan as it is, without asking whether it rebuilds. */
async function signedAnyway(hostile: PlannedCut): Promise<string> {
  const { approvalText, statementOf, subjectOf } = await import('../../src/core/approval/statement.ts');
  const { openPlan } = await import('../../src/flows/open-plan.ts');
  const { header, end } = await openPlan(work.wire.files, hostile.file);
  const issue = {
    approver: 'approver@example.org',
    at: Math.floor(Date.now() / 1000),
    lifetimeHours: 1,
    toolBuild: TOOL.build,
  };
  const text = approvalText(statementOf(subjectOf(header, end.sha256), issue));
  const file = join(hostile.folder, 'by-other-means.json');
  writeFileSync(file, text);
  const signer = await (await work.wire.signers()).open(join(work.folder, 'key'));
  writeFileSync(`${file}.sig`, await signer.sign(new TextEncoder().encode(text)));
  return file;
}

describe('the principal', () => {
  const as = (exec: string) => {
    const { host, port, database, superuser } = work.database;
    const users = { exec: { user: exec }, verify: { user: 'cutter_verify' }, owner: { user: superuser } };
    return { databases: serverDatabases({ host, port, database, sslmode: 'disable', users }) };
  };

  it.each(['cutter_verify', 'postgres'])('%s may not apply', async (role) => {
    const { problems } = await expectRefused(work.apply(plan, {}, as(role)), ['gate.principal']);
    expect(problems[0]?.message).toContain(role);
  });

  const RIGHTS = [
    ['ALTER ROLE cutter_exec CREATEDB', 'ALTER ROLE cutter_exec NOCREATEDB', 'createdb'],
    ['ALTER ROLE cutter_exec BYPASSRLS', 'ALTER ROLE cutter_exec NOBYPASSRLS', 'bypassrls'],
    ['ALTER ROLE cutter_exec SUPERUSER', 'ALTER ROLE cutter_exec NOSUPERUSER', 'superuser'],
    ['GRANT cutter_ro TO cutter_exec', 'REVOKE cutter_ro FROM cutter_exec', 'cutter_ro'],
    [
      'CREATE TABLE public.its_own (); ALTER TABLE public.its_own OWNER TO cutter_exec',
      'DROP TABLE public.its_own',
      'its_own',
    ],
    [
      'CREATE FUNCTION public.its_own() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$; ALTER FUNCTION public.its_own() OWNER TO cutter_exec',
      'DROP FUNCTION public.its_own()',
      'its_own',
    ],
  ] as const;
  it.each(RIGHTS)('%s', async (grant, revoke, named) => {
    await work.database.query(grant);
    const { outcome, problems } = await work.apply(plan);
    await work.database.query(revoke);
    expect(outcome).toBe('refused');
    expect(
      problems
        .filter(({ code }) => code === 'gate.principal')
        .map(({ message }) => message)
        .join(),
    ).toContain(named);
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('a session that writes as another than it began', async () => {
    const databases = overriding(as('postgres').databases, {
      name: /apply-[^/]*$/,
      command: (sql) => (sql.startsWith('BEGIN') ? `${sql}; SET LOCAL ROLE cutter_exec` : sql),
    });
    const { problems } = await expectRefused(work.apply(plan, {}, { databases }), ['gate.principal']);
    expect(problems[0]?.message).toContain('began as postgres');
  });

  it('has no connection left: refused before anything is begun', async () => {
    const { host, port, database } = work.database;
    const { default: pg } = await import('pg');
    const taken = await Promise.all(
      [1, 2].map(async () => {
        const client = new pg.Client({ host, port, database, user: 'cutter_exec' });
        await client.connect();
        return client;
      }),
    );
    await expectRefused(work.apply(plan), ['gate.connections']);
    await Promise.all(taken.map((client) => client.end()));
  });
});

describe('the target', () => {
  it('another database of the server is refused', async () => {
    const other = await serverWorkplace();
    const { problems } = await expectRefused(work.apply(plan, {}, { databases: other.databases }), ['gate.identity']);
    expect(problems[0]?.message).toContain(other.database.database);
    expect(await contentOf(other.database)).toEqual(NOTHING);
    await other.database.drop();
  });

  it('another server is refused, though its database has the same name', async () => {
    const databases = overriding(work.databases, {
      name: /./,
      rows: (_sql, rows) => rows.map((row) => ('system_identifier' in row ? { ...row, system_identifier: '7' } : row)),
    });
    await expectRefused(work.apply(plan, {}, { databases }), ['gate.identity']);
  });

  it('a server whose writer leads elsewhere than the witness is refused', async () => {
    const other = await serverWorkplace();
    const databases = {
      witness: 'connection' as const,
      open: (lane: 'exec' | 'verify' | 'owner', options: { readonly name: string }) =>
        (lane === 'exec' ? other : work).databases.open(lane, options),
    };
    const result = await work.apply(plan, {}, { databases });
    expect(result.outcome).toBe('refused');
    expect(codesOf(result.problems)).toContain('gate.identity');
    expect(await contentOf(other.database)).toEqual(NOTHING);
    await other.database.drop();
  });
});

describe('two at once', () => {
  it('the one that waited finds it applied', async () => {
    const held = await holdLock(work.database);
    await rig(work.database, 'wait', 'ICX-CONST/DIEU-43');
    const first = work.apply(plan);
    const pid = await waitingWriter(work.database);
    const second = work.apply(plan);
    for (;;) {
      const waiting = await work.database.query(`SELECT pid FROM pg_stat_activity WHERE usename = 'cutter_exec'
        AND datname = current_database() AND wait_event_type = 'Lock' AND pid <> ${pid}`);
      if (waiting.length > 0) break;
    }
    await held.end();
    expect((await first).outcome).toBe('applied');
    const { outcome, receiptFile, problems } = await second;
    expect({ outcome, receiptFile, problems }).toEqual({
      outcome: 'already_applied',
      receiptFile: undefined,
      problems: [],
    });
    expect(await contentOf(work.database)).toEqual(ALL);
  });

  it('two processes: one applies, the other finds it applied', async () => {
    const argv = ['apply', plan.file, '--approval', approval, '--json'];
    const ended = await Promise.all([1, 2].map(() => startCutter(argv, { cwd: work.folder }).ended));
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    expect(ended.map(({ stdout }) => JSON.parse(stdout).outcome).sort()).toEqual(['already_applied', 'applied']);
    expect(await contentOf(work.database)).toEqual(ALL);
  });

  it('a lock that is not given in time is a refusal', async () => {
    const other = await bystander(work.database);
    await other.query(`SELECT pg_advisory_lock(hashtextextended('cutter/ICX-CONST', 0))`);
    const databases = overriding(work.databases, {
      name: /apply-[^/]*$/,
      command: (sql) => sql.replace("lock_timeout = '30s'", "lock_timeout = '100ms'"),
    });
    const { problems } = await expectRefused(work.apply(plan, {}, { databases }), ['gate.lock']);
    expect(problems[0]?.message).toBe('Another run is writing under this prefix.');
  });

  it('a table that somebody else has locked is not taken for another run', async () => {
    const other = await bystander(work.database);
    await other.query('BEGIN; LOCK TABLE cutter_governance.execution_kill IN ACCESS EXCLUSIVE MODE');
    const databases = overriding(work.databases, {
      name: /apply-[^/]*$/,
      command: (sql) => sql.replace("lock_timeout = '30s'", "lock_timeout = '100ms'"),
    });
    const { problems } = await expectRefused(work.apply(plan, {}, { databases }), ['gate.lock']);
    expect(problems[0]?.message).toContain('Somebody else holds a lock');
  });
});

describe('before the first statement', () => {
  const waiting = async () => {
    const other = await bystander(work.database);
    await other.query(`SELECT pg_advisory_lock(hashtextextended('cutter/ICX-CONST', 0))`);
  };

  it('a connection that is cut is a roll-back, not a refusal', async () => {
    await waiting();
    const run = work.apply(plan);
    await work.database.query('SELECT pg_terminate_backend($1)', [await waitingWriter(work.database)]);
    const { outcome, problems } = await run;
    expect({ outcome, codes: codesOf(problems) }).toEqual({ outcome: 'rolled_back', codes: ['apply.connection_lost'] });
  });

  it('a signal ends the wait for a table that the witness looks at', async () => {
    const other = await bystander(work.database);
    await other.query('BEGIN; LOCK TABLE public.information_unit IN ACCESS EXCLUSIVE MODE');
    const controller = new AbortController();
    const run = work.apply(plan, { signal: controller.signal });
    const waits = `SELECT 1 FROM pg_stat_activity WHERE usename = 'cutter_verify' AND wait_event_type = 'Lock'
      AND datname = current_database()`;
    while ((await work.database.query(waits)).length === 0);
    controller.abort();
    const { outcome, problems } = await run;
    expect({ outcome, codes: codesOf(problems) }).toEqual({ outcome: 'rolled_back', codes: ['apply.interrupted'] });
  });

  it('a witness that was led to a standby is none', async () => {
    const databases = overriding(work.databases, {
      name: /\/witness$/,
      rows: (_sql, rows) => rows.map((row) => ('in_recovery' in row ? { ...row, in_recovery: 'true' } : row)),
    });
    await expectRefused(work.apply(plan, {}, { databases }), ['gate.identity']);
  });

  it('a signal ends the wait for the lock', async () => {
    await waiting();
    const controller = new AbortController();
    const run = work.apply(plan, { signal: controller.signal });
    await waitingWriter(work.database);
    controller.abort();
    const { outcome, problems } = await run;
    expect({ outcome, codes: codesOf(problems) }).toEqual({ outcome: 'rolled_back', codes: ['apply.interrupted'] });
  });
});

describe('exit codes of the process', () => {
  const exit = async (...argv: string[]) => (await startCutter(argv, { cwd: work.folder }).ended).code;

  it('3 refused, 0 applied, 0 again, 2 for a plan that was edited', async () => {
    expect(await exit('apply', plan.file)).toBe(3);
    expect(await contentOf(work.database)).toEqual(NOTHING);
    expect(await exit('apply', plan.folder, '--approval', approval)).toBe(0);
    expect(await exit('apply', plan.file)).toBe(0);
    const text = readFileSync(plan.file, 'utf8');
    writeFileSync(plan.file, text.replace('Tri thức do', 'Tri thưc do'));
    const code = await exit('apply', plan.file, '--approval', approval);
    writeFileSync(plan.file, text);
    expect(code).toBe(2);
  });

  it('3 where a forbidden variable is set', async () => {
    const { code, stderr, stdout } = await startCutter(['apply', plan.file, '--approval', approval], {
      cwd: work.folder,
      env: { PGHOST: 'elsewhere' },
    }).ended;
    expect(code).toBe(3);
    expect(stdout + stderr).toContain('PGHOST');
  });
});

it('registering the document twice changes nothing', async () => {
  await registerCut(work.databases, EXAMPLE_CUT);
  expect((await work.apply(plan)).outcome).toBe('applied');
});
