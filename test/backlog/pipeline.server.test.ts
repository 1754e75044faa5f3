/** The step-by-step pipeline on a server: rows table by table, replays, refusals. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { record } from '../../src/core/kinds/record/index.ts';
import { LEDGER, rowCounts, type Table, total } from '../database/ledger.ts';
import {
  everything,
  made,
  type Place,
  place,
  refused,
  STEPS,
  status,
  step,
  verdict,
  verified,
} from '../support/backlog.ts';
import { codesOf, refusalOf, serverWorkplace } from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';
import { derive, laneKeys, WRITE_VERIFY } from '../support/governed.ts';
import { exampleBy } from '../support/own.ts';

const ZERO = Object.fromEntries(LEDGER.map((table) => [table, 0])) as Record<Table, number>;
const rows = (more: Partial<Record<Table, number>>): Record<Table, number> => ({ ...ZERO, ...more });

/** Rows of all twelve tables after each step, for N units. */
const AFTER = (n: number) => {
  const mark = rows({ decision_backlog_entry: 1, decision_backlog_history: 1 });
  const sweep = { ...mark, decision_backlog_history: 2, decision_backlog_sweep_log: 1 };
  const review = {
    ...sweep,
    decision_backlog_history: 3,
    manifest_envelope: 1,
    manifest_unit_block: n,
    review_decision: 1,
  };
  const cut = {
    ...review,
    decision_backlog_history: 4,
    cut_change_set: 1,
    cut_change_set_affected_row: n,
    dot_pair_signature: 1,
  };
  const verify = { ...cut, decision_backlog_history: 5, verify_result: 1, dot_pair_signature: 2 };
  return { mark, sweep, review, cut, verify };
};

describe('one unit through the pipeline: 2, 4, 8, 12 and 15 rows, cell for cell', () => {
  let at: Place;
  const after = AFTER(1);
  beforeAll(async () => {
    at = await place(1);
  });

  it.each([
    ['request', 2, 'mark', 'marked', () => made(at, STEPS.request)],
    ['sweep', 4, 'sweep', 'review_pending', () => made(at, STEPS.sweep)],
    [
      'review',
      8,
      'review',
      'reviewed_approved',
      () => made(at, STEPS.review, verdict('approve', { yes: 'coverage_complete,no_overlap' })),
    ],
    ['cut', 12, 'cut', 'cut_applied', () => made(at, STEPS.cut)],
    ['write-verify', 15, 'verify', 'verified_complete', () => verified(at)],
  ] as const)('after %s there are %i', async (_, sum, name, stands, make) => {
    await make();
    const counts = await rowCounts(at.work.database);
    expect(counts).toEqual(after[name]);
    expect(total(counts)).toBe(sum);
    expect(await status(at)).toBe(stands);
  });

  it('its history says every step, in order', async () => {
    const history =
      await at.work.database.query(`SELECT change_kind, change_diff ->> 'from' AS "from", change_diff ->> 'to' AS "to", changed_by
      FROM cutter_governance.decision_backlog_history ORDER BY entry_version_after`);
    expect(history.map(({ change_kind, from, to }) => [change_kind, from, to])).toEqual([
      ['mark', null, 'marked'],
      ['sweep_promote', 'marked', 'review_pending'],
      ['review:approve', 'review_pending', 'reviewed_approved'],
      ['cut', 'reviewed_approved', 'cut_applied'],
      ['verify:pass', 'cut_applied', 'verified_complete'],
    ]);
    expect(history.at(3)?.changed_by).toBe('cutter_exec/DOT-991/big-doc-cut');
  });

  it('the cut wrote the units in the same transaction, and what was cut is found right', async () => {
    expect((await at.work.verify(at.cut)).verdict).toBe('PASS');
    const [one] = await at.work.database.query(`SELECT count(*) AS n, bool_and(u.xmin = c.xmin) AS together
      FROM public.information_unit u, cutter_governance.cut_change_set c`);
    // Both versions of the unit row are of that transaction: it was inserted, and then its anchors were set.
    expect(one).toEqual({ n: '1', together: 't' });
  });

  it('the reviewer and the answers stand in the decision, and the approval of the cut in the change set', async () => {
    const [decision] = await at.work.database.query(
      'SELECT verdict, reviewer, coverage_complete, no_overlap, boundaries_right, prior_review_decision_id FROM cutter_governance.review_decision',
    );
    expect(decision).toEqual({
      verdict: 'approve',
      reviewer: 'approver@example.org',
      coverage_complete: 't',
      no_overlap: 't',
      boundaries_right: null,
      prior_review_decision_id: null,
    });
    const [changeSet] = await at.work.database.query(
      'SELECT approval_sha256, plan_sha256, content_committed_at FROM cutter_governance.cut_change_set',
    );
    expect(changeSet).toMatchObject({ plan_sha256: at.cut.sha256, content_committed_at: null });
    expect(changeSet?.approval_sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('every step made again at the end changes nothing; nor where its folder is lost', async () => {
    const before = await everything(at.work);
    const again = [
      () => step(at.work, at.cut, STEPS.request),
      () => step(at.work, at.cut, STEPS.sweep),
      () => step(at.work, at.cut, STEPS.review, verdict('approve', { yes: 'coverage_complete,no_overlap' })),
      () => step(at.work, at.cut, STEPS.cut),
      () => derive(at.work, at.cut, WRITE_VERIFY),
    ];
    for (const make of again) expect((await make()).outcome).toBe('already_applied');
    expect((await at.work.apply(at.cut)).outcome).toBe('already_applied');
    const lost = join(temporaryFolder(), 'cut');
    cpSync(at.cut.folder, lost, { recursive: true });
    for (const name of ['request', 'sweep', 'review', 'tracked-cut', 'write-verify'])
      rmSync(join(lost, name), { recursive: true });
    const cut = { ...at.cut, folder: lost, file: join(lost, 'plan.json') };
    for (const kind of [STEPS.request, STEPS.sweep, STEPS.cut])
      expect(codesOf(await refusalOf(step(at.work, cut, kind)))).toContain('plan.backlog');
    expect(codesOf(await refusalOf(step(at.work, cut, STEPS.review, verdict('approve'))))).toContain('plan.backlog');
    expect(await everything(at.work)).toEqual(before);
  });

  it('is not recorded a second time', async () => {
    expect(
      codesOf(await refusalOf(derive(at.work, at.cut, { kind: record, folder: 'record', lane: 'DOT-991' }))),
    ).toContain('plan.recorded');
  });
});

describe('more units', () => {
  it.each([[3], [60]])('%i units are 13 + 2N rows', async (n) => {
    const at = await place(n);
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('approve'));
    await made(at, STEPS.cut);
    await verified(at);
    const counts = await rowCounts(at.work.database);
    expect(counts).toEqual(AFTER(n).verify);
    expect(total(counts)).toBe(13 + 2 * n);
  });

  it('units that were cut before: the step writes the ledger only, and as many rows', async () => {
    const at = await place(3);
    expect((await at.work.apply(at.cut)).outcome).toBe('applied');
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('approve'));
    const content = await at.work.database.query('SELECT xmin::text, id FROM public.information_unit ORDER BY id');
    await made(at, STEPS.cut);
    expect(await at.work.database.query('SELECT xmin::text, id FROM public.information_unit ORDER BY id')).toEqual(
      content,
    );
    await verified(at);
    expect(await rowCounts(at.work.database)).toEqual(AFTER(3).verify);
  });
});

describe('a cut by the canonical writer, which alone may write while the gateway is enforced', () => {
  it('is tracked, too: applied once it is reviewed, and recorded by the step in as many rows', async () => {
    const work = await serverWorkplace(
      `UPDATE public.dot_config SET value = 'enforced' WHERE key = 'iu_create.gateway.mode'`,
    );
    await laneKeys(work);
    const cut = await work.plan(exampleBy('canonical'));
    await work.approve(cut);
    const at = { work, cut };
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('approve'));
    const [problem] = await refused(at, () => step(work, cut, STEPS.cut), 'plan.parent');
    expect(problem?.hint).toMatch(/^Apply the plan of the cut first/);
    expect((await work.apply(cut)).outcome).toBe('applied');
    await made(at, STEPS.cut);
    await verified(at);
    expect(await rowCounts(work.database)).toEqual(AFTER(60).verify);
    const [unlike] = await work.database.query(`SELECT count(*) AS n
      FROM cutter_governance.cut_change_set_affected_row a JOIN public.information_unit u ON u.id = a.target_row_id
      WHERE u.canonical_address = a.canonical_address AND u.version_anchor_ref = a.unit_version_id`);
    expect(unlike).toEqual({ n: '60' });
  });
});

describe('what is deferred comes back', () => {
  it('by a later sweep, and its second review names the first', async () => {
    const at = await place(1);
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('defer'));
    expect(await status(at)).toBe('reviewed_deferred');
    await made(at, STEPS.sweep);
    expect(await status(at)).toBe('review_pending');
    await made(at, STEPS.review, verdict('approve'));
    await made(at, STEPS.cut);
    await verified(at);
    const decisions = await at.work.database.query(
      `SELECT verdict, prior_review_decision_id IS NULL AS first FROM cutter_governance.review_decision ORDER BY verdict`,
    );
    expect(decisions).toEqual([
      { verdict: 'approve', first: 'f' },
      { verdict: 'defer', first: 't' },
    ]);
    expect(await status(at)).toBe('verified_complete');
  });

  it('what is rejected or abandoned does not', async () => {
    const at = await place(1);
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('reject'));
    for (const kind of [STEPS.cut, STEPS.abandon]) {
      const options = kind === STEPS.abandon ? { given: { by: 'approver@example.org', reason: 'over' } } : {};
      expect(codesOf(await refusalOf(step(at.work, at.cut, kind, options)))).toContain('plan.backlog');
    }
    expect(await status(at)).toBe('reviewed_rejected');
    const other = await place(1);
    await made(other, STEPS.request);
    await made(other, STEPS.abandon, { given: { by: 'approver@example.org', reason: 'no longer wanted' } });
    expect(codesOf(await refusalOf(step(other.work, other.cut, STEPS.sweep)))).toContain('plan.backlog');
  });
});

it('of two reviewers who decide at once, one does; the other finds the request moved', async () => {
  const at = await place(1);
  await made(at, STEPS.request);
  await made(at, STEPS.sweep);
  const folder = join(temporaryFolder(), 'cut');
  cpSync(at.cut.folder, folder, { recursive: true });
  const copy = { ...at.cut, folder, file: join(folder, 'plan.json') };
  const decided = await Promise.allSettled([
    step(at.work, at.cut, STEPS.review, verdict('approve')),
    step(at.work, copy, STEPS.review, verdict('reject')),
  ]);
  const outcomes = decided.map((one) => (one.status === 'fulfilled' ? one.value.outcome : 'refused'));
  expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'refused')).toHaveLength(1);
  const counts = await rowCounts(at.work.database);
  expect(counts).toEqual(AFTER(1).review);
});

describe('a refusal changes nothing in any table', () => {
  let at: Place;
  beforeEach(async () => {
    at = await place(2);
  });

  it('steps out of order: each names where the request stands and what comes next', async () => {
    await refused(at, () => step(at.work, at.cut, STEPS.sweep), 'plan.backlog');
    await made(at, STEPS.request);
    await refused(at, () => step(at.work, at.cut, STEPS.review, verdict('approve')), 'plan.backlog');
    await refused(at, () => step(at.work, at.cut, STEPS.cut), 'plan.backlog');
    await made(at, STEPS.sweep);
    await refused(at, () => step(at.work, at.cut, STEPS.cut), 'plan.backlog');
  });

  it('an entry that was not swept is not reviewed', async () => {
    await made(at, STEPS.request);
    const problems = await refusalOf(step(at.work, at.cut, STEPS.review, verdict('approve')));
    expect(problems[0]).toMatchObject({ code: 'plan.backlog', hint: expect.stringMatching(/cutter sweep/) });
  });

  it('another verdict after the first', async () => {
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('approve'));
    await refused(at, () => step(at.work, at.cut, STEPS.review, verdict('reject')), 'plan.backlog');
  });

  it('a review by somebody else than whose approval counts', async () => {
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await refused(
      at,
      () => step(at.work, at.cut, STEPS.review, verdict('approve', { by: 'other@example.org' })),
      'gate.approval',
    );
  });

  it('a review that nobody signs, or that the author signs', async () => {
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await refused(
      at,
      () => step(at.work, at.cut, STEPS.review, { ...verdict('approve'), request: { decide: undefined } as object }),
      'gate.approval_required',
    );
    await refused(
      at,
      () => step(at.work, at.cut, STEPS.review, { ...verdict('approve'), approver: 'author@example.org' }),
      'approval.key',
    );
  });

  it('a checklist that does not fit the verdict, or asks what nobody asked', async () => {
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await refused(
      at,
      () => step(at.work, at.cut, STEPS.review, verdict('approve', { no: 'no_overlap' })),
      'plan.review',
    );
    await refused(
      at,
      () => step(at.work, at.cut, STEPS.review, verdict('approve', { yes: 'looks_nice' })),
      'plan.review',
    );
    await refused(
      at,
      () => step(at.work, at.cut, STEPS.review, { given: { verdict: 'defer', by: 'approver@example.org' } }),
      'plan.review',
    );
  });

  it('a cut without its approval', async () => {
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('approve'));
    const later = new Date(Date.now() + 25 * 3600 * 1000);
    await refused(
      at,
      () => step(at.work, at.cut, STEPS.cut, { ports: { clock: { ...at.work.wire.clock, now: () => later } } }),
      'gate.approval',
    );
  });
});
