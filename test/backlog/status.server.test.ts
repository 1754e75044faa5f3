/** How things stand: audit debts with their deadline, and for every request the legal ways on. */
import { beforeAll, describe, expect, it } from 'vitest';
import { waysOnward } from '../../src/core/ledger/standing.ts';
import { listBacklog, readGovernance } from '../../src/flows/backlog/list.ts';
import { made, type Place, place, refused, STEPS, step, verdict, verified } from '../support/backlog.ts';
import { codesOf, refusalOf } from '../support/cutter.ts';
import { derive, RECORD } from '../support/governed.ts';
import { approvedAndApplied, planOf, planRevert } from '../support/own.ts';

const statusOf = ({ work }: Place) => readGovernance(work.databases, 'test');
const listOf = ({ work }: Place, all = false) => listBacklog(work.databases, { all }, 'test');
const commands = (ways: readonly { command: string }[]) => ways.map(({ command }) => command.split(' ')[1]);
const PERSON = { by: 'approver@example.org', reason: 'the grammar was the wrong one' };

/** As if so many units of time had passed since everything was written. */
const later = ({ work }: Place, interval: string) =>
  work.database.query(`ALTER TABLE public.unit_version DISABLE TRIGGER USER;
    UPDATE public.unit_version SET created_at = created_at - interval '${interval}';
    ALTER TABLE public.unit_version ENABLE TRIGGER USER`);

describe('a cut without its record is an audit debt', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place(3);
  });

  it('nothing is owed before the cut', async () => {
    expect(await statusOf(at)).toMatchObject({ debts: [], debts_total: 0, requests: [] });
  });

  it('from its commit on it is owed for 24 hours, and the ways to pay are named', async () => {
    expect((await at.work.apply(at.cut)).outcome).toBe('applied');
    const { debts } = await statusOf(at);
    expect(debts).toHaveLength(1);
    const [debt] = debts;
    expect(debt).toMatchObject({
      prefix: 'BIG-DOC',
      units: 3,
      manifest_digest: at.cut.header.pins.manifest_digest,
      overdue: false,
    });
    const hours = (Date.parse(debt?.due ?? '') - Date.parse(debt?.written_at ?? '')) / 3_600_000;
    expect(hours).toBe(24);
    expect(commands(debt?.ways ?? [])).toEqual(['record', 'revert']);
  });

  it('an hour before the deadline it is not overdue, an hour after it is', async () => {
    await later(at, '23 hours');
    expect((await statusOf(at)).debts.map(({ overdue }) => overdue)).toEqual([false]);
    await later(at, '2 hours');
    expect((await statusOf(at)).debts.map(({ overdue }) => overdue)).toEqual([true]);
  });

  it('the record pays it, then verification is what comes next', async () => {
    const other = await place(2);
    expect((await other.work.apply(other.cut)).outcome).toBe('applied');
    expect((await derive(other.work, other.cut, RECORD)).outcome).toBe('applied');
    const recorded = await statusOf(other);
    expect(recorded.debts).toEqual([]);
    expect(recorded.requests.map(({ status, ways }) => [status, ...commands(ways)])).toEqual([
      ['cut_applied', 'write-verify', 'revert'],
    ]);
    await verified(other);
    // The record of a cut has no step of its own for a verdict of pass: the verify result says it.
    expect(
      (await statusOf(other)).requests.map(({ status, verdict, ways }) => [status, verdict, ...commands(ways)]),
    ).toEqual([['cut_applied', 'pass', 'enact', 'revert']]);
  });
});

describe('a cut that was applied, and tracked afterwards', () => {
  it('is recorded by the steps of its request; where that is over, it is reverted', async () => {
    const at = await place(1);
    await at.work.apply(at.cut);
    await made(at, STEPS.request);
    const debtWays = async () => commands((await statusOf(at)).debts[0]?.ways ?? []);
    expect(await debtWays()).toEqual(['sweep', 'revert']);
    const [problem] = await refused(at, () => derive(at.work, at.cut, RECORD), 'plan.recorded');
    expect(problem?.hint).toMatch(/recorded by the steps of its request/);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('reject'));
    expect(await debtWays()).toEqual(['revert']);
    await approvedAndApplied(at.work, planOf(await planRevert(at.work, at.cut)));
    expect((await statusOf(at)).debts).toEqual([]);
  });
});

describe('a tracked request', () => {
  it('owes nothing at any time, and says at each step what comes next', async () => {
    const at = await place(2);
    const seen: unknown[] = [];
    const see = async () => {
      const { debts, requests } = await statusOf(at);
      seen.push([debts.length, requests[0]?.status, ...commands(requests[0]?.ways ?? [])]);
    };
    await made(at, STEPS.request);
    await see();
    await made(at, STEPS.sweep);
    await see();
    await made(at, STEPS.review, verdict('approve'));
    await see();
    await made(at, STEPS.cut);
    await see();
    await verified(at);
    await see();
    expect(seen).toEqual([
      [0, 'marked', 'sweep', 'abandon'],
      [0, 'review_pending', 'review', 'abandon'],
      [0, 'reviewed_approved', 'cut', 'abandon'],
      [0, 'cut_applied', 'write-verify', 'revert'],
      [0, 'verified_complete', 'enact', 'revert'],
    ]);
  });

  it('that failed its verification is escalated; it is verified again, or reverted', async () => {
    const at = await place(2);
    for (const kind of [STEPS.request, STEPS.sweep]) await made(at, kind);
    await made(at, STEPS.review, verdict('approve'));
    await made(at, STEPS.cut);
    await at.work.database.query(`ALTER TABLE public.unit_version DISABLE TRIGGER USER;
      UPDATE public.unit_version SET body = body || '.' WHERE unit_id = (SELECT id FROM public.information_unit LIMIT 1);
      ALTER TABLE public.unit_version ENABLE TRIGGER USER`);
    await verified(at);
    const { requests } = await statusOf(at);
    expect(requests.map(({ status, ways }) => [status, ...commands(ways)])).toEqual([
      ['verify_failed_escalated', 'verify', 'write-verify', 'revert'],
    ]);
    expect(requests[0]?.rationale).toMatch(/^Not as expected: /);
  });

  it('that was approved wrongly is abandoned, and is never cut', async () => {
    const at = await place(1);
    for (const kind of [STEPS.request, STEPS.sweep]) await made(at, kind);
    await made(at, STEPS.review, verdict('approve'));
    await made(at, STEPS.abandon, { given: PERSON });
    expect(codesOf(await refusalOf(step(at.work, at.cut, STEPS.cut)))).toContain('plan.backlog');
    expect((await statusOf(at)).requests).toEqual([]);
    expect((await listOf(at, true)).requests.map(({ status, ways }) => [status, ...commands(ways)])).toEqual([
      ['abandoned', 'plan'],
    ]);
  });

  it('that waits says for what, and is not told to cut', async () => {
    const first = await place(1);
    const second = await place(1, first.work);
    for (const at of [first, second]) await made(at, STEPS.request);
    await made(second, STEPS.depend, { given: { on: (await listOf(first)).requests[0]?.entry_id ?? '' } });
    await made(second, STEPS.sweep);
    await made(second, STEPS.review, verdict('approve'));
    const found = (await listOf(first)).requests.map(({ prefix, waits_for, ways }) => [
      prefix,
      waits_for,
      commands(ways),
    ]);
    expect(found).toEqual([
      ['BIG-DOC', [], ['sweep', 'abandon']],
      [second.cut.header.cut.prefix, ['BIG-DOC'], ['abandon']],
    ]);
    expect((await listBacklog(first.work.databases, { prefix: 'BIG-DOC', all: true }, 'test')).total).toBe(1);
  });
});

it('no state of a request is without a way on, but for what is done', () => {
  const states = [
    'marked',
    'review_pending',
    'reviewed_approved',
    'reviewed_deferred',
    'reviewed_rejected',
    'cut_applied',
    'verified_complete',
    'verify_failed_escalated',
    'abandoned',
  ];
  for (const status of states)
    for (const waiting of [false, true])
      expect(
        waysOnward({ status, recorded: true, verdict: null, lifecycle: 'draft', decision: null }, waiting),
        status,
      ).not.toEqual([]);
  expect(
    waysOnward(
      { status: 'verified_complete', recorded: true, verdict: 'pass', lifecycle: 'enacted', decision: null },
      false,
    ),
  ).toEqual([]);
});
