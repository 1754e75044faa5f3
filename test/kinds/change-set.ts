/** What the ledger says of the cut of the scene. */
import { uuid5 } from '../../src/core/hash.ts';
import { APPROVALS, FACTS, hashOf, PLAN, PLAN_SHA256, UNIT_IDS, UNITS } from './scene.ts';

export const CHANGE_SET = uuid5('change set', PLAN_SHA256);

/** One row for each unit, with the ids that it has, in the order of the document. */
export const affected = (ids: readonly string[], versions: readonly string[]) =>
  UNITS.map((unit, at) => ({
    affected_row_id: uuid5('affected row', CHANGE_SET, ids[at] as string),
    target_table: 'public.information_unit',
    target_row_id: ids[at],
    canonical_address: unit.address,
    unit_version_id: versions[at],
    content_hash: hashOf(unit),
    effect: 'created',
  }));
/** What says the rest: the run and its time, where it was made before. */
export const CHANGED = {
  rollback_key: `TRY/${PLAN_SHA256}`,
  manifest_version: PLAN.pins.writer_digest,
  verifier_tool_revision: 'pending',
  idempotency_key: PLAN_SHA256,
  payload_summary: JSON.stringify({ cut: 'try', prefix: 'TRY', units: 3, rows_sha256: FACTS.rows_digest }),
  executor_signature_id: uuid5('signature', CHANGE_SET),
  operation_kind: 'first_cut',
  source_doc_ref: 'try.md',
  document_version_id: 'version-1',
  region_sha256: PLAN.pins.region_sha256,
  manifest_digest: PLAN.pins.manifest_digest,
  plan_sha256: PLAN_SHA256,
  approval_sha256: APPROVALS[0].sha256,
  affected_row_count: '3',
};

/** The blocks of its manifest. */
export const BLOCKS = UNITS.map((unit, at) => ({
  unit_local_id: unit.key,
  block_role: 'result',
  source_span: JSON.stringify({ lines: unit.lines, sha256: unit.span_sha256 }),
  render_order: String(at + 1),
  target_unit_id: UNIT_IDS[at],
  proposed_canonical_address: unit.address,
  proposed_authority: 'council-of-try',
  candidate_edges: '[]',
  payload_summary: JSON.stringify({ unit_kind: 'law_unit', section_type: unit.section_type, title: unit.title }),
  content_hash: hashOf(unit),
}));
