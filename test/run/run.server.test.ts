/** A whole run on a server, and everything that must not happen on the way. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/core/hash.ts';
import { Stop } from '../../src/core/problem.ts';
import { reportOf } from '../../src/core/run/report.ts';
import { planFileOf } from '../../src/flows/run/known.ts';
import { openRun } from '../../src/flows/run/record.ts';
import { EXAMPLE_CUT, type PlannedCut } from '../support/cutter.ts';
import { approvedAndApplied, exampleBy, planOf, planRevert } from '../support/own.ts';
import { codes, type Place, place } from './place.ts';

let at: Place;
afterEach(() => at?.end());

const rows = async (): Promise<readonly string[]> =>
  Promise.all(
    ['public.information_unit', 'cutter_governance.cut_change_set', 'cutter_governance.verify_result'].map(
      async (table) => String((await at.database.query(`SELECT count(*) AS n FROM ${table}`))[0]?.n),
    ),
  );
const states = async (): Promise<readonly string[]> =>
  (await at.database.query('SELECT DISTINCT lifecycle_status AS s FROM public.information_unit ORDER BY 1')).map(
    (row) => row.s ?? '',
  );
const record = async (): Promise<string> =>
  JSON.stringify(await at.database.query('SELECT * FROM cutter_governance.run_transition ORDER BY run_id, seq'));

describe('a run', () => {
  it('goes from the source to law with two approvals, and then stays as it is', async () => {
    at = await place();
    const first = await at.start();
    expect(first.state).toBe('awaiting_cut_authorization');
    expect(await rows()).toEqual(['0', '0', '0']);
    expect(reportOf(first)).toMatchObject({
      verdict: 'BLOCKED',
      pause: 'SG_1',
      facts: { statements: '180', units: '60' },
    });
    await at.sign(first);
    const second = await at.resume(first);
    expect(second.state).toBe('awaiting_lifecycle_authorization');
    expect(await rows()).toEqual(['60', '1', '1']);
    expect(await states()).toEqual(['draft']);
    await at.sign(second);
    const third = await at.resume(second);
    expect(third).toMatchObject({ state: 'closeout_reported', facts: { closed: 'enacted' } });
    expect(third.finished_at).toBeDefined();
    expect(await states()).toEqual(['enacted']);
    const before = await record();
    expect(await at.resume(third)).toEqual(third);
    // It was not ended before enactment.
    expect(await codes(at.close(third))).toEqual(['run.state']);
    expect(await record()).toBe(before);
    expect(at.events.filter(({ event }) => event === 'gate').length).toBeGreaterThan(20);
  });

  it('whose cut was taken back is closed as that, not as a cut whose units stay draft', async () => {
    at = await place();
    const first = await at.start();
    await at.sign(first);
    const second = await at.resume(first);
    const cut = { file: planFileOf(second), folder: dirname(planFileOf(second)) } as PlannedCut;
    const plan = planOf(await planRevert(at, cut));
    expect(await approvedAndApplied(at, plan)).toMatchObject({ outcome: 'applied', problems: [] });
    const closed = await at.close(second);
    expect(reportOf(closed)).toMatchObject({ verdict: 'PASS', closed: 'reverted' });
    expect(await states()).toEqual(['retired']);
    expect(await at.close(closed)).toEqual(closed);
  });

  it('makes a cut and its record in one transaction, where cut.yaml asks for it', async () => {
    at = await place();
    const cutFile = exampleBy('direct');
    writeFileSync(cutFile, readFileSync(cutFile, 'utf8').replace(/^writer:.*$/m, '$&\nrecord: atomic'));
    const first = await at.start({ cutFile });
    await at.sign(first);
    const second = await at.resume(first);
    expect(second).toMatchObject({
      state: 'awaiting_lifecycle_authorization',
      facts: {
        cut_outcome: 'applied',
        cut_statements: '306',
        record_outcome: 'already_applied',
        verify_verdict: 'pass',
      },
    });
    expect(await rows()).toEqual(['60', '1', '1']);
    await at.sign(second);
    expect(await at.resume(second)).toMatchObject({ state: 'closeout_reported', facts: { closed: 'enacted' } });
  });

  it('closes before enactment: a success, and the units stay draft', async () => {
    at = await place();
    const waiting = await at.start();
    await at.sign(waiting);
    const closed = await at.close(await at.resume(waiting));
    expect(reportOf(closed)).toMatchObject({ verdict: 'PASS', facts: { closed: 'before_enactment' } });
    expect(await states()).toEqual(['draft']);
    // Its plan of the enactment is no longer bound to it.
    expect(readFileSync(join(at.folder, 'plans/run/enact/run'), 'utf8')).toMatch(/^- [0-9a-f]{64}\n$/);
  });

  it('with the mode plan ends when the plan is made, and may be made again', async () => {
    at = await place();
    const planned = await at.start({ mode: 'plan' });
    expect(reportOf(planned)).toMatchObject({ verdict: 'PASS', facts: { closed: 'planned', statements: '180' } });
    expect((await at.start({ mode: 'plan' })).facts.plan_sha256).toBe(planned.facts.plan_sha256);
    expect(await rows()).toEqual(['0', '0', '0']);
  });
});

describe('what a person gives', () => {
  it('is refused, and nothing is written, where it does not do', async () => {
    at = await place();
    const run = await at.start();
    const before = await record();
    const refused = ['gate.approval_required', 'gate.approval'];
    expect(await codes(at.resume(run))).toEqual(['gate.approval_required']);
    const out = (name: string): string => join(at.folder, `${name}.json`);
    const other = await at.sign(run, { for: 'ictr-20260131T080000Z-0123abcd', out: out('other') });
    expect(await codes(at.resume(run, { approvals: [other] }))).toEqual(refused);
    const yesterday = { ...at.wire.clock, now: () => new Date(Date.now() - 25 * 3_600_000) };
    const expired = await at.sign(run, { clock: yesterday, out: out('expired') });
    expect(await codes(at.resume(run, { approvals: [expired] }))).toEqual(refused);
    expect(await record()).toBe(before);
    expect(await rows()).toEqual(['0', '0', '0']);
    expect(await codes(at.decide(run, 'void'))).toEqual(['run.state']);
    // The right one does; and is worth nothing for the other phase.
    const right = await at.sign(run, { out: out('right') });
    const waiting = await at.resume(run, { approvals: [right] });
    expect(waiting.state).toBe('awaiting_lifecycle_authorization');
    expect(await codes(at.resume(waiting, { approvals: [right] }))).toEqual(refused);
    expect(await states()).toEqual(['draft']);
  });

  it('is refused for a second start, a run that nobody knows, and what cannot be done now', async () => {
    at = await place();
    const run = await at.start();
    expect(await codes(at.start())).toEqual(['run.open']);
    expect(await codes(at.start({ out: join(at.folder, 'plans/elsewhere') }))).toEqual(['run.open']);
    expect(await codes(at.resume('ictr-20260131T080000Z-0123abcd'))).toEqual(['run.unknown']);
    expect(await codes(at.close(run))).toEqual(['run.state']);
    const used = await at.sign(run, { out: join(at.folder, 'used.json') });
    const cancelled = await at.cancel(run);
    expect(reportOf(cancelled)).toMatchObject({ verdict: 'FAIL', state: 'voided_cancelled', regime: 'R-1' });
    expect(cancelled.finished_at).toBeUndefined();
    const again = await at.start();
    expect(again.state).toBe('awaiting_cut_authorization');
    // What approved the cancelled run approves no other, though the plan has the same hash.
    expect(again.facts.plan_sha256).toBe(run.facts.plan_sha256);
    expect(await codes(at.resume(again, { approvals: [used] }))).toEqual(['gate.approval_required', 'gate.approval']);
    await at.sign(again);
    const waiting = await at.resume(again);
    expect(await codes(at.cancel(waiting))).toEqual(['run.state']);
    await at.close(waiting);
    // The folder of a plan that was applied is evidence.
    expect(await codes(at.start())).toEqual(['plan.applied']);
    const there = await at.start({ out: join(at.folder, 'plans/second') });
    expect(reportOf(there)).toMatchObject({ verdict: 'PASS', facts: { closed: 'already_there' } });
  });

  it('that has changed since it was pinned is not what the run is about', async () => {
    at = await place();
    const cutFile = join(at.folder, 'cut.yaml');
    const document = join(at.folder, 'document.md');
    const text = readFileSync(EXAMPLE_CUT, 'utf8');
    const name = /^document: (.*)$/m.exec(text)?.[1] ?? '';
    writeFileSync(document, readFileSync(join(EXAMPLE_CUT, '..', name)));
    writeFileSync(cutFile, text.replace(name, 'document.md'));
    const away = {
      ...at.databases,
      open: () =>
        Promise.reject(new Stop([{ code: 'database.unreachable', message: 'No answer.', hint: 'Start the server.' }])),
    };
    const stopped = await at.start({ cutFile, ports: { databases: away } });
    expect(stopped.state).toMatch(/^stopped_database/);
    writeFileSync(document, `${readFileSync(document, 'utf8')}\n`);
    expect((await at.resume(stopped)).state).toBe('stopped_run_changed');
  });
});

describe('what stands in the way', () => {
  it('ends a run whose source is refused; a corrected one is started anew', async () => {
    at = await place();
    const cutFile = join(at.folder, 'cut.yaml');
    const text = readFileSync(EXAMPLE_CUT, 'utf8');
    writeFileSync(cutFile, text);
    const voided = await at.start({ cutFile });
    expect(reportOf(voided)).toMatchObject({ verdict: 'FAIL', state: 'voided_refused_input', ways: [], regime: 'R-1' });
    expect(voided.finished_at).toBeUndefined();
    expect((await at.start()).state).toBe('awaiting_cut_authorization');
  });

  it('stops a run at drift, and the run goes on once the drift is gone', async () => {
    at = await place();
    const run = await at.start();
    await at.sign(run);
    await at.database.query(
      'CREATE FUNCTION public.drifted() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$',
    );
    await at.database.query(
      'CREATE TRIGGER trg_zz BEFORE INSERT ON public.unit_version FOR EACH ROW EXECUTE FUNCTION public.drifted()',
    );
    const stopped = await at.resume(run);
    expect(reportOf(stopped)).toMatchObject({ verdict: 'BLOCKED', stop: 'STOP_DRIFT', regime: 'R-1' });
    expect(await rows()).toEqual(['0', '0', '0']);
    await at.database.query('DROP TRIGGER trg_zz ON public.unit_version; DROP FUNCTION public.drifted()');
    expect((await at.resume(stopped)).state).toBe('awaiting_lifecycle_authorization');
  });

  it('stops a run at the kill row before anybody approves, and the run goes on once it is lifted', async () => {
    at = await place();
    await at.database.query(`UPDATE cutter_governance.execution_kill SET killed = true, reason = 'a wrong version'`);
    const stopped = await at.start();
    expect(stopped.state).toBe('stopped_gate_killed');
    expect(reportOf(stopped)).toMatchObject({ station: 'pre_write_backup_taken', regime: 'R-1' });
    await at.database.query('UPDATE cutter_governance.execution_kill SET killed = false, reason = NULL');
    expect((await at.resume(stopped)).state).toBe('awaiting_cut_authorization');
  });

  it('stops before each write whose plan is not armed, names that plan, and goes on once it is', async () => {
    at = await place();
    const settings = { policy: { ...(await at.wire.policy()), require: { arming: true } } };
    let run = await at.start({ settings });
    expect(run.state).toBe('awaiting_cut_authorization');
    await at.sign(run, settings);
    for (const within of ['.', 'record', 'write-verify']) {
      run = await at.resume(run, { settings });
      expect(run.state).toBe('stopped_gate_arming');
      const plan = join(at.folder, 'plans/run', within, 'plan.json');
      expect(reportOf(run).problems[0]?.hint).toContain(`cutter arm ${plan} --for 15m`);
      await at.database.query(`INSERT INTO cutter_governance.execution_arming (plan_sha256, armed_until)
        VALUES ('${sha256(readFileSync(plan))}', now() + interval '1 minute')`);
    }
    expect((await at.resume(run, { settings })).state).toBe('awaiting_lifecycle_authorization');
  });

  it('fails a run whose rows are not as planned, and the failure is no finish', async () => {
    at = await place();
    const run = await at.start();
    await at.sign(run);
    let opened = 0;
    // Somebody changes a row between the cut and the look at it.
    const databases = {
      ...at.databases,
      open: async (...question: Parameters<typeof at.databases.open>) => {
        if (question[1].name.startsWith('cutter/verify/') && opened++ === 0) {
          await at.database.query(
            `ALTER TABLE public.unit_version DISABLE TRIGGER ALL; UPDATE public.unit_version SET title = 'x' WHERE id = (SELECT id FROM public.unit_version LIMIT 1)`,
          );
        }
        return at.databases.open(...question);
      },
    };
    const failed = await at.resume(run, { ports: { databases } });
    expect(reportOf(failed)).toMatchObject({
      verdict: 'FAIL',
      state: 'failed_structural_verify',
      regime: 'R-3',
      ways: ['decide'],
    });
    expect(failed.finished_at).toBeUndefined();
    expect(await codes(at.resume(failed))).toEqual(['run.state']);
    expect(await codes(at.cancel(failed))).toEqual(['run.state']);
    // The owner says: go on. What is wrong is still wrong; then the run is over, and what is written stays.
    const back = await at.decide(failed, 'go_on');
    expect(back).toMatchObject({ state: 'cut_leg_a_committed', facts: { decision: 'go_on' } });
    const again = await at.resume(back);
    expect(again.state).toBe('failed_structural_verify');
    const voided = await at.decide(again, 'void');
    expect(reportOf(voided)).toMatchObject({ verdict: 'FAIL', state: 'voided_by_owner', regime: 'R-3', ways: [] });
    expect(voided.finished_at).toBeUndefined();
    expect(await codes(at.decide(voided, 'go_on'))).toEqual(['run.state']);
    expect(await rows()).toEqual(['60', '0', '0']);
  });

  it('keeps a run from going on twice at once', async () => {
    at = await place();
    const run = await at.start();
    await at.sign(run);
    const both = await Promise.allSettled([at.resume(run), at.resume(run)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { problems: [{ code: 'run.busy' }] },
    });
    expect(await rows()).toEqual(['60', '1', '1']);
  });

  it('names a clock that went back, and writes nothing', async () => {
    at = await place();
    const run = await at.start();
    await at.sign(run);
    const before = await record();
    const clock = { ...at.wire.clock, now: () => new Date(Date.now() - 3_600_000) };
    expect(await codes(at.resume(run, { ports: { clock } }))).toEqual(['run.clock']);
    expect(await record()).toBe(before);
    // One that went ahead lets the approval expire.
    const ahead = { ...at.wire.clock, now: () => new Date(Date.now() + 48 * 3_600_000) };
    expect(await codes(at.resume(run, { ports: { clock: ahead } }))).toEqual([
      'gate.approval_required',
      'gate.approval',
    ]);
    expect(await record()).toBe(before);
  });

  it('is told apart: an interruption leaves a run that can go on', async () => {
    at = await place();
    const run = await at.start();
    await at.sign(run);
    const stopped = await at.resume(run, { settings: { signal: AbortSignal.abort() } });
    expect(reportOf(stopped)).toMatchObject({ stop: 'STOP_INTERRUPTED', verdict: 'BLOCKED' });
    expect((await at.resume(await openRun(run.id, at.store))).state).toBe('awaiting_lifecycle_authorization');
  });
});
