/** Enactment: by its own approval, on a decision about exactly these texts, and never back. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolve } from '../../src/flows/resolve.ts';
import { call } from '../database/canonical.ts';
import { attempt } from '../database/reference.ts';
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
  planOf,
  planRevert,
} from '../support/own.ts';

const ARTICLES = [
  { number: 1, title: 'Một', text: 'Chữ một.' },
  { number: 2, title: 'Hai', text: 'Chữ hai.' },
];

let work: ServerWorkplace;
let cut: PlannedCut;

async function made(...derived: (typeof RECORD)[]): Promise<void> {
  work = await serverWorkplace();
  await laneKeys(work);
  cut = await cutOf(work, await articlesCut(work, 'LAW-ONE', ARTICLES));
  for (const one of derived) expect(await derive(work, cut, one)).toMatchObject({ outcome: 'applied' });
}

const draftEdit = (text: string) => async (): Promise<void> => {
  const [row] = await work.database.query(
    `SELECT version_anchor_ref AS id FROM public.information_unit WHERE canonical_address = 'LAW-ONE/DIEU-1'`,
  );
  const args = {
    canonical_address: 'LAW-ONE/DIEU-1',
    title: null,
    body: text,
    actor: 'cutter_exec/DOT-991/by-hand',
    expected_version_id: row?.id,
    reason: 'A word was wrong.',
    dry_run: false,
  };
  await attempt(work.database, 'cutter_exec', [call('fn_iu_apply_edit_draft', args)], 'COMMIT');
};

const logged = () =>
  work.database.query(`SELECT u.canonical_address AS address, l.from_status || ' ' || l.to_status AS step, l.actor,
      l.review_decision_id AS decision, l.change_set_id IS NOT NULL AS of_change_set, l.tool_revision <> '' AS by_tool
    FROM public.iu_lifecycle_log l JOIN public.information_unit u ON u.id = l.unit_id ORDER BY l.log_id`);

describe('an enactment', () => {
  beforeAll(() => made(RECORD, WRITE_VERIFY));

  it('is planned for SG_2, says that there is no way back, and one call for each unit', async () => {
    const plan = planOf(await planEnact(work, cut));
    expect(plan.header).toMatchObject({
      kind: 'enact',
      approval: 'SG_2',
      parent: { sha256: cut.sha256, kind: 'cut.direct' },
      changes: { changed: 2 },
      expect: {
        statements: 2,
        inserted: { 'public.iu_lifecycle_log': 2 },
        updated: { 'public.information_unit': 2, 'public.unit_version': 2 },
      },
    });
    const again = planOf(await planEnact(work, cut));
    expect(again.sha256).toBe(plan.sha256);
  });

  it('is not covered by the approval of the cut', async () => {
    const plan = planOf(await planEnact(work, cut));
    expect(codesOf((await applied(work, plan)).problems)).toEqual(['gate.approval_required']);
    const ofTheCut = await work.wire.files.list(`${cut.folder}/approvals`);
    expect(codesOf((await applied(work, plan, { approvalFiles: ofTheCut })).problems)).toContain('gate.approval');
    expect(await logged()).toEqual([]);
  });

  it('rolls back as a dry run, and expires after twelve hours', async () => {
    const plan = planOf(await planEnact(work, cut));
    const early = { ...work.wire.clock, now: () => new Date(Date.now() - 13 * 3600 * 1000) };
    await work.approve(plan, { clock: early });
    expect(codesOf((await applied(work, plan)).problems)).toEqual(['gate.approval', 'gate.approval_required']);
    await work.approve(plan);
    expect(await applied(work, plan, { dryRun: true })).toMatchObject({ outcome: 'dry_run' });
    expect(await logged()).toEqual([]);
  });

  it('makes every draft law, with one row of the lifecycle log a unit', async () => {
    const plan = planOf(await planEnact(work, cut));
    const result = await approvedAndApplied(work, plan);
    expect(result).toMatchObject({ outcome: 'applied', problems: [], statements: 2 });
    const decision = decisionId(cut.sha256, 'cut');
    const step = { step: 'draft enacted', actor: 'cutter_exec/DOT-991/law-one-enact', decision };
    expect(await logged()).toEqual([
      { address: 'LAW-ONE/DIEU-1', ...step, of_change_set: 't', by_tool: 't' },
      { address: 'LAW-ONE/DIEU-2', ...step, of_change_set: 't', by_tool: 't' },
    ]);
    expect(await work.verify(plan)).toMatchObject({ verdict: 'PASS' });
    // The cut is no longer as its plan says, and it is said why.
    expect(await work.verify(cut)).toMatchObject({
      verdict: 'FAIL',
      moved_since: { became: 'enacted', folder: `${cut.folder}/enact` },
    });

    // Settled where its run was left in doubt.
    const receipt = result.receiptFile ?? '';
    const text = readFileSync(receipt, 'utf8');
    writeFileSync(receipt, text.replace('"outcome":"applied"', '"outcome":"in_doubt"'));
    expect(await resolve(receipt, { ...work.wire, databases: work.databases })).toMatchObject({
      outcome: 'applied',
      rows: 'all',
    });
  });

  it('applied again or planned again, it writes nothing', async () => {
    const own = await planEnact(work, cut);
    expect(own).toMatchObject({ state: 'applied' });
    const file = own.state === 'applied' ? own.file : '';
    expect(await applied(work, { ...cut, file })).toMatchObject({ outcome: 'already_applied' });
    // Where the folder is lost, the database says so.
    const elsewhere = await work.wire.files.read(cut.file, 1e6);
    expect(elsewhere.length).toBeGreaterThan(0);
    expect(await logged()).toHaveLength(2);
  });

  it('what is law is not edited, not changed by the owner, and not reverted', async () => {
    await draftEdit('Chữ khác.')();
    await expect(
      work.database.query(
        `UPDATE public.unit_version SET title = 'x' WHERE unit_id = (SELECT id FROM public.information_unit WHERE canonical_address = 'LAW-ONE/DIEU-1')`,
      ),
    ).rejects.toThrow(/IU004|no longer|fixed|enacted/);
    expect(codesOf(await refusalOf(planRevert(work, cut)))).toEqual(['plan.enacted']);
    expect(await work.verify({ ...cut, file: `${cut.folder}/enact/plan.json` })).toMatchObject({ verdict: 'PASS' });
  });

  it('other drafts can still be edited, cut and reverted', async () => {
    const other = await cutOf(work, await articlesCut(work, 'LAW-TWO', ARTICLES));
    const before = await liveDigest(work.database);
    expect(await approvedAndApplied(work, planOf(await planRevert(work, other)))).toMatchObject({ outcome: 'applied' });
    expect(await liveDigest(work.database)).not.toBe(before);
  });
});

describe('an enactment is not planned', () => {
  it('before the cut is recorded, nor before the verifier found it right', async () => {
    await made();
    expect(codesOf(await refusalOf(planEnact(work, cut)))).toEqual(['plan.decision', 'plan.live']);
    await derive(work, cut, RECORD);
    expect(await refusalOf(planEnact(work, cut))).toMatchObject([
      { code: 'plan.unverified', hint: expect.stringContaining('cutter write-verify') },
    ]);
    expect(await logged()).toEqual([]);
  });

  it('where the verifier found a fault', async () => {
    await made(RECORD);
    await draftEdit('Chữ khác.')();
    expect(await derive(work, cut, WRITE_VERIFY)).toMatchObject({ outcome: 'applied' });
    expect(codesOf(await refusalOf(planEnact(work, cut)))).toContain('plan.unverified');
  });

  describe('when all that was done', () => {
    beforeEach(() => made(RECORD, WRITE_VERIFY));

    it('but a draft was edited by hand since', async () => {
      await draftEdit('Chữ khác.')();
      const problems = await refusalOf(planEnact(work, cut));
      expect(codesOf(problems)).toEqual(['plan.decision', 'plan.live']);
      expect(problems.flatMap(({ detail = [] }) => detail).join('\n')).toContain('LAW-ONE/DIEU-1');
    });

    it('on a decision of another document, on none, or on one that is not there', async () => {
      const other = await cutOf(work, await articlesCut(work, 'LAW-TWO', ARTICLES));
      await derive(work, other, RECORD);
      const foreign = decisionId(other.sha256, 'cut');
      expect(await refusalOf(planEnact(work, cut, foreign))).toMatchObject([
        { code: 'plan.decision', message: expect.stringContaining('another document'), hint: expect.any(String) },
      ]);
      expect(await refusalOf(planEnact(work, cut, '0f8fad5b-d9cb-569f-a165-70867728950e'))).toMatchObject([
        { code: 'plan.decision', hint: expect.stringContaining(decisionId(cut.sha256, 'cut')) },
      ]);
      expect(codesOf(await refusalOf(planEnact(work, cut, 'yes')))).toEqual(['plan.decision']);
    });

    it('on a decision that was reverted', async () => {
      await approvedAndApplied(work, planOf(await planRevert(work, cut)));
      const problems = await refusalOf(planEnact(work, cut));
      expect(codesOf(problems)).toEqual(['plan.decision', 'plan.live']);
      expect(problems.map(({ message }) => message).join(' ')).toContain('was reverted');
    });

    it('and an approved plan is refused once a draft was edited', async () => {
      const plan = planOf(await planEnact(work, cut));
      await work.approve(plan);
      await draftEdit('Chữ khác.')();
      const result = await applied(work, plan);
      expect(result.outcome).toBe('refused');
      expect(codesOf(result.problems)).toEqual(['gate.cut_once', 'gate.premises']);
      expect(await logged()).toEqual([]);
    });
  });
});
