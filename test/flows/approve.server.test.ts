/** What lies beside a plan and what is said about it: its approvals, how long they may live, and what comes next. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKeyPair } from '../../src/edge/ssh/keygen.ts';
import { checkPlanApprovals } from '../../src/flows/approvals.ts';
import { approve } from '../../src/flows/approve.ts';
import { cutter } from '../support/cli.ts';
import {
  APPROVER,
  type PlannedCut,
  refusalOf,
  registerCut,
  type ServerWorkplace,
  serverWorkplace,
  syntheticDocument,
  TOOL,
} from '../support/cutter.ts';

let work: ServerWorkplace;
let plan: PlannedCut;

beforeAll(async () => {
  work = await serverWorkplace();
  plan = await work.plan();
});
afterAll(() => work.database.drop());

const typed = (...argv: readonly string[]) => cutter(argv, { cwd: work.folder });

describe('an approval that cannot be', () => {
  it('longer than the policy allows is refused, not cut short in silence', async () => {
    const [problem, ...more] = await refusalOf(work.approve(plan, { hours: 30 }));
    expect(more).toEqual([]);
    expect(problem?.message).toBe('--hours 30 is longer than an approval for SG_1 may live: 24 hours, by the policy.');
    expect(existsSync(join(plan.folder, 'approvals'))).toBe(false);
  });

  it('with a key that is not theirs: the hint does not hand out a line that lets any key in', async () => {
    const { publicKey } = await makeKeyPair(join(work.folder, 'stray'), APPROVER);
    const by = async (approver: string) => {
      const [problem] = await refusalOf(
        approve(
          {
            planFile: plan.file,
            approver,
            keyFile: join(work.folder, 'stray'),
            policy: await work.wire.policy(),
            signers: await work.wire.signerFiles(),
            toolBuild: TOOL.build,
          },
          { ...work.wire, signers: await work.wire.signers() },
        ),
      );
      return problem;
    };
    const [known, unknown] = [await by(APPROVER), await by('stranger@example.org')];
    expect([known?.code, unknown?.code]).toEqual(['approval.key', 'approval.key']);
    expect(known?.detail).toHaveLength(2);
    expect(known?.detail?.[0]).toContain(publicKey);
    expect(known?.hint).toContain('Sign with the key that is allowed.');
    expect(unknown?.hint).toContain('whoever keeps that file');
    for (const problem of [known, unknown]) expect(problem?.hint).not.toContain('ssh-ed25519');
  });
});

describe('what would not count', () => {
  it('a key that is revoked is refused when it signs', async () => {
    const signers = await work.wire.signerFiles();
    const publicKey = readFileSync(join(work.folder, 'key.pub'));
    const problems = await refusalOf(
      approve(
        {
          planFile: plan.file,
          approver: APPROVER,
          keyFile: join(work.folder, 'key'),
          policy: await work.wire.policy(),
          signers: signers && { ...signers, revoked: { file: 'revoked_keys', bytes: publicKey } },
          toolBuild: TOOL.build,
        },
        { ...work.wire, signers: await work.wire.signers() },
      ),
    );
    expect(problems).toMatchObject([
      { code: 'approval.key', place: { file: 'revoked_keys' } },
      { code: 'gate.approval' },
    ]);
    expect(problems[0]?.message).toContain('revoked');
  });

  it('approvals are not enough under another policy than the plan was made with', async () => {
    const { cutFile } = syntheticDocument(2, 'POLICY-DOC');
    await registerCut(work.databases, cutFile);
    const other = await work.plan(cutFile);
    await work.approve(other);
    const policy = await work.wire.policy();
    const { gates } = policy;
    const check = async (lifetime_hours: number) =>
      checkPlanApprovals(
        other.file,
        {
          approvalFiles: [],
          policy: { ...policy, gates: { ...gates, SG_1: { ...gates.SG_1, lifetime_hours } } },
          signers: await work.wire.signerFiles(),
        },
        { ...work.wire, secondOpinion: await work.wire.secondOpinion() },
      );
    expect((await check(gates.SG_1.lifetime_hours)).problems).toEqual([]);
    expect((await check(48)).problems).toMatchObject([{ code: 'gate.approval' }]);
  });
});

describe('where an approval is written', () => {
  it('nothing else is replaced by it', async () => {
    const { cutFile } = syntheticDocument(2, 'OUT-DOC');
    await registerCut(work.databases, cutFile);
    const other = await work.plan(cutFile);
    const key = readFileSync(join(work.folder, 'key'));
    const problems = await refusalOf(work.approve(other, { out: join(work.folder, 'key') }));
    expect(problems).toMatchObject([{ code: 'input.exists', place: { file: join(work.folder, 'key') } }]);
    expect(readFileSync(join(work.folder, 'key'))).toEqual(key);
    const out = join(work.folder, 'mine.json');
    for (let times = 0; times < 2; times += 1) expect(await work.approve(other, { out })).toBe(out);
  });
});

describe('what lies beside the plan', () => {
  const approval = async (file: string) => {
    const { code, stdout } = await typed('preflight', file, '--json');
    const { ready, preconditions } = JSON.parse(stdout) as {
      readonly ready: boolean;
      readonly preconditions: readonly { readonly gate: string; readonly state: string }[];
    };
    return { code, ready, state: preconditions.find(({ gate }) => gate === 'G1')?.state };
  };

  it('a preflight takes its approvals from there; what follows from the cut takes those of the cut', {
    timeout: 120_000,
  }, async () => {
    expect(await approval(plan.folder)).toEqual({ code: 10, ready: false, state: 'OPEN' });
    await work.approve(plan);
    expect(await approval(plan.folder)).toEqual({ code: 0, ready: true, state: 'PASS' });
    expect(await approval(plan.file)).toEqual({ code: 0, ready: true, state: 'PASS' });
    expect((await work.apply(plan)).outcome).toBe('applied');
    const { code, stdout } = await typed('preflight', plan.file, '--json');
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, ready: true, applied: true, preconditions: [] });
    expect(await typed('keys', 'init')).toMatchObject({ code: 0 });
    expect(await typed('record', plan.folder, '--plan-only')).toMatchObject({ code: 0 });
    expect(existsSync(join(plan.folder, 'record/approvals'))).toBe(false);
    expect(await approval(join(plan.folder, 'record'))).toEqual({ code: 0, ready: true, state: 'PASS' });
  });

  it('show names what comes next: of a plan that was applied, or that another approval covers, nothing', {
    timeout: 120_000,
  }, async () => {
    const next = async (file: string) => {
      const { code, stdout } = await typed('show', file);
      expect(code).toBe(0);
      expect(stdout).toContain('Plan hash');
      return stdout.split('\nNext:\n')[1]?.trim();
    };
    const fresh = await work.plan(undefined, JSON.parse(readFileSync(join(plan.folder, 'snapshot.json'), 'utf8')));
    expect(await next(fresh.file)).toMatch(/^cutter approve .*plan\.json --as /);
    expect(await next(plan.folder)).toBeUndefined();
    expect(await next(join(plan.folder, 'record'))).toBeUndefined();
    const empty = await work.plan();
    expect(await next(empty.file)).toMatch(/^cutter verify .*plan\.json$/);
  });
});
