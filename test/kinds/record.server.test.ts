/** What a record refuses: each refusal is named, and leaves no row in any table of the ledger. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { record } from '../../src/core/kinds/record/index.ts';
import { deriveOnly } from '../../src/flows/derived.ts';
import { openLane } from '../../src/flows/lanes.ts';
import { rowCounts, total } from '../database/ledger.ts';
import { type PlannedCut, type ServerWorkplace, serverWorkplace, silent, TOOL } from '../support/cutter.ts';
import { derive, laneKeys, RECORD, WRITE_VERIFY } from '../support/governed.ts';

let work: ServerWorkplace;
let cut: PlannedCut;

async function made(): Promise<void> {
  work = await serverWorkplace();
  await laneKeys(work);
  cut = await work.plan();
  await work.approve(cut);
  expect((await work.apply(cut)).outcome).toBe('applied');
}

/** Plans the record without applying it. */
async function planned(): Promise<PlannedCut> {
  const { wire, databases } = work;
  const signers = await wire.signerFiles();
  const ports = { files: wire.files, signers: await wire.signers() };
  const lane = await openLane('DOT-991', await wire.laneKeyFiles(), signers, TOOL, ports);
  const plan = await deriveOnly(
    {
      kind: record,
      parent: cut.file,
      folder: 'record',
      lane,
      approvalFiles: [],
      dryRun: false,
      run: wire.run('record'),
      environment: [],
      policy: await wire.policy(),
      signers,
      tool: TOOL,
      signal: new AbortController().signal,
    },
    {
      ...wire,
      files: wire.files,
      output: wire.output,
      clock: wire.clock,
      databases,
      secondOpinion: await wire.secondOpinion(),
      progress: silent,
    },
  );
  return { file: plan.file, folder: join(cut.folder, 'record'), sha256: plan.sha256, header: plan.header };
}

/** Applies what is planned as `cutter apply` does, with the approval of the cut. */
const applied = async (plan: PlannedCut) =>
  work.apply(plan, {
    approvalFiles: await work.wire.files.list(join(cut.folder, 'approvals')),
    lanes: await keys(),
  });

async function keys() {
  const lanes = await work.wire.laneKeys();
  if (lanes === undefined) throw new Error('there are no keys of the lanes');
  return lanes;
}

const codes = ({ problems }: { readonly problems: readonly { readonly code: string }[] }): string[] => [
  ...new Set(problems.map(({ code }) => code)),
];
const rows = async (): Promise<number> => total(await rowCounts(work.database));
const edit = (file: string, from: string | RegExp, to: string): void => {
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
};

it('126 rows and then 2, by the two roles, on a server', async () => {
  await made();
  const result = await derive(work, cut, RECORD);
  expect(result).toMatchObject({ outcome: 'applied', receipt: { principal: 'cutter_exec' } });
  expect(await rows()).toBe(126);
  expect(await derive(work, cut, WRITE_VERIFY)).toMatchObject({
    outcome: 'applied',
    receipt: { principal: 'cutter_verify' },
  });
  expect(await rows()).toBe(128);
  expect(await derive(work, cut, RECORD)).toMatchObject({ outcome: 'already_applied' });
  expect(await derive(work, cut, WRITE_VERIFY)).toMatchObject({ outcome: 'already_applied' });
  expect(await rows()).toBe(128);
  // An entry that is recorded afterwards has no step of its own for the verification.
  expect(await work.database.query('SELECT status FROM cutter_governance.decision_backlog_entry')).toEqual([
    { status: 'cut_applied' },
  ]);
});

describe('a record is not planned', () => {
  beforeEach(made);

  it.each([
    [
      'lacks a column',
      'ALTER TABLE cutter_governance.manifest_unit_block DROP COLUMN report_summary',
      'report_summary',
    ],
    ['has one more column', 'ALTER TABLE cutter_governance.review_decision ADD COLUMN mood text', 'mood'],
    [
      'wants a value that there is none for',
      'ALTER TABLE cutter_governance.manifest_unit_block ALTER COLUMN report_summary SET NOT NULL',
      'report_summary',
    ],
  ])('where a table of the ledger %s', async (_, sql, named) => {
    await work.database.query(`DROP VIEW IF EXISTS cutter_governance.v_manifest_unit_block_observe; ${sql}`);
    await expect(derive(work, cut, RECORD)).rejects.toMatchObject({
      problems: [{ code: 'plan.catalogue', message: expect.stringContaining(named) }],
    });
    expect(await rows()).toBe(0);
  });

  it('where a table cannot be seen for lack of a grant, which is not to say that it is absent', async () => {
    await work.database.query('REVOKE SELECT ON cutter_governance.cut_change_set FROM cutter_verify');
    await expect(derive(work, cut, RECORD)).rejects.toMatchObject({
      problems: [{ code: 'database.permission', message: expect.stringContaining('cut_change_set') }],
    });
  });

  it('where the rows of the cut are no longer what it left', async () => {
    await work.database.query(
      `ALTER TABLE public.unit_version DISABLE TRIGGER USER; UPDATE public.unit_version SET title = 'x' WHERE content_hash = (SELECT min(content_hash) FROM public.unit_version); ALTER TABLE public.unit_version ENABLE TRIGGER USER`,
    );
    await expect(derive(work, cut, RECORD)).rejects.toMatchObject({ problems: [{ code: 'plan.live' }] });
    expect(await rows()).toBe(0);
  });

  it('without the approval that the receipt names', async () => {
    rmSync(join(cut.folder, 'approvals'), { recursive: true });
    await expect(derive(work, cut, RECORD)).rejects.toMatchObject({ problems: [{ code: 'plan.parent' }] });
  });

  it('from a manifest that was changed after its digest', async () => {
    edit(join(cut.folder, 'manifest.json'), 'principle', 'principlf');
    await expect(derive(work, cut, RECORD)).rejects.toMatchObject({ problems: [{ code: 'gate.pins' }] });
  });

  it('where both lanes have one key, or a lane has that of an approver', async () => {
    const paths = await work.wire.laneKeyFiles();
    for (const suffix of ['', '.pub']) cpSync(paths['DOT-991'] + suffix, paths['DOT-992'] + suffix);
    await expect(derive(work, cut, RECORD)).rejects.toMatchObject({ problems: [{ code: 'plan.lane' }] });
    for (const suffix of ['', '.pub']) cpSync(join(work.folder, `key${suffix}`), paths['DOT-992'] + suffix);
    await expect(derive(work, cut, RECORD)).rejects.toMatchObject({
      problems: [{ code: 'plan.lane', message: expect.stringContaining('approver') }],
    });
  });
});

describe('a planned record is refused', () => {
  let plan: PlannedCut;
  beforeEach(async () => {
    await made();
    plan = await planned();
  });

  it('and is applied where nothing was changed', async () => {
    expect(await applied(plan)).toMatchObject({ outcome: 'applied' });
    expect(await rows()).toBe(126);
  });

  it('without keys of the lanes, or with others', async () => {
    const approvalFiles = await work.wire.files.list(join(cut.folder, 'approvals'));
    expect(codes(await work.apply(plan, { approvalFiles }))).toEqual(['plan.lane']);
    const paths = await work.wire.laneKeyFiles();
    for (const path of Object.values(paths)) for (const suffix of ['', '.pub']) rmSync(path + suffix);
    await laneKeys(work);
    expect(codes(await applied(plan))).toEqual(['plan.lane']);
    expect(await rows()).toBe(0);
  });

  it('without an approval', async () => {
    expect(codes(await work.apply(plan, { approvalFiles: [], lanes: await keys() }))).toEqual([
      'gate.approval_required',
    ]);
    expect(await rows()).toBe(0);
  });

  it.each([
    ['plan.json', /cutter_exec\/DOT-991\/constitution-record/, 'cutter_exec/DOT-991/somebody-record', 'plan.digest'],
    ['request.json', /"rows_count":"60"/, '"rows_count":"61"', 'gate.pins'],
    [
      'request.json',
      /"signature":"-----BEGIN SSH SIGNATURE-----\\nU/,
      '"signature":"-----BEGIN SSH SIGNATURE-----\\nV',
      'plan.lane',
    ],
    ['snapshot.json', /"units","ICX-CONST\/NT-1","./, '"units","ICX-CONST/NT-1","', 'gate.pins'],
  ])('with another %s (%s)', async (name, from, to, code) => {
    edit(join(plan.folder, name), from, to);
    const result = await applied(plan).catch((error: { problems: readonly { code: string }[] }) => error);
    expect(codes(result)).toContain(code);
    expect(await rows()).toBe(0);
  });

  it('where the receipt of the cut is another one', async () => {
    const [receipt = ''] = await work.wire.files.list(join(cut.folder, 'receipts'));
    edit(receipt, /"finished_at":"20/, '"finished_at":"21');
    expect(codes(await applied(plan))).toEqual(['gate.parent']);
    expect(await rows()).toBe(0);
  });

  it('where the database has come to answer otherwise', async () => {
    await work.database.query(
      `UPDATE cutter_governance.source_document_version_registry SET content_checksum = repeat('0', 64)`,
    );
    const result = await applied(plan);
    expect(result.outcome).toBe('refused');
    expect(codes(result)).toContain('gate.premises');
    expect(await rows()).toBe(0);
  });

  it('where a trigger of the ledger is new', async () => {
    await work.database.query(
      'CREATE TRIGGER trg_new BEFORE INSERT ON cutter_governance.review_decision FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_signature_lane()',
    );
    expect(codes(await applied(plan))).toEqual(['gate.drift']);
    expect(await rows()).toBe(0);
  });

  it('by whoever would approve it: the approval of the cut covers it', async () => {
    await expect(work.approve(plan)).rejects.toMatchObject({ problems: [{ code: 'input.usage' }] });
  });
});
