/** Rows of the governance ledger as the lanes write them, for tests. Every call makes ids of its own. */
import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { TestDatabase } from '../support/database.ts';
import { attempt, insert, type Unit } from './reference.ts';

export const LEDGER = [
  'decision_backlog_entry',
  'decision_backlog_history',
  'decision_backlog_dependency',
  'decision_backlog_sweep_log',
  'manifest_envelope',
  'manifest_unit_block',
  'review_decision',
  'dot_pair_signature',
  'cut_change_set',
  'cut_change_set_affected_row',
  'verify_result',
  'canonical_address_alias',
] as const;

export type Table = (typeof LEDGER)[number];
export type Columns = Readonly<Record<string, unknown>>;
export const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
export const into = (table: Table, row: Columns): string => insert(`cutter_governance.${table}`, row);

/** The document under whose prefix `unit()` makes its addresses, and another one. */
export const DOCUMENT = 'document';
export const OTHER_DOCUMENT = 'other-document';

export async function registerDocuments(database: TestDatabase): Promise<void> {
  await database.query(
    `INSERT INTO cutter_governance.source_document_registry (source_document_ref, address_docprefix)
     VALUES ('${DOCUMENT}', 'TST'), ('${OTHER_DOCUMENT}', 'OTHER')`,
  );
}

export interface Subject {
  readonly id: string;
  readonly version: string;
  readonly address: string;
  readonly body: string;
}

/** A unit as the ledger speaks of it; `body` is the text that `unit()` gave it. */
export const subject = (unit: Unit): Subject => ({ ...unit, body: `Text of unit ${unit.address.split('-').at(-1)}.` });

export const entry = (entry_id: string, columns: Columns = {}): string =>
  into('decision_backlog_entry', {
    entry_id,
    kind: 'first_cut',
    status: 'marked',
    payload: { prefix: 'TST' },
    ...columns,
  });

export const step = (
  entry_id: string,
  after: number,
  from: string | null,
  to: string,
  change_kind: string,
  columns: Columns = {},
): string =>
  into('decision_backlog_history', {
    history_id: randomUUID(),
    entry_id,
    entry_version_before: after - 1,
    entry_version_after: after,
    change_kind,
    change_diff: { from, to },
    changed_by: 'test',
    ...columns,
  });

/** A compare-and-swap of the status. */
export const move = (entryId: string, from: string, to: string): string =>
  `UPDATE cutter_governance.decision_backlog_entry SET status = '${to}' WHERE entry_id = '${entryId}' AND status = '${from}'`;

export const envelope = (envelope_id: string, columns: Columns = {}): string =>
  into('manifest_envelope', {
    envelope_id,
    operation_kind: 'first_cut',
    status: 'accepted',
    source_doc_ref: DOCUMENT,
    created_by: 'test',
    ...columns,
  });

export const block = (envelope_id: string, entryId: string, unit: Subject, columns: Columns = {}): string =>
  into('manifest_unit_block', {
    envelope_id,
    unit_local_id: unit.address,
    block_role: 'result',
    source_span: { lines: [1, 2] },
    render_order: 1,
    target_unit_id: unit.id,
    decision_backlog_ref: entryId,
    proposed_canonical_address: unit.address,
    content_hash: hex(unit.body),
    ...columns,
  });

export const decision = (id: string, envelopeId: string, entryId: string, columns: Columns = {}): string =>
  into('review_decision', {
    review_decision_id: id,
    envelope_id: envelopeId,
    decision_backlog_entry_id: entryId,
    verdict: 'approve',
    governance_event_kind: 'cut',
    manifest_digest: hex('manifest'),
    candidate_count: 1,
    coverage_complete: true,
    reviewer: 'approver@example.org',
    emitted_by: 'cutter_exec/DOT-991',
    tool_revision: 'executor',
    ...columns,
  });

export const changeSet = (ids: Ids, columns: Columns = {}): string =>
  into('cut_change_set', {
    change_set_id: ids.changeSet,
    rollback_key: ids.changeSet,
    manifest_id: ids.envelope,
    manifest_version: hex('writer'),
    review_decision_id: ids.decision,
    executor_tool_revision: 'executor',
    verifier_tool_revision: 'pending',
    emitted_by: 'cutter_exec/DOT-991',
    executor_signature_id: ids.executorSignature,
    ...columns,
  });

export const affected = (ids: Ids, unit: Subject, columns: Columns = {}): string =>
  into('cut_change_set_affected_row', {
    affected_row_id: randomUUID(),
    change_set_id: ids.changeSet,
    target_table: 'public.information_unit',
    target_row_id: unit.id,
    canonical_address: unit.address,
    unit_version_id: unit.version,
    content_hash: hex(unit.body),
    effect: 'created',
    ...columns,
  });

export const signature = (id: string, kind: 'executor' | 'verifier', columns: Columns): string => {
  const payload = `signed by the ${kind}`;
  return into('dot_pair_signature', {
    signature_id: id,
    signature_kind: kind,
    signer_dot_id: kind === 'executor' ? 'DOT-991' : 'DOT-992',
    signer_identity: `${kind}@example.org`,
    signer_tool_revision: kind,
    signer_key_fingerprint: `SHA256:${kind}`,
    signature_algorithm: 'ssh-ed25519',
    signature_namespace: 'cutter',
    payload_envelope: payload,
    payload_hash: hex(payload),
    signature_payload: '-----BEGIN SSH SIGNATURE-----',
    canonicalization_rule_used: 'cutter.ledger/1',
    emitted_by: kind,
    ...columns,
  });
};

const AXES = [
  'count',
  'address',
  'hash',
  'body',
  'anchor',
  'lifecycle',
  'exclusion',
  'section_type',
  'outside',
  'ledger',
];

export const verifyResult = (ids: Ids, columns: Columns = {}): string =>
  into('verify_result', {
    verify_result_id: ids.verifyResult,
    change_set_id: ids.changeSet,
    executor_signature_id: ids.executorSignature,
    verifier_signature_id: ids.verifierSignature,
    executor_tool_revision: 'executor',
    verifier_tool_revision: 'verifier',
    tool_revision_match: false,
    ...Object.fromEntries(AXES.map((axis) => [`axis_${axis}_status`, 'pass'])),
    verdict: 'pass',
    state: 'verified_complete',
    canonicalization_rule_used: 'cutter.ledger/1',
    units_expected: 1,
    units_found: 1,
    emitted_by: 'cutter_verify/DOT-992',
    ...columns,
  });

export interface Ids {
  readonly entry: string;
  readonly envelope: string;
  readonly decision: string;
  readonly changeSet: string;
  readonly executorSignature: string;
  readonly verifierSignature: string;
  readonly verifyResult: string;
}

export const newIds = (): Ids => ({
  entry: randomUUID(),
  envelope: randomUUID(),
  decision: randomUUID(),
  changeSet: randomUUID(),
  executorSignature: randomUUID(),
  verifierSignature: randomUUID(),
  verifyResult: randomUUID(),
});

/** Leg B recorded after the cut: 6 + 2N rows, by the executor. */
export const legB = (ids: Ids, units: readonly Subject[]): string[] => [
  entry(ids.entry, { status: 'cut_applied' }),
  step(ids.entry, 1, null, 'cut_applied', 'cut'),
  envelope(ids.envelope),
  ...units.map((unit, order) => block(ids.envelope, ids.entry, unit, { render_order: order + 1 })),
  decision(ids.decision, ids.envelope, ids.entry, { candidate_count: units.length }),
  changeSet(ids),
  ...units.map((unit) => affected(ids, unit)),
  signature(ids.executorSignature, 'executor', { cross_reference_change_set_id: ids.changeSet }),
];

/** Write-verify: 2 rows, by the verifier. */
export const writeVerify = (ids: Ids, columns: Columns = {}): string[] => [
  verifyResult(ids, columns),
  signature(ids.verifierSignature, 'verifier', { cross_reference_verify_result_id: ids.verifyResult }),
];

/** Records the cut of the units and expects no refusal. */
export async function recorded(database: TestDatabase, units: readonly Subject[], ids: Ids = newIds()): Promise<Ids> {
  const done = await attempt(database, 'cutter_exec', legB(ids, units));
  if (done.refused) throw new Error(`The record was refused: ${done.message}`);
  return ids;
}

/** Rows of every table of the ledger. */
export async function rowCounts(database: TestDatabase): Promise<Record<Table, number>> {
  const [row] = await database.query(
    `SELECT ${LEDGER.map((table) => `(SELECT count(*) FROM cutter_governance.${table}) AS ${table}`).join(', ')}`,
  );
  return Object.fromEntries(LEDGER.map((table) => [table, Number(row?.[table])])) as Record<Table, number>;
}

export const total = (counts: Record<Table, number>): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

/**
 * The SQLSTATE with which the server refuses each case, undefined where it does not. All run as the superuser on one
 * connection, each from the same beginning; what fires at COMMIT alone does not fire.
 */
export async function refusals(
  database: TestDatabase,
  cases: readonly (readonly string[])[],
): Promise<(string | undefined)[]> {
  const { host, port, superuser: user } = database;
  const client = new pg.Client({ host, port, user, database: database.database });
  await client.connect();
  try {
    await client.query('BEGIN');
    const codes: (string | undefined)[] = [];
    for (const statements of cases) {
      await client.query('SAVEPOINT before');
      codes.push(
        await client.query(statements.join(';\n')).then(
          () => undefined,
          (error: pg.DatabaseError) => error.code,
        ),
      );
      await client.query('ROLLBACK TO before');
    }
    return codes;
  } finally {
    await client.end();
  }
}
