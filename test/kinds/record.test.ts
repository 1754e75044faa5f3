/** Leg B and its verification on the embedded database: every row, every value, and no second time. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuid5 } from '../../src/core/hash.ts';
import type { EmbeddedServer } from '../../src/edge/embedded/open.ts';
import { verdictOf } from '../../src/flows/write-verify.ts';
import type { Databases } from '../../src/ports.ts';
import { EXAMPLE_CUT, type PlannedCut, registerCut, type Workplace, workplaceAt } from '../support/cutter.ts';
import { embeddedReference } from '../support/embedded.ts';
import { temporaryFolder } from '../support/folder.ts';
import { derive, laneKeys, RECORD, WRITE_VERIFY } from '../support/governed.ts';

let server: EmbeddedServer;
let databases: Databases;
let work: Workplace;
let cut: PlannedCut;

beforeAll(async () => {
  server = await embeddedReference(join(temporaryFolder(), 'database'));
  databases = server.databases();
  await registerCut(databases, EXAMPLE_CUT);
  work = await workplaceAt(databases);
  await laneKeys(work);
  cut = await work.plan();
  await work.approve(cut);
});
afterAll(() => server.close());

async function query(sql: string): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const session = await databases.open('owner', { name: 'test' });
  try {
    return await session.rows(sql);
  } finally {
    await session.close();
  }
}

async function asOwner(...sql: readonly string[]): Promise<void> {
  const session = await databases.open('owner', { name: 'test' });
  try {
    for (const one of sql) await session.command(one);
  } finally {
    await session.close();
  }
}

const codes = (problems: readonly { readonly code: string }[]): string[] => problems.map(({ code }) => code);
const total = async (): Promise<number> =>
  Number((await query('SELECT count(*)::text AS n FROM cutter_governance.ledger_chain'))[0]?.n);

describe('before the cut', () => {
  it('there is nothing to record', async () => {
    await expect(derive(work, cut, RECORD)).rejects.toMatchObject({ problems: [{ code: 'plan.parent' }] });
    expect(await total()).toBe(0);
  });
});

describe('once the cut was made', () => {
  beforeAll(async () => {
    expect((await work.apply(cut)).outcome).toBe('applied');
  });

  it('it is not verified before it is recorded', async () => {
    await expect(derive(work, cut, WRITE_VERIFY)).rejects.toMatchObject({ problems: [{ code: 'plan.live' }] });
  });

  it('a dry run writes nothing', async () => {
    expect(await derive(work, cut, RECORD, { dryRun: true })).toMatchObject({ outcome: 'dry_run', statements: 126 });
    expect(await total()).toBe(0);
  });

  it('an approval that does not count refuses the record, too', async () => {
    const later = new Date(Date.now() + 25 * 3600 * 1000);
    const result = await derive(work, cut, RECORD, {}, { clock: { ...work.wire.clock, now: () => later } });
    expect(result.outcome).toBe('refused');
    expect(codes(result.problems)).toContain('gate.approval');
    expect(await total()).toBe(0);
  });

  it('its record is 126 rows, and one link of the chain for each', async () => {
    const result = await derive(work, cut, RECORD);
    expect(result).toMatchObject({ outcome: 'applied', statements: 126, problems: [] });
    expect(result.receipt?.rows).toEqual({
      inserted: {
        'cutter_governance.cut_change_set': 1,
        'cutter_governance.cut_change_set_affected_row': 60,
        'cutter_governance.decision_backlog_entry': 1,
        'cutter_governance.decision_backlog_history': 1,
        'cutter_governance.dot_pair_signature': 1,
        'cutter_governance.ledger_chain': 126,
        'cutter_governance.manifest_envelope': 1,
        'cutter_governance.manifest_unit_block': 60,
        'cutter_governance.review_decision': 1,
      },
      updated: {},
    });
  });

  it('its values are those of the database, the receipt and the approval', async () => {
    const [set] = await query(`SELECT s.*, s.executor_signature_id = g.signature_id AS signed,
        s.content_committed_at = (SELECT max(created_at) FROM public.information_unit) AS committed,
        d.reviewer, d.approval_sha256 = s.approval_sha256 AS approved, e.status, h.change_diff::text AS diff
      FROM cutter_governance.cut_change_set s
      JOIN cutter_governance.review_decision d USING (review_decision_id)
      JOIN cutter_governance.decision_backlog_entry e ON e.entry_id = s.decision_backlog_entry_id
      JOIN cutter_governance.decision_backlog_history h ON h.entry_id = e.entry_id
      JOIN cutter_governance.dot_pair_signature g ON g.cross_reference_change_set_id = s.change_set_id`);
    const [receipt] = await work.wire.files.list(join(cut.folder, 'receipts'));
    expect(set).toMatchObject({
      change_set_id: uuid5('change set', cut.sha256),
      plan_sha256: cut.sha256,
      manifest_version: cut.header.pins.writer_digest,
      verifier_tool_revision: 'pending',
      affected_row_count: '60',
      signed: 't',
      committed: 't',
      approved: 't',
      reviewer: 'approver@example.org',
      status: 'cut_applied',
      diff: '{"to": "cut_applied", "from": null}',
    });
    expect(receipt).toContain(set?.run_id);
    // Blocks and affected rows say of every unit what the database says of it.
    const [same] = await query(`SELECT count(*)::text AS n FROM public.information_unit u
      JOIN public.unit_version v ON v.id = u.version_anchor_ref
      JOIN cutter_governance.manifest_unit_block b ON b.target_unit_id = u.id AND b.content_hash = v.content_hash
        AND b.proposed_canonical_address = u.canonical_address
      JOIN cutter_governance.cut_change_set_affected_row a ON a.target_row_id = u.id AND a.unit_version_id = v.id
        AND a.canonical_address = u.canonical_address AND a.content_hash = v.content_hash`);
    expect(same?.n).toBe('60');
    const [first] = await query(
      `SELECT unit_local_id FROM cutter_governance.manifest_unit_block WHERE render_order = 1`,
    );
    expect(first?.unit_local_id).toBe('NT-1');
  });

  it('a second record changes nothing', async () => {
    expect(await derive(work, cut, RECORD)).toMatchObject({ outcome: 'already_applied' });
    expect(await total()).toBe(126);
  });

  it('nor does one that is planned where its folder is lost', async () => {
    const elsewhere = { ...RECORD, folder: 'lost' };
    await expect(derive(work, cut, elsewhere)).rejects.toMatchObject({ problems: [{ code: 'plan.recorded' }] });
    expect(await total()).toBe(126);
  });

  it('what the verifier finds wrong is written down, and escalates the request', async () => {
    const change = (text: string): string[] => [
      'ALTER TABLE public.unit_version DISABLE TRIGGER USER',
      `UPDATE public.unit_version SET body = ${text} WHERE unit_id = (SELECT id FROM public.information_unit WHERE canonical_address = 'ICX-CONST/NT-1')`,
      'ALTER TABLE public.unit_version ENABLE TRIGGER USER',
    ];
    await asOwner(...change(`body || '!'`));
    const result = await derive(work, cut, WRITE_VERIFY);
    expect(result).toMatchObject({ outcome: 'applied', problems: [] });
    expect(await verdictOf(result.plan.file, work.wire.files)).toMatchObject({
      verdict: 'fail',
      findings: [{ id: 'bodies' }, { id: 'rows' }],
    });
    const [found] = await query(`SELECT r.axis_body_status, r.axis_hash_status, r.axis_count_status, r.state, e.status,
        r.escalation_ref = e.entry_id::text AS escalated, h.change_kind
      FROM cutter_governance.verify_result r, cutter_governance.decision_backlog_entry e
      JOIN cutter_governance.decision_backlog_history h ON h.entry_id = e.entry_id AND h.entry_version_after = 2`);
    expect(found).toEqual({
      axis_body_status: 'fail',
      axis_hash_status: 'fail',
      axis_count_status: 'pass',
      state: 'verify_failed_escalated',
      status: 'verify_failed_escalated',
      escalated: 't',
      change_kind: 'verify:fail',
    });
    await asOwner(...change(`left(body, -1)`));
    const rows = await total();
    const again = await derive(work, cut, WRITE_VERIFY);
    expect(again).toMatchObject({ outcome: 'applied' });
    expect(await verdictOf(again.plan.file, work.wire.files)).toMatchObject({ verdict: 'pass', findings: [] });
    expect((await query('SELECT status FROM cutter_governance.decision_backlog_entry'))[0]?.status).toBe(
      'verified_complete',
    );
    expect(await derive(work, cut, WRITE_VERIFY)).toMatchObject({ outcome: 'already_applied' });
    expect(await total()).toBe(rows + 3);
  });
});
