/** The twelve tables: their columns, keys and checks, and the row counts of a record and of the step-by-step pipeline. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import {
  affected,
  block,
  type Columns,
  changeSet,
  decision,
  entry,
  envelope,
  type Ids,
  into,
  LEDGER,
  legB,
  move,
  newIds,
  OTHER_DOCUMENT,
  recorded,
  registerDocuments,
  rowCounts,
  signature,
  step,
  subject,
  total,
  verifyResult,
  writeVerify,
} from './ledger.ts';
import { attempt, referenceDatabase, unit } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
  await registerDocuments(database);
});

const oneUnit = () => subject(unit());

describe('the tables', () => {
  test('have exactly these numbers of columns', async () => {
    const rows = await database.query(
      `SELECT table_name, count(*) AS columns FROM information_schema.columns
       WHERE table_schema = 'cutter_governance' AND table_name = ANY ($1::text[]) GROUP BY 1 ORDER BY array_position($1::text[], table_name::text)`,
      [`{${LEDGER.join(',')}}`],
    );
    const counts = [6, 9, 6, 10, 12, 13, 25, 16, 24, 8, 26, 9];
    expect(rows).toEqual(LEDGER.map((table_name, i) => ({ table_name, columns: String(counts[i]) })));
  });

  test('seven columns of a change set are NOT NULL without a default, and none is a content hash', async () => {
    const rows = await database.query(
      `SELECT column_name, is_nullable = 'NO' AND column_default IS NULL AS demanded FROM information_schema.columns
       WHERE table_schema = 'cutter_governance' AND table_name = 'cut_change_set' ORDER BY ordinal_position`,
    );
    expect(rows.filter((row) => row.demanded === 't').map((row) => row.column_name)).toEqual([
      'rollback_key',
      'manifest_id',
      'manifest_version',
      'review_decision_id',
      'executor_tool_revision',
      'verifier_tool_revision',
      'emitted_by',
    ]);
    expect(rows.map((row) => row.column_name)).not.toContain('content_hash');
  });

  test.each([
    'rollback_key',
    'manifest_id',
    'manifest_version',
    'review_decision_id',
    'executor_tool_revision',
    'verifier_tool_revision',
    'emitted_by',
  ])('a change set without %s is refused', async (column) => {
    const ids = newIds();
    const done = await attempt(database, 'cutter_exec', [changeSet(ids, { [column]: null })]);
    expect(done).toMatchObject({ refused: true, code: '23502', column });
  });

  test('put no trigger of a foreign key on units and versions', async () => {
    const rows = await database.query(
      `SELECT conname FROM pg_constraint WHERE contype = 'f' AND connamespace = 'cutter_governance'::regnamespace
       AND confrelid IN ('public.information_unit'::regclass, 'public.unit_version'::regclass)`,
    );
    expect(rows).toEqual([]);
  });

  test('each has its observe view, with all its columns', async () => {
    const rows = await database.query(
      `SELECT v.relname AS view, (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = v.oid AND a.attnum > 0)
         = (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0) AS whole
       FROM pg_class v JOIN pg_class t ON t.relnamespace = v.relnamespace AND 'v_' || t.relname || '_observe' = v.relname
       WHERE v.relkind = 'v' AND v.relnamespace = 'cutter_governance'::regnamespace ORDER BY 1`,
    );
    expect(rows).toEqual(
      LEDGER.map((table) => ({ view: `v_${table}_observe`, whole: 't' })).sort((a, b) => (a.view < b.view ? -1 : 1)),
    );
  });
});

describe('row counts', () => {
  test.each([1, 3])('a record of %i units is 6 + 2N rows, and 2 more when it is verified', async (n) => {
    const before = total(await rowCounts(database));
    const ids = newIds();
    const done = await attempt(database, 'cutter_exec', legB(ids, Array.from({ length: n }, oneUnit)));
    expect(done.message).toBeUndefined();
    expect(total(await rowCounts(database)) - before).toBe(6 + 2 * n);
    expect((await attempt(database, 'cutter_verify', writeVerify(ids))).message).toBeUndefined();
    expect(total(await rowCounts(database)) - before).toBe(8 + 2 * n);
  });

  test('a request for one unit, step by step: 2, 4, 8, 12 and 15 rows, each lane its own', async () => {
    const ids = newIds();
    const given = oneUnit();
    const start = await rowCounts(database);
    const rows = async () => {
      const now = await rowCounts(database);
      return Object.fromEntries(LEDGER.map((table) => [table, now[table] - start[table]]).filter(([, n]) => n !== 0));
    };
    const done = async (role: string, statements: string[]) => {
      expect((await attempt(database, role, statements)).message).toBeUndefined();
      const counted = Object.values(await rows()).reduce((sum: number, n) => sum + Number(n), 0);
      return counted;
    };
    const sweep = randomUUID();
    expect(await done('cutter_exec', [entry(ids.entry), step(ids.entry, 1, null, 'marked', 'mark')])).toBe(2);
    expect(
      await done('cutter_exec', [
        move(ids.entry, 'marked', 'review_pending'),
        step(ids.entry, 2, 'marked', 'review_pending', 'sweep_promote', { history_id: sweep }),
        into('decision_backlog_sweep_log', {
          sweep_id: randomUUID(),
          entry_id: ids.entry,
          history_id: sweep,
          outcome: 'promoted',
          status_before: 'marked',
          status_after: 'review_pending',
          swept_by: 'test',
          tool_revision: 'executor',
        }),
      ]),
    ).toBe(4);
    expect(
      await done('cutter_exec', [
        move(ids.entry, 'review_pending', 'reviewed_approved'),
        step(ids.entry, 3, 'review_pending', 'reviewed_approved', 'review:approve'),
        envelope(ids.envelope, { cut_change_set_ref: ids.changeSet }),
        block(ids.envelope, ids.entry, given),
        decision(ids.decision, ids.envelope, ids.entry),
      ]),
    ).toBe(8);
    expect(
      await done('cutter_exec', [
        move(ids.entry, 'reviewed_approved', 'cut_in_progress'),
        move(ids.entry, 'cut_in_progress', 'cut_applied'),
        step(ids.entry, 4, 'reviewed_approved', 'cut_applied', 'cut'),
        changeSet(ids),
        affected(ids, given),
        signature(ids.executorSignature, 'executor', { cross_reference_change_set_id: ids.changeSet }),
      ]),
    ).toBe(12);
    expect(
      await done('cutter_verify', [
        move(ids.entry, 'cut_applied', 'verify_in_progress'),
        move(ids.entry, 'verify_in_progress', 'verified_complete'),
        step(ids.entry, 5, 'cut_applied', 'verified_complete', 'verify:pass'),
        ...writeVerify(ids),
      ]),
    ).toBe(15);
    expect(await rows()).toEqual({
      decision_backlog_entry: 1,
      decision_backlog_history: 5,
      decision_backlog_sweep_log: 1,
      manifest_envelope: 1,
      manifest_unit_block: 1,
      review_decision: 1,
      dot_pair_signature: 2,
      cut_change_set: 1,
      cut_change_set_affected_row: 1,
      verify_result: 1,
    });
  });
});

describe('a signature names one thing, and that of its lane', () => {
  let ids: Ids;
  beforeAll(async () => {
    ids = await recorded(database, [oneUnit()]);
    expect((await attempt(database, 'cutter_verify', writeVerify(ids))).message).toBeUndefined();
  });
  /** Whether the server lets the superuser add such a signature, and which check speaks otherwise. */
  const speaks = async (kind: 'executor' | 'verifier', columns: Columns): Promise<string | undefined> => {
    const done = await attempt(database, database.superuser, [signature(randomUUID(), kind, columns)], 'ROLLBACK');
    return done.constraint;
  };

  test.each(['executor', 'verifier'] as const)('%s: neither and both are refused', async (kind) => {
    expect(await speaks(kind, {})).toBe('ck_signature_exactly_one');
    const both = { cross_reference_change_set_id: ids.changeSet, cross_reference_verify_result_id: ids.verifyResult };
    expect(await speaks(kind, both)).toBe('ck_signature_exactly_one');
  });

  test('swapped is refused, the own reference is not', async () => {
    const fresh = newIds();
    const onChangeSet = { cross_reference_change_set_id: fresh.changeSet };
    const onResult = { cross_reference_verify_result_id: fresh.verifyResult };
    expect(await speaks('executor', { cross_reference_verify_result_id: ids.verifyResult })).toBe('ck_signature_lane');
    expect(await speaks('verifier', { cross_reference_change_set_id: ids.changeSet })).toBe('ck_signature_lane');
    expect(await speaks('executor', { ...onChangeSet, signer_dot_id: 'DOT-992' })).toBe('ck_signature_lane');
    expect(await speaks('verifier', { ...onResult, signer_dot_id: 'DOT-991' })).toBe('ck_signature_lane');
    const done = await attempt(database, 'cutter_exec', legB(fresh, [oneUnit()]));
    expect(done.refused).toBe(false);
    expect((await attempt(database, 'cutter_verify', writeVerify(fresh))).refused).toBe(false);
  });

  test('neither lane adds a signature of the other', async () => {
    const asVerifier = signature(randomUUID(), 'verifier', { cross_reference_verify_result_id: ids.verifyResult });
    const asExecutor = signature(randomUUID(), 'executor', { cross_reference_change_set_id: ids.changeSet });
    expect(await attempt(database, 'cutter_exec', [asVerifier])).toMatchObject({
      code: 'IU009',
      column: 'signature_kind',
    });
    expect(await attempt(database, 'cutter_verify', [asExecutor])).toMatchObject({ code: 'IU009' });
  });

  test('one change set has one signature, one verify result as well', async () => {
    expect(await speaks('executor', { cross_reference_change_set_id: ids.changeSet })).toBe('uq_signature_change_set');
    expect(await speaks('verifier', { cross_reference_verify_result_id: ids.verifyResult })).toBe(
      'uq_signature_verify_result',
    );
  });

  test('the hash must be that of the payload', async () => {
    const wrong = { cross_reference_change_set_id: ids.changeSet, payload_hash: '0'.repeat(64) };
    expect(await speaks('executor', wrong)).toBe('ck_signature_payload_hash');
  });
});

describe('keys and checks', () => {
  let ids: Ids;
  beforeAll(async () => {
    ids = await recorded(database, [oneUnit()]);
  });
  const refusal = async (...statements: string[]) => {
    const done = await attempt(database, database.superuser, statements);
    return [done.code, done.constraint];
  };
  const again = (columns: Columns) =>
    changeSet({ ...ids, changeSet: randomUUID() }, { executor_signature_id: null, ...columns });

  test('a rollback key and an idempotency key stand once', async () => {
    expect(await refusal(again({ rollback_key: ids.changeSet }))).toEqual(['23505', 'uq_cut_change_set_rollback_key']);
    const key = randomUUID();
    expect(await refusal(again({ idempotency_key: key }), again({ idempotency_key: key }))).toEqual([
      '23505',
      'uq_cut_change_set_idempotency_key',
    ]);
    expect(await refusal(again({ idempotency_key: null }), again({ idempotency_key: null }))).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('a change set names an envelope and a decision that exist, and at COMMIT its signature', async () => {
    expect((await refusal(again({ manifest_id: randomUUID() })))[0]).toBe('23503');
    expect((await refusal(again({ review_decision_id: randomUUID() })))[0]).toBe('23503');
    expect(await refusal(again({ executor_signature_id: randomUUID() }))).toEqual([
      '23503',
      'fk_change_set_executor_signature',
    ]);
  });

  test('an address stands once in an envelope and role, and a unit once in a change set', async () => {
    const given = oneUnit();
    const twice = block(ids.envelope, ids.entry, given, { unit_local_id: 'second' });
    expect(await refusal(block(ids.envelope, ids.entry, given), twice)).toEqual([
      '23505',
      'uq_manifest_unit_block_address',
    ]);
    expect(await refusal(affected(ids, given), affected(ids, given))).toEqual(['23505', 'uq_affected_row']);
  });

  test('a decision has one successor at most', async () => {
    const next = () => decision(randomUUID(), ids.envelope, ids.entry, { prior_review_decision_id: ids.decision });
    expect(await refusal(next(), next())).toEqual(['23505', 'uq_review_decision_prior']);
  });

  test.each<[string, (ids: Ids) => string, string]>([
    [
      'an approval with a "no" among its answers',
      (i) => decision(randomUUID(), i.envelope, i.entry, { no_overlap: false }),
      'ck_review_decision_checklist',
    ],
    [
      'a rejection without a reason',
      (i) => decision(randomUUID(), i.envelope, i.entry, { verdict: 'reject' }),
      'ck_review_decision_reason',
    ],
    [
      'a revert of anything but compensation',
      (i) => decision(randomUUID(), i.envelope, i.entry, { verdict: 'revert', rationale: 'why' }),
      'ck_review_decision_revert',
    ],
    [
      'a verdict that is none',
      (i) => decision(randomUUID(), i.envelope, i.entry, { verdict: 'maybe', rationale: 'why' }),
      'review_decision_verdict_check',
    ],
    [
      'a manifest digest that is none',
      (i) => decision(randomUUID(), i.envelope, i.entry, { manifest_digest: 'x' }),
      'ck_review_decision_digests',
    ],
    [
      'a plan hash that is none',
      (i) => decision(randomUUID(), i.envelope, i.entry, { plan_sha256: 'x' }),
      'ck_review_decision_digests',
    ],
    [
      'an envelope of an operation that is none',
      () => envelope(randomUUID(), { operation_kind: 'rename' }),
      'manifest_envelope_operation_kind_check',
    ],
    [
      'an envelope with a status that is none',
      () => envelope(randomUUID(), { status: 'done' }),
      'manifest_envelope_status_check',
    ],
    [
      'a block in a role that is none',
      (i) => block(i.envelope, i.entry, oneUnit(), { block_role: 'copy' }),
      'manifest_unit_block_block_role_check',
    ],
    [
      'a local id with a line break',
      (i) => block(i.envelope, i.entry, oneUnit(), { unit_local_id: 'a\nb' }),
      'manifest_unit_block_unit_local_id_check',
    ],
    [
      'a writer digest that is none',
      (i) => changeSet({ ...i, changeSet: randomUUID() }, { manifest_version: 'x' }),
      'ck_change_set_digests',
    ],
    [
      'an author that is blank',
      (i) => changeSet({ ...i, changeSet: randomUUID() }, { emitted_by: ' ' }),
      'ck_change_set_said',
    ],
    ['a pass with a failed axis', (i) => verifyResult(i, { axis_body_status: 'fail' }), 'ck_verify_result_pass'],
    [
      'a pass with an axis not checked',
      (i) => verifyResult(i, { axis_ledger_status: 'not_checked' }),
      'ck_verify_result_pass',
    ],
    ['a pass with a unit missing', (i) => verifyResult(i, { units_found: 0 }), 'ck_verify_result_pass'],
    [
      'a pass by the tool that cut',
      (i) => verifyResult(i, { verifier_tool_revision: 'executor', tool_revision_match: true }),
      'ck_verify_result_pass',
    ],
    [
      'a tool revision match that is not so',
      (i) => verifyResult(i, { tool_revision_match: true, verdict: 'fail', state: 'verify_failed_escalated' }),
      'ck_verify_result_revision',
    ],
    ['a failure that is complete', (i) => verifyResult(i, { verdict: 'fail' }), 'ck_verify_result_state'],
    [
      'an axis with a status that is none',
      (i) => verifyResult(i, { axis_hash_status: 'maybe', verdict: 'fail', state: 'verify_failed_escalated' }),
      'ck_verify_result_axes',
    ],
    ['a request of no kind', () => entry(randomUUID(), { kind: '' }), 'ck_backlog_said'],
    [
      'a step of a kind that is none',
      (i) => step(i.entry, 2, 'cut_applied', 'abandoned', 'shrug'),
      'ck_backlog_history_kind',
    ],
    [
      'a step without its "to"',
      (i) => step(i.entry, 2, 'cut_applied', 'abandoned', 'abandon', { change_diff: { from: 'cut_applied' } }),
      'ck_backlog_history_diff',
    ],
    [
      'a step over two versions',
      (i) => step(i.entry, 2, 'cut_applied', 'abandoned', 'abandon', { entry_version_after: 3 }),
      'ck_backlog_history_version',
    ],
  ])('refused: %s', async (_, statement, constraint) => {
    expect(await refusal(statement(ids))).toEqual(['23514', constraint]);
  });

  test('a failed verification is recorded too', async () => {
    const failed = {
      verdict: 'fail',
      state: 'verify_failed_escalated',
      axis_body_status: 'fail',
      escalation_ref: 'SG_3',
    };
    expect((await attempt(database, 'cutter_verify', writeVerify(ids, failed))).message).toBeUndefined();
  });

  test('an envelope is of a registered document', async () => {
    expect((await refusal(envelope(randomUUID(), { source_doc_ref: 'unknown' })))[0]).toBe('23503');
    expect((await refusal(envelope(randomUUID(), { source_doc_ref: OTHER_DOCUMENT })))[0]).toBeUndefined();
  });
});
