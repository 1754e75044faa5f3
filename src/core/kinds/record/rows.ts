/** The statements of a record, from what is known of the cut. Values are read, never made up. */
import { affectedRowId, changeSetId, historyId, signatureId } from '../../ledger/ids.ts';
import { microseconds, type RowValues } from '../../ledger/insert.ts';
import { laneStatementText } from '../../ledger/lane-statement.ts';
import { insertedRows } from '../../ledger/rows.ts';
import type { Statement } from '../../plan/plan.ts';
import type { PlanRequest } from '../../plan/request.ts';
import type { SurveyRow } from '../../plan/survey.ts';
import { inserts } from './inserts.ts';

/** What a record says, beyond its request. */
export interface RecordFacts {
  readonly request: PlanRequest;
  readonly shared: Readonly<Record<string, string>>;
  readonly sourceRef: string;
  /** When the transaction of the cut began, by the database's clock; NULL says: it is this very one. */
  readonly committedAt: string | null;
  /** The units in the order of the document, as they are in the database once this plan is carried out. */
  readonly units: readonly SurveyRow[];
}

type Units = Generator<readonly Statement[], void, undefined>;

const json = (value: unknown): string => JSON.stringify(value);

/** All rows but the signature. */
export function* recordUnits({ request, shared, sourceRef, committedAt, units }: RecordFacts): Units {
  const { cut, parent, pins, approvals } = request;
  const { prefix } = cut;
  const changeSet = changeSetId(parent.sha256);
  const reviewers = approvals.map(({ approver }) => approver).join(', ');
  const reviewedAt = microseconds(
    approvals
      .map(({ issued_at }) => issued_at)
      .sort()
      .at(-1) ?? '',
  );
  const rationale = `Approved by ${approvals.map(({ approver, sha256 }) => `${approver} (approval sha256 ${sha256})`).join(', ')}.`;
  const approval = approvals[0]?.sha256 ?? null;
  const one = (name: keyof typeof inserts, address: string, values: RowValues): readonly Statement[] => [
    inserts[name].statement(name, address, values),
  ];

  // A cut that brought retired units back wrote these itself: its calls rest on them.
  if (parent.ledger === undefined) {
    yield one('entry', prefix, {
      kind: 'first_cut',
      status: 'cut_applied',
      payload: json({ cut: cut.name, prefix, plan_sha256: parent.sha256, run: parent.run ?? '' }),
    });
    yield one('history', prefix, {
      history_id: historyId(shared.entry_id ?? '', 1),
      entry_version_before: '0',
      entry_version_after: '1',
      change_kind: 'cut',
      change_diff: json({ from: null, to: 'cut_applied' }),
      rationale: committedAt === null ? 'Recorded with the cut.' : 'Recorded after the cut.',
    });
    yield one('envelope', prefix, {
      operation_kind: 'first_cut',
      status: 'accepted',
      source_doc_ref: sourceRef,
      reviewer: reviewers,
      reviewed_at: reviewedAt,
      rationale,
    });
    for (const [index, unit] of units.entries()) {
      const [address = '', span = '', first = 0, last = 0] = request.units[index] ?? [];
      yield one('block', address, {
        unit_local_id: address.slice(prefix.length + 1),
        block_role: 'result',
        source_span: json({ lines: [first, last], sha256: span }),
        render_order: String(index + 1),
        target_unit_id: unit.id ?? null,
        proposed_canonical_address: address,
        proposed_authority: unit.authority ?? null,
        candidate_edges: '[]',
        payload_summary: json({ unit_kind: unit.unit_kind, section_type: unit.section_type, title: unit.title }),
        content_hash: unit.content_hash ?? null,
      });
    }
    yield one('decision', prefix, {
      verdict: 'approve',
      governance_event_kind: 'cut',
      manifest_digest: pins.manifest_digest,
      plan_sha256: parent.sha256,
      approval_sha256: approval,
      candidate_count: String(units.length),
      reviewer: reviewers,
      reviewed_at: reviewedAt,
      rationale,
    });
  }
  yield one('change_set', prefix, {
    rollback_key: `${prefix}/${parent.sha256}`,
    manifest_version: pins.writer_digest,
    verifier_tool_revision: 'pending',
    idempotency_key: parent.sha256,
    payload_summary: json({ cut: cut.name, prefix, units: units.length, rows_sha256: request.facts.rows_digest }),
    executor_signature_id: signatureId(changeSet),
    operation_kind: 'first_cut',
    source_doc_ref: sourceRef,
    document_version_id: pins.document_version,
    region_sha256: pins.region_sha256,
    manifest_digest: pins.manifest_digest,
    plan_sha256: parent.sha256,
    approval_sha256: approval,
    run_id: parent.run ?? null,
    affected_row_count: String(units.length),
    content_committed_at: committedAt,
  });
  for (const unit of units) {
    yield one('affected', unit.address ?? '', {
      affected_row_id: affectedRowId(changeSet, unit.id ?? ''),
      target_table: 'public.information_unit',
      target_row_id: unit.id ?? null,
      canonical_address: unit.address ?? null,
      unit_version_id: unit.version_id ?? null,
      content_hash: unit.content_hash ?? null,
      effect: unit.version_seq === '1' ? 'created' : 'reissued',
    });
  }
}

/** What the executor signs: the change set, and every row beside it. */
export const signedText = (facts: RecordFacts): string =>
  laneStatementText({
    lane: 'DOT-991',
    subject: changeSetId(facts.request.parent.sha256),
    plan_sha256: facts.request.parent.sha256,
    target: facts.request.target,
    tool_revision: facts.shared.tool_revision ?? '',
    rows: insertedRows(inserts, facts.shared, recordUnits(facts)),
  });
