/** `record: atomic`: units and record in one transaction, so that there is never a unit without a record. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordedCut } from '../../src/core/kinds/recorded-cut/index.ts';
import { rowCounts, total } from '../database/ledger.ts';
import {
  codesOf,
  contentOf,
  NOTHING,
  type PlannedCut,
  refusalOf,
  type ServerWorkplace,
  serverWorkplace,
} from '../support/cutter.ts';
import { derive, laneKeys, RECORD, WRITE_VERIFY } from '../support/governed.ts';
import { applied, approvedAndApplied, exampleBy, liveDigest, planEnact, planOf, planRevert } from '../support/own.ts';
import { RIG, rig } from '../support/rig.ts';

const RECORDED_CUT = { ...RECORD, kind: recordedCut };
const N = 60;

let work: ServerWorkplace;
let cut: PlannedCut;

/** The example, asking for its record in the same transaction. */
function atomicExample(writer: 'auto' | 'direct' | 'canonical' = 'auto'): string {
  const file = exampleBy(writer);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^writer:.*$/m, '$&\nrecord: atomic'));
  return file;
}

const ledgerRows = async (): Promise<number> => total(await rowCounts(work.database));
const empty = async (): Promise<void> => {
  expect(await contentOf(work.database)).toEqual(NOTHING);
  expect(await ledgerRows()).toBe(0);
};

beforeEach(async () => {
  work = await serverWorkplace();
  await laneKeys(work);
  cut = await work.plan(atomicExample());
});
afterEach(() => work.database.drop());

it('the plan of the cut says so, and is refused alone, whatever approves it', async () => {
  expect(cut.header.cut.record).toBe('atomic');
  await work.approve(cut);
  const alone = await work.apply(cut);
  expect(alone.outcome).toBe('refused');
  expect(alone.problems).toMatchObject([{ code: 'gate.record', hint: expect.stringContaining('cutter record') }]);
  await empty();
});

it('one transaction writes 3N statements and 6 + 2N rows, under the approval of the cut', async () => {
  expect(codesOf(await refusalOf(derive(work, cut, RECORDED_CUT)))).toEqual(['plan.parent']);
  await work.approve(cut);
  expect(await derive(work, cut, RECORDED_CUT)).toMatchObject({
    outcome: 'applied',
    problems: [],
    statements: 3 * N + 6 + 2 * N,
  });
  expect(await contentOf(work.database)).toEqual({ ...NOTHING, units: '60', versions: '60', births: '60' });
  expect(await ledgerRows()).toBe(6 + 2 * N);
  // Every row that was written has the number of one and the same transaction.
  const [transactions] = await work.database.query(`SELECT count(DISTINCT x)::text AS count FROM (
    SELECT xmin::text AS x FROM public.unit_version UNION ALL SELECT xmin::text FROM cutter_governance.cut_change_set
    UNION ALL SELECT xmin::text FROM cutter_governance.manifest_unit_block
    UNION ALL SELECT xmin::text FROM cutter_governance.dot_pair_signature) AS rows`);
  expect(transactions?.count).toBe('1');
  expect(await work.verify(cut)).toMatchObject({ verdict: 'PASS' });
  expect(await derive(work, cut, RECORDED_CUT)).toMatchObject({ outcome: 'already_applied' });
  expect(await work.apply(cut)).toMatchObject({ outcome: 'already_applied' });
  expect(await ledgerRows()).toBe(6 + 2 * N);
});

it('goes on as every cut does: verified, enacted', async () => {
  await work.approve(cut);
  await derive(work, cut, RECORDED_CUT);
  expect(await derive(work, cut, WRITE_VERIFY)).toMatchObject({ outcome: 'applied' });
  const [result] = await work.database.query('SELECT verdict, findings::text FROM cutter_governance.verify_result');
  expect(result).toEqual({ verdict: 'pass', findings: '[]' });
  expect(await approvedAndApplied(work, planOf(await planEnact(work, cut)))).toMatchObject({ outcome: 'applied' });
});

it('and can be reverted', async () => {
  const before = await liveDigest(work.database);
  await work.approve(cut);
  await derive(work, cut, RECORDED_CUT);
  expect(await approvedAndApplied(work, planOf(await planRevert(work, cut)))).toMatchObject({ outcome: 'applied' });
  expect(await liveDigest(work.database)).toBe(before);
  // Neither its plan nor one that carries it works again, with the folder of the record and without.
  expect((await work.apply(cut)).outcome).toBe('refused');
  const again = planOf({
    state: 'planned',
    plan: { ...cut, file: join(cut.folder, 'record', 'plan.json'), bytes: 0 },
  });
  expect((await applied(work, again)).outcome).toBe('refused');
  rmSync(join(cut.folder, 'record'), { recursive: true });
  expect(codesOf(await refusalOf(derive(work, cut, RECORDED_CUT)))).toContain('plan.recorded');
});

describe('nothing of either leg is there', () => {
  it('when the record fails', async () => {
    await work.approve(cut);
    await work.database.query(`CREATE FUNCTION public.no() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'no'; END $$;
      CREATE TRIGGER trg_zz_no BEFORE INSERT ON cutter_governance.dot_pair_signature EXECUTE FUNCTION public.no()`);
    expect(await derive(work, cut, RECORDED_CUT)).toMatchObject({ outcome: 'rolled_back' });
    await empty();
  });

  it('when a unit fails once everything was sent', async () => {
    const rigged = await serverWorkplace(RIG);
    await work.database.drop();
    work = rigged;
    await laneKeys(work);
    cut = await work.plan(atomicExample());
    await work.approve(cut);
    await rig(work.database, 'birth gate L2', 'ICX-CONST/NT-1');
    expect(await derive(work, cut, RECORDED_CUT)).toMatchObject({ outcome: 'rolled_back' });
    await empty();
  });

  it('when the approval is of another plan', async () => {
    await work.approve(cut);
    const other = await work.plan(atomicExample('direct'));
    const [foreign = ''] = await work.wire.files.list(join(cut.folder, 'approvals'));
    expect(codesOf(await refusalOf(derive(work, other, RECORDED_CUT, { approvalFiles: [foreign] })))).toEqual([
      'plan.parent',
    ]);
    await empty();
  });
});

it('the canonical writer cannot do it, and a cut that does not ask for it is not done so', async () => {
  expect(await refusalOf(work.plan(atomicExample('canonical')))).toMatchObject([{ code: 'plan.record' }]);
  const plain = await work.plan(exampleBy('direct'));
  await work.approve(plain);
  expect(codesOf(await refusalOf(derive(work, plain, RECORDED_CUT)))).toEqual(['plan.record']);
  await empty();
});
