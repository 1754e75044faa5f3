/** Compensation: the drafts of one cut are retired, nothing is deleted, and the way on is open. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { revert } from '../../src/core/kinds/revert/index.ts';
import { rowCounts, total } from '../database/ledger.ts';
import { codesOf, type PlannedCut, refusalOf, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { derive, laneKeys, RECORD, WRITE_VERIFY } from '../support/governed.ts';
import {
  applied,
  approvedAndApplied,
  articlesCut,
  cutOf,
  decisionId,
  liveDigest,
  planEnact,
  planned,
  planOf,
  planRevert,
  REASON,
} from '../support/own.ts';

const ARTICLES = [
  { number: 1, title: 'Một', text: 'Chữ một.' },
  { number: 2, title: 'Hai', text: 'Chữ hai.' },
];
const NEXT = [
  { number: 2, title: 'Hai', text: 'Chữ hai mới.' },
  { number: 3, title: 'Ba', text: 'Chữ ba.' },
];

let work: ServerWorkplace;
let cut: PlannedCut;
let before: string | null | undefined;

beforeEach(async () => {
  work = await serverWorkplace();
  await laneKeys(work);
  before = await liveDigest(work.database);
  cut = await cutOf(work, await articlesCut(work, 'LAW-ONE', ARTICLES));
});

const decisions = () =>
  work.database.query(`SELECT r.review_decision_id AS id, r.prior_review_decision_id AS prior, r.verdict,
      r.governance_event_kind AS event, r.rationale, r.reviewer, e.status AS manifest, b.status AS request
    FROM cutter_governance.review_decision r JOIN cutter_governance.manifest_envelope e USING (envelope_id)
    JOIN cutter_governance.decision_backlog_entry b ON b.entry_id = r.decision_backlog_entry_id
    ORDER BY r.prior_review_decision_id NULLS FIRST`);

const rows = async (): Promise<number> => total(await rowCounts(work.database));

const statuses = () =>
  work.database.query(`SELECT u.canonical_address AS address, u.lifecycle_status AS unit, v.version_seq AS seq,
      v.lifecycle_status AS version FROM public.information_unit u JOIN public.unit_version v ON v.unit_id = u.id
    ORDER BY 1, v.version_seq`);

it('of a recorded cut is one decision and the end of its request, beside the units', async () => {
  await derive(work, cut, RECORD);
  const recorded = await rows();
  const plan = planOf(await planRevert(work, cut));
  expect(plan.header).toMatchObject({ kind: 'revert', approval: 'SG_1', changes: { gone: 2 }, given: REASON });
  expect(codesOf((await applied(work, plan)).problems)).toEqual(['gate.approval_required']);
  expect(await approvedAndApplied(work, plan)).toMatchObject({ outcome: 'applied', problems: [] });
  expect(await rows()).toBe(recorded + 2);
  const prior = decisionId(cut.sha256, 'cut');
  expect((await decisions()).at(-1)).toEqual({
    id: decisionId(cut.sha256, 'compensate'),
    prior,
    verdict: 'revert',
    event: 'compensate',
    rationale: REASON.reason,
    reviewer: 'SG_1',
    manifest: 'accepted',
    request: 'abandoned',
  });
  expect(await statuses()).toEqual([
    { address: 'LAW-ONE/DIEU-1', unit: 'retired', seq: '1', version: 'retired' },
    { address: 'LAW-ONE/DIEU-2', unit: 'retired', seq: '1', version: 'retired' },
  ]);
  expect(await liveDigest(work.database)).toBe(before);
  expect(await work.verify(plan)).toMatchObject({ verdict: 'PASS' });
  // Its request has ended: no verdict is due any more, and none is tried.
  await expect(derive(work, cut, WRITE_VERIFY)).rejects.toMatchObject({ problems: [{ code: 'plan.backlog' }] });
});

it('of a verified cut leaves its request as it ended', async () => {
  for (const one of [RECORD, WRITE_VERIFY]) await derive(work, cut, one);
  await work.database.query('SELECT 1');
  expect(await approvedAndApplied(work, planOf(await planRevert(work, cut)))).toMatchObject({ outcome: 'applied' });
});

it('of a cut that was never recorded writes the request and the manifest that the decision needs: 5 + N rows', async () => {
  const plan = planOf(await planRevert(work, cut));
  expect(await approvedAndApplied(work, plan)).toMatchObject({ outcome: 'applied', problems: [] });
  expect(await rows()).toBe(5 + 2);
  expect(await decisions()).toMatchObject([
    { prior: null, verdict: 'revert', manifest: 'withdrawn', request: 'abandoned' },
  ]);
  const steps = await work.database.query(
    'SELECT change_kind, rationale FROM cutter_governance.decision_backlog_history ORDER BY entry_version_after',
  );
  expect(steps).toEqual([
    { change_kind: 'cut', rationale: 'The cut was never recorded.' },
    { change_kind: 'abandon', rationale: REASON.reason },
  ]);
  // What was never recorded is not recorded afterwards.
  expect(codesOf(await refusalOf(derive(work, cut, RECORD)))).toContain('plan.live');
});

it('needs neither the receipt of the cut nor its approval', async () => {
  for (const name of ['receipts', 'approvals']) rmSync(join(cut.folder, name), { recursive: true });
  expect(await approvedAndApplied(work, planOf(await planRevert(work, cut)))).toMatchObject({ outcome: 'applied' });
  expect(await liveDigest(work.database)).toBe(before);
});

it('a second one changes nothing, with its folder and without', async () => {
  const plan = planOf(await planRevert(work, cut));
  await approvedAndApplied(work, plan);
  const after = [await rows(), await statuses()];
  expect(await applied(work, plan)).toMatchObject({ outcome: 'already_applied' });
  expect(await planRevert(work, cut)).toMatchObject({ state: 'applied' });
  rmSync(plan.folder, { recursive: true });
  expect(await planRevert(work, cut)).toMatchObject({ state: 'done', problems: [{ code: 'plan.done' }] });
  expect([await rows(), await statuses()]).toEqual(after);
});

it('a draft that was edited since is retired, too, by a manifest that names its text', async () => {
  await derive(work, cut, RECORD);
  await work.database.query(`SELECT public.fn_iu_apply_edit_draft('LAW-ONE/DIEU-1', NULL, 'Chữ khác.', 'someone',
    (SELECT version_anchor_ref FROM public.information_unit WHERE canonical_address = 'LAW-ONE/DIEU-1'), 'a word', false)`);
  expect(await approvedAndApplied(work, planOf(await planRevert(work, cut)))).toMatchObject({ outcome: 'applied' });
  expect(await liveDigest(work.database)).toBe(before);
  expect((await decisions()).at(-1)).toMatchObject({ prior: decisionId(cut.sha256, 'cut'), manifest: 'withdrawn' });
});

describe('is not planned', () => {
  it('without a reason', async () => {
    expect(codesOf(await refusalOf(planned(work, cut, revert, {})))).toEqual(['plan.decision']);
    expect(codesOf(await refusalOf(planned(work, cut, revert, { reason: ' ' })))).toEqual(['plan.decision']);
  });

  it('of a cut that is not there', async () => {
    const other = await work.plan(await articlesCut(work, 'LAW-TWO', ARTICLES));
    expect(await planRevert(work, other)).toMatchObject({ state: 'done' });
  });

  it('of units that were changed past the guards', async () => {
    await work.database.query(
      `ALTER TABLE public.unit_version DISABLE TRIGGER USER; UPDATE public.unit_version SET body = body || '!'; ALTER TABLE public.unit_version ENABLE TRIGGER USER`,
    );
    expect(codesOf(await refusalOf(planRevert(work, cut)))).toEqual(['plan.live']);
  });
});

it('an approved plan is refused once a unit is law', async () => {
  for (const one of [RECORD, WRITE_VERIFY]) await derive(work, cut, one);
  const plan = planOf(await planRevert(work, cut));
  await work.approve(plan);
  expect(await approvedAndApplied(work, planOf(await planEnact(work, cut)))).toMatchObject({ outcome: 'applied' });
  const result = await applied(work, plan);
  expect(result.outcome).toBe('refused');
  expect(codesOf(result.problems)).toEqual(['gate.cut_once', 'gate.premises']);
});

describe('afterwards', () => {
  beforeEach(async () => {
    await derive(work, cut, RECORD);
    await approvedAndApplied(work, planOf(await planRevert(work, cut)));
  });

  it('the old plan and its approval never work again', async () => {
    const content = await statuses();
    const again = await work.apply(cut);
    expect(again.outcome).toBe('refused');
    expect(codesOf(again.problems)).toEqual(['gate.cut_once']);
    expect(await statuses()).toEqual(content);
  });

  it('the addresses are cut again as new versions of the same units; what is new is created', async () => {
    const ids = await work.database.query(`SELECT canonical_address, id FROM public.information_unit ORDER BY 1`);
    const second = await cutOf(work, await articlesCut(work, 'LAW-ONE', NEXT));
    expect(second.header.kind).toBe('cut.reissue');
    expect(await statuses()).toEqual([
      { address: 'LAW-ONE/DIEU-1', unit: 'retired', seq: '1', version: 'retired' },
      { address: 'LAW-ONE/DIEU-2', unit: 'draft', seq: '1', version: 'retired' },
      { address: 'LAW-ONE/DIEU-2', unit: 'draft', seq: '2', version: 'draft' },
      { address: 'LAW-ONE/DIEU-3', unit: 'draft', seq: '1', version: 'draft' },
    ]);
    expect(
      (await work.database.query(`SELECT canonical_address, id FROM public.information_unit ORDER BY 1`)).slice(0, 2),
    ).toEqual(ids);
    expect(await work.verify(second)).toMatchObject({ verdict: 'PASS' });
    expect(await work.apply(second)).toMatchObject({ outcome: 'already_applied' });

    // Its record is what is left of leg B: change set, affected rows and signature.
    expect(await derive(work, second, RECORD)).toMatchObject({ outcome: 'applied', statements: 2 + 2 });
    expect(await derive(work, second, WRITE_VERIFY)).toMatchObject({ outcome: 'applied' });
    const effects = await work.database.query(
      `SELECT canonical_address AS address, effect FROM cutter_governance.cut_change_set_affected_row WHERE change_set_id = (SELECT change_set_id FROM cutter_governance.cut_change_set WHERE plan_sha256 = '${second.sha256}') ORDER BY 1`,
    );
    expect(effects).toEqual([
      { address: 'LAW-ONE/DIEU-2', effect: 'reissued' },
      { address: 'LAW-ONE/DIEU-3', effect: 'created' },
    ]);
    // The first compensation is over: it does not reach what was cut since.
    expect(await planRevert(work, cut)).toMatchObject({ state: 'done' });

    expect(await approvedAndApplied(work, planOf(await planEnact(work, second)))).toMatchObject({ outcome: 'applied' });
  });

  it('nor does the plan of the second cut work again, once that is reverted', async () => {
    const second = await cutOf(work, await articlesCut(work, 'LAW-ONE', NEXT));
    // It was not recorded: its own decision is taken back all the same.
    expect(await approvedAndApplied(work, planOf(await planRevert(work, second)))).toMatchObject({
      outcome: 'applied',
    });
    expect((await decisions()).map(({ verdict }) => verdict).sort()).toEqual([
      'approve',
      'approve',
      'revert',
      'revert',
    ]);
    const again = await work.apply(second);
    expect(again.outcome).toBe('refused');
    expect(codesOf(again.problems)).toContain('gate.premises');
    const third = await cutOf(work, await articlesCut(work, 'LAW-ONE', ARTICLES));
    expect(third.header.kind).toBe('cut.reissue');
    expect(await work.verify(third)).toMatchObject({ verdict: 'PASS' });
    // Cut once more when all is there, nothing is written, and that plan says what is there.
    const empty = await work.plan(await articlesCut(work, 'LAW-ONE', ARTICLES));
    expect(empty.header.expect.statements).toBe(0);
    expect(await work.verify(empty)).toMatchObject({ verdict: 'PASS' });
  });
});
