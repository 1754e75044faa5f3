/**
 * What the owner says counts: an arming lets one run of one plan go, the kill row stops every run, and the roots of trust
 * are those of the database, whatever cutter.yaml has.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT_OF_OUTCOME } from '../../src/core/outcome.ts';
import { actSql, arm, disarm, kill, lift, pinTrust } from '../../src/core/owner/acts.ts';
import type { ApplyPorts, ApplyRequest } from '../../src/flows/apply/request.ts';
import { preflight } from '../../src/flows/preflight.ts';
import { cutter } from '../support/cli.ts';
import {
  codesOf,
  contentOf,
  NOTHING,
  type PlannedCut,
  type ServerWorkplace,
  serverWorkplace,
  silent,
  TOOL,
} from '../support/cutter.ts';
import { emptied, holdLock, RIG, rig, unrig, waitingWriter } from '../support/rig.ts';
import { overriding } from './ports.ts';

const ALL = { ...NOTHING, units: '60', versions: '60', births: '60' };
const FOREVER = { policy_sha256: 'a'.repeat(64), signers_sha256: 'b'.repeat(64) };

let work: ServerWorkplace;
let plan: PlannedCut;

/** Before anything is read: a workplace reads its configuration once. */
function require(place: ServerWorkplace, ...names: string[]): void {
  const file = join(place.folder, 'cutter.yaml');
  const asked = names.map((name) => `${name}: true`).join(', ');
  writeFileSync(file, readFileSync(file, 'utf8').replace('  ssh_keygen:', `  require: {${asked}}\n  ssh_keygen:`));
}

const owner = (...sql: string[]) => work.database.query(['SET ROLE directus', ...sql].join(';\n'));
const act = (lines: readonly string[]) => work.database.query(lines.join('\n'));
const about = ({ sha256 }: Pick<PlannedCut, 'sha256'>) => ({
  sha256,
  cut: 'constitution',
  prefix: 'ICX-CONST',
  database: work.database.database,
  systemIdentifier: plan.header.target.system_identifier,
  units: 60,
  statements: 180,
});
const armed = (of: Pick<PlannedCut, 'sha256'> = plan, seconds = 900) => act(actSql(arm(about(of), seconds)));
const openArmings = async () =>
  (
    await work.database.query(
      'SELECT count(*) AS open FROM cutter_governance.execution_arming WHERE taken_at IS NULL AND armed_until > now()',
    )
  )[0]?.open;
const takenBy = async () =>
  (
    await work.database.query(
      'SELECT taken_run FROM cutter_governance.execution_arming WHERE taken_at IS NOT NULL ORDER BY arming_id DESC LIMIT 1',
    )
  )[0]?.taken_run;
const apply = async (request: Partial<ApplyRequest> = {}, ports: Partial<ApplyPorts> = {}) => {
  const result = await work.apply(plan, request, ports);
  return { outcome: result.outcome, codes: codesOf(result.problems), result };
};
const unroot = `DELETE FROM public.dot_config WHERE key LIKE 'cutter.%'`;

beforeAll(async () => {
  work = await serverWorkplace(RIG);
  require(work, 'arming');
  plan = await work.plan();
  await work.approve(plan);
});
afterAll(() => work.database.drop());
beforeEach(() => emptied(work.database));
afterEach(async () => {
  await unrig(work.database);
  await act(actSql(lift()));
  await owner(unroot);
  await owner(`UPDATE cutter_governance.execution_arming SET armed_until = now() WHERE taken_at IS NULL`);
});

describe('a policy that asks for an arming', () => {
  it('refuses what is not armed, and says what to do', async () => {
    const { outcome, codes, result } = await apply();
    expect({ outcome, codes, exit: EXIT_OF_OUTCOME[outcome] }).toEqual({
      outcome: 'refused',
      codes: ['gate.arming'],
      exit: 3,
    });
    expect(result.problems[0]?.hint).toContain('cutter arm');
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('lets one run go, and notes which; the next is refused', async () => {
    await armed();
    const first = await apply({ run: 'apply-first' });
    expect({ outcome: first.outcome, codes: first.codes }).toEqual({ outcome: 'applied', codes: [] });
    expect(first.result.receipt?.gates.filter(({ gate }) => gate === 'kill switch')).toEqual([
      { gate: 'kill switch', check: 'online', verdict: 'passed' },
      { gate: 'kill switch', check: 'before_commit', verdict: 'passed' },
    ]);
    expect([await openArmings(), await takenBy()]).toEqual(['0', 'apply-first']);
    await emptied(work.database);
    expect(await apply()).toMatchObject({ outcome: 'refused', codes: ['gate.arming'] });
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('is not met by the arming of another plan, nor by one that has ended', async () => {
    await armed({ sha256: 'c'.repeat(64) });
    expect(await apply()).toMatchObject({ outcome: 'refused', codes: ['gate.arming'] });
    await armed(plan, 1);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const late = await apply();
    expect(late).toMatchObject({ outcome: 'refused', codes: ['gate.arming'] });
    expect(late.result.problems[0]?.message).toContain('armed until');
    await armed();
    await act(actSql(disarm(about(plan))));
    expect((await apply()).outcome).toBe('refused');
  });

  it('asks a dry run and a preflight for none, and they take none', async () => {
    expect((await apply({ dryRun: true })).outcome).toBe('dry_run');
    const asked = async () => {
      const report = await preflight(
        {
          planFile: plan.file,
          approvalFiles: [join(plan.folder, 'approvals/SG_1.approver@example.org.json')],
          dryRun: true,
          run: 'preflight',
          environment: [],
          policy: await work.wire.policy(),
          signers: await work.wire.signerFiles(),
          tool: TOOL,
          signal: new AbortController().signal,
        },
        {
          files: work.wire.files,
          output: work.wire.output,
          clock: work.wire.clock,
          databases: work.databases,
          secondOpinion: await work.wire.secondOpinion(),
          progress: silent,
        },
      );
      return report.preconditions.map(({ gate, state, closedBy }) => `${gate} ${state} ${closedBy ?? ''}`.trim());
    };
    expect(await asked()).toEqual(
      expect.arrayContaining(['kill switch OPEN owner', 'trust PASS', 'source PASS', 'grants PASS']),
    );
    await owner('REVOKE EXECUTE ON FUNCTION public.fn_iu_enact FROM cutter_exec');
    expect(await asked()).toContain('grants OPEN owner');
    await owner('GRANT EXECUTE ON FUNCTION public.fn_iu_enact TO cutter_exec');
    await armed();
    expect(await asked()).toContain('kill switch PASS');
    expect((await apply({ dryRun: true })).outcome).toBe('dry_run');
    expect(await openArmings()).toBe('1');
    expect((await apply()).outcome).toBe('applied');
  });

  describe('leaves nothing armed, whatever the outcome:', () => {
    const cases: Record<string, () => Promise<{ outcome: string }>> = {
      'refused before connecting': () => apply({ approvalFiles: [] }),
      'refused by the environment': () => apply({ environment: ['PGHOST'] }),
      'refused when connected': async () => {
        await owner(`CREATE INDEX test_drift ON public.unit_version (created_by)`);
        return apply().finally(() => owner('DROP INDEX public.test_drift'));
      },
      'rolled back': async () => {
        await rig(work.database, 'birth gate L2', 'ICX-CONST/NT-1');
        return apply();
      },
      interrupted: () => apply({ signal: AbortSignal.abort() }),
      'the connection lost': () =>
        apply(
          {},
          {
            databases: overriding(work.databases, {
              name: /^cutter\/apply\/[^/]*$/,
              before: async (sql, session) => {
                if (sql.startsWith('SET CONSTRAINTS')) await session.close();
              },
            }),
          },
        ),
    };
    const wanted: Record<string, string> = {
      'refused before connecting': 'refused',
      'refused by the environment': 'refused',
      'refused when connected': 'refused',
    };
    for (const [name, run] of Object.entries(cases)) {
      it(name, async () => {
        await armed();
        const { outcome } = await run();
        expect(outcome).toBe(wanted[name] ?? 'rolled_back');
        expect(await openArmings()).toBe('0');
        expect(await contentOf(work.database)).toEqual(NOTHING);
      });
    }

    it('already applied', async () => {
      await armed();
      await apply();
      await armed();
      expect((await apply()).outcome).toBe('already_applied');
      expect(await openArmings()).toBe('0');
    });
  });

  it('of two runs at once and one arming, one takes it and applies, in every round', async () => {
    const outcomes: string[][] = [];
    for (let round = 0; round < 20; round += 1) {
      await armed();
      const runs = await Promise.all([apply(), apply()]);
      outcomes.push(runs.map(({ outcome }) => outcome).sort());
      expect(await contentOf(work.database)).toEqual(ALL);
      expect(await openArmings()).toBe('0');
      await emptied(work.database);
    }
    // Who did not take it is refused, or finds the rows of the other one behind the lock.
    expect(outcomes.filter((pair) => pair.filter((one) => one === 'applied').length !== 1)).toEqual([]);
    expect(outcomes.flat().filter((one) => !['applied', 'refused', 'already_applied'].includes(one))).toEqual([]);
  });

  it('is not met where the server does not commit that it was taken', async () => {
    await armed();
    const lying = overriding(work.databases, {
      name: /^cutter\/apply\/[^/]*$/,
      command: (sql) => (sql === 'COMMIT' ? 'ROLLBACK' : sql),
    });
    const { outcome, codes } = await apply({}, { databases: lying });
    expect({ outcome, codes }).toEqual({ outcome: 'refused', codes: ['gate.arming'] });
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });
});

describe('the kill row', () => {
  it('refuses every run, a dry one too, and says why', async () => {
    await armed();
    await act(actSql(kill("a wrong version, it's not this one")));
    for (const request of [{}, { dryRun: true }]) {
      const { outcome, codes, result } = await apply(request);
      expect({ outcome, codes }).toEqual({ outcome: 'refused', codes: ['gate.killed'] });
      expect(result.problems[0]?.message).toContain("it's not this one");
    }
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('set in the middle of a run rolls it back: no row is left', async () => {
    await armed();
    const holder = await holdLock(work.database);
    await rig(work.database, 'wait', 'ICX-CONST/NT-3');
    const running = apply();
    await waitingWriter(work.database);
    await act(actSql(kill('stop everything')));
    await holder.end();
    const { outcome, codes } = await running;
    expect({ outcome, codes, exit: EXIT_OF_OUTCOME.rolled_back }).toEqual({
      outcome: 'rolled_back',
      codes: ['gate.killed'],
      exit: 4,
    });
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('counts as set when it is missing', async () => {
    await armed();
    await work.database.query(`ALTER TABLE cutter_governance.execution_kill DISABLE TRIGGER ALL;
      DELETE FROM cutter_governance.execution_kill`);
    try {
      expect(await apply()).toMatchObject({ outcome: 'refused', codes: ['gate.killed'] });
    } finally {
      await work.database.query(`INSERT INTO cutter_governance.execution_kill (killed) VALUES (false);
        ALTER TABLE cutter_governance.execution_kill ENABLE ALWAYS TRIGGER trg_kill_guard;
        ALTER TABLE cutter_governance.execution_kill ENABLE ALWAYS TRIGGER trg_kill_nothing_removed`);
    }
  });
});

describe('the roots of trust', () => {
  const pinned = async () => {
    const { policy_sha256 = '', signers_sha256 = '' } = await work.wire.trust();
    return { policy_sha256, signers_sha256 };
  };

  it('that are those of the plan let it pass', async () => {
    await act(actSql(pinTrust(await pinned())));
    await armed();
    expect((await apply()).outcome).toBe('applied');
  });

  it.each(['policy_sha256', 'signers_sha256'] as const)(
    'another %s is refused, though the policy does not ask',
    async (root) => {
      await act(actSql(pinTrust({ ...(await pinned()), [root]: FOREVER[root] })));
      await armed();
      expect(await apply()).toMatchObject({ outcome: 'refused', codes: ['gate.trust'] });
      expect(await contentOf(work.database)).toEqual(NOTHING);
    },
  );

  it('changed in the middle of a run roll it back', async () => {
    await act(actSql(pinTrust(await pinned())));
    await armed();
    const holder = await holdLock(work.database);
    await rig(work.database, 'wait', 'ICX-CONST/NT-3');
    const running = apply();
    await waitingWriter(work.database);
    await act(actSql(pinTrust(FOREVER)));
    await holder.end();
    expect(await running).toMatchObject({ outcome: 'rolled_back', codes: ['gate.trust'] });
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('stop whoever writes a cutter.yaml of his own, with keys of his own', async () => {
    const other = await serverWorkplace();
    await other.database.query(actSql(pinTrust(await pinned())).join('\n'));
    const lax = await other.plan();
    await other.approve(lax);
    const { outcome, problems } = await other.apply(lax);
    expect({ outcome, codes: codesOf(problems) }).toEqual({ outcome: 'refused', codes: ['gate.trust'] });
    expect(problems).toHaveLength(2);
    expect(await contentOf(other.database)).toEqual(NOTHING);
    await other.database.drop();
  });

  it('must be set where the policy asks', async () => {
    const other = await serverWorkplace();
    require(other, 'roots_of_trust');
    const strict = await other.plan();
    await other.approve(strict);
    expect(codesOf((await other.apply(strict)).problems)).toEqual(['gate.trust']);
    const printed = await cutter(['trust', 'pin'], { cwd: other.folder });
    expect(printed.stderr).toBe('');
    await other.database.query(printed.stdout);
    expect((await other.apply(strict)).outcome).toBe('applied');
    await other.database.drop();
  });
});

describe('what else a policy asks for', () => {
  it('the same build, and a server that proves its name', async () => {
    const other = await serverWorkplace();
    require(other, 'same_build', 'verify_full');
    const strict = await other.plan();
    await other.approve(strict);
    const tool = { ...TOOL, build: 'f'.repeat(64) };
    const databases = { ...other.databases, transport: 'verify-full' as const };
    expect(codesOf((await other.apply(strict, { tool })).problems)).toEqual(['gate.build', 'gate.tls']);
    expect(codesOf((await other.apply(strict, { tool }, { databases })).problems)).toEqual(['gate.build']);
    expect(await contentOf(other.database)).toEqual(NOTHING);
    const { outcome, receipt } = await other.apply(strict, {}, { databases });
    expect(outcome).toBe('applied');
    expect(receipt?.gates.map(({ gate }) => gate)).toEqual(expect.arrayContaining(['build', 'tls']));
    await other.database.drop();
  });
});

describe('the commands of the owner', () => {
  const run = (...argv: string[]) => cutter(argv, { cwd: work.folder });

  it('cutter arm prints SQL that arms the plan, or runs it as the owner', async () => {
    const printed = await run('arm', plan.folder, '--for', '5m');
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(printed.stdout).toContain(`-- Lets the plan ${plan.sha256} be applied, by one run, within 5 min from now.`);
    expect(await openArmings()).toBe('0');
    await work.database.query(printed.stdout);
    expect(await openArmings()).toBe('1');
    expect((await apply()).outcome).toBe('applied');
    await emptied(work.database);

    const ran = await run('arm', plan.folder, '--run', '--owner', work.database.superuser);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('Armed for 15m, for one run');
    expect(await openArmings()).toBe('1');
    const off = await run('arm', plan.folder, '--disarm', '--run', '--json', '--owner', work.database.superuser);
    expect(JSON.parse(off.stdout)).toMatchObject({ ran: true, plan: { sha256: plan.sha256 } });
    expect(await openArmings()).toBe('0');
    expect((await apply()).outcome).toBe('refused');
  });

  it('no lane is an owner, and another database is not armed by mistake', async () => {
    const lane = await run('arm', plan.folder, '--run', '--owner', 'cutter_exec');
    expect(lane.code).toBe(3);
    expect(lane.stderr).toContain('owner.refused');
    expect(lane.stderr).toContain('42501');
    const other = await serverWorkplace();
    const foreign = await cutter(['arm', plan.folder, '--run', '--owner', work.database.superuser], {
      cwd: other.folder,
    });
    expect(foreign.code).toBe(3);
    expect(foreign.stderr).toContain('gate.identity');
    expect(await openArmings()).toBe('0');
    await other.database.drop();
  });

  it('a time that is none, and an arming that is not there, are refused', async () => {
    expect(await run('arm', plan.folder, '--for', '2d')).toMatchObject({ code: 2 });
    const nothing = await run('arm', plan.folder, '--disarm', '--run', '--owner', work.database.superuser);
    expect(nothing.code).toBe(3);
    expect(nothing.stderr).toContain('owner.nothing');
  });

  it('cutter kill stops, and lifts', async () => {
    expect((await run('kill')).code).toBe(2);
    expect((await run('kill', 'why', '--lift')).code).toBe(2);
    const killed = await run('kill', "it's wrong", '--run', '--owner', work.database.superuser);
    expect(killed).toMatchObject({ code: 0, stderr: '' });
    expect(await apply({ dryRun: true })).toMatchObject({ outcome: 'refused', codes: ['gate.killed'] });
    const lifted = await run('kill', '--lift');
    await work.database.query(lifted.stdout);
    expect((await apply({ dryRun: true })).outcome).toBe('dry_run');
  });

  it('cutter grants shows the matrix, its difference, and both ways of the SQL', async () => {
    const other = await serverWorkplace();
    const run = (...argv: string[]) => cutter(argv, { cwd: other.folder });
    expect(await run('grants')).toMatchObject({ code: 0, stderr: '' });
    await other.database.query('GRANT DELETE ON public.information_unit TO cutter_exec');
    const shown = await run('grants');
    expect(shown.code).toBe(10);
    expect(shown.stdout).toMatch(/FAIL +cutter_exec +expected INSERT, SELECT, .*\n +found +DELETE, INSERT, SELECT, /);
    expect(shown.stdout).toContain('Different: 1 of ');
    const [change, inverse] = [await run('grants', '--sql'), await run('grants', '--sql', '--inverse')];
    expect(change.stdout.split('\n').slice(1, -2)).toEqual([
      'REVOKE DELETE ON TABLE public.information_unit FROM cutter_exec;',
    ]);
    expect(inverse.stdout.split('\n').slice(1, -2)).toEqual([
      'GRANT DELETE ON TABLE public.information_unit TO cutter_exec;',
    ]);
    await other.database.query(change.stdout);
    const json = await run('grants', '--json');
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({ posture: 'direct', same: true });
    await other.database.drop();
  });
});
