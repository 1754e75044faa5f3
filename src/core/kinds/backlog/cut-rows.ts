/** Whether a tracked request can be cut, and which rows of the ledger say that it was. */
import { columnProblems } from '../../ledger/columns.ts';
import { affectedRowId, changeSetId, decisionId, envelopeId, signatureId } from '../../ledger/ids.ts';
import type { LedgerInsert } from '../../ledger/insert.ts';
import { sameKeys, signatureRow } from '../../ledger/signature.ts';
import type { LedgerName } from '../../ledger/tables.ts';
import type { PlanRequest } from '../../plan/request.ts';
import { answerOf, type Survey } from '../../plan/survey.ts';
import { bad, type Checked, good, type Problem } from '../../problem.ts';
import { inserts } from '../record/inserts.ts';
import type { RequestSources } from '../request.ts';
import { type CarriedUnit, carriedUnits, catalogueProblems } from './carried.ts';
import { decisionProblems, reviewedProblems, standingContentProblems, waitingProblems } from './cut-checks.ts';
import { type Standing, standingAt } from './entry.ts';
import { sourceProblems, sourceRef } from './registered.ts';
import { emptyColumns, moved, nextHistory, one, type Unit } from './step.ts';
import { noSigner } from './sweep.ts';

/** A unit whose rows have the ids that they are cut with, or were. */
type IdentifiedUnit = CarriedUnit & { readonly id: string; readonly version: string };

export interface CutRows {
  readonly shared: Readonly<Record<string, string>>;
  readonly standing: Standing;
  readonly units: readonly IdentifiedUnit[];
  readonly sourceRef: string;
  /** When leg A was committed, where it was made before; NULL says: in this very transaction. */
  readonly committedAt: string | null;
}

/** Codes: `plan.catalogue`, `plan.backlog`, `plan.waits`, `plan.review`, `plan.live`, `plan.parent`, `plan.lane`. */
export function preparedCut(
  sources: RequestSources,
  tables: readonly LedgerName[],
  written: Readonly<Record<string, LedgerInsert>>,
): Checked<CutRows> {
  const { request, survey } = sources;
  const { cut, parent, signer } = request;
  const columns = columnProblems(survey.catalogue, tables);
  if (columns.length > 0) return bad(...columns);
  const at = standingAt(survey, cut.prefix, 'cut', ['reviewed_approved']);
  const carried = carriedUnits(request);
  const units = carried.ok ? identified(carried.value, survey) : [];
  const entry = at.ok ? at.value.entry : '';
  const here = request.receipt_sha256 === undefined;
  const times = [...new Set(answerOf(survey, 'units').map(({ created_at }) => created_at))];
  const problems: Problem[] = [
    ...(at.ok ? decisionProblems(request, survey, entry) : at.problems),
    ...(carried.ok ? (at.ok ? reviewedProblems(carried.value, survey, entry) : []) : carried.problems),
    ...waitingProblems(request, survey),
    ...standingContentProblems(request, survey),
    ...(here ? hereProblems(request, survey, carried.ok ? carried.value : []) : []),
    ...sourceProblems(sources),
    ...(here || !carried.ok || units.length === carried.value.length
      ? []
      : [notThere(cut.prefix, carried.value.length - units.length)]),
    ...(here || times.length === 1 ? [] : [notOneTransaction(cut.prefix, times.length)]),
    ...(request.approvals.length > 0 ? [] : [unapproved]),
    ...(signer === undefined ? [noSigner] : sameKeys(signer.keys['DOT-991'], signer.keys['DOT-992'])),
  ];
  if (problems.length > 0 || !at.ok || !carried.ok) return bad(...problems);
  const rows: CutRows = {
    standing: at.value,
    units,
    sourceRef: sourceRef(survey),
    committedAt: here ? null : (times[0] ?? null),
    shared: {
      ...request.shared,
      actor: `cutter_exec/DOT-991/${cut.name}-cut`,
      entry_id: entry,
      history_id: nextHistory(at.value),
      envelope_id: envelopeId(parent.sha256),
      review_decision_id: decisionId(parent.sha256, 'cut'),
      change_set_id: changeSetId(parent.sha256),
      tool_revision: signer?.tool_revision ?? '',
      leg_a: here ? 'here' : 'before',
    },
  };
  const nulls = emptyColumns(written, ledgerUnits(request, rows), survey.catalogue);
  return nulls.length > 0 ? bad(...nulls) : good(rows);
}

/** Everything but the signature. */
export function ledgerUnits(
  { cut, parent, pins, approvals, facts }: PlanRequest,
  { standing, units, sourceRef, committedAt }: CutRows,
): readonly Unit[] {
  const { prefix } = cut;
  const changeSet = changeSetId(parent.sha256);
  return [
    ...moved(prefix, standing, 'cut_applied', {
      change: 'cut',
      by: ['cut_in_progress'],
      rationale: `Approved by ${approvals.map(({ approver, sha256 }) => `${approver} (approval sha256 ${sha256})`).join(', ')}.`,
    }),
    one(inserts, 'change_set', prefix, {
      rollback_key: `${prefix}/${parent.sha256}`,
      manifest_version: pins.writer_digest,
      verifier_tool_revision: 'pending',
      idempotency_key: parent.sha256,
      payload_summary: JSON.stringify({ cut: cut.name, prefix, units: units.length, rows_sha256: facts.rows_digest }),
      executor_signature_id: signatureId(changeSet),
      operation_kind: 'first_cut',
      source_doc_ref: sourceRef,
      document_version_id: pins.document_version,
      region_sha256: pins.region_sha256,
      manifest_digest: pins.manifest_digest,
      plan_sha256: parent.sha256,
      approval_sha256: approvals[0]?.sha256 ?? null,
      run_id: parent.run ?? null,
      affected_row_count: String(units.length),
      content_committed_at: committedAt,
    }),
    ...units.map(({ address, id, version, contentHash }) =>
      one(inserts, 'affected', address, {
        affected_row_id: affectedRowId(changeSet, id),
        target_table: 'public.information_unit',
        target_row_id: id,
        canonical_address: address,
        unit_version_id: version,
        content_hash: contentHash,
        effect: 'created',
      }),
    ),
  ];
}

/** The last statement: the row with the executor's signature. Refused unless it is the lane's. */
export function signatureUnit({ cut, parent, signer, signature }: PlanRequest, payload: string): Checked<Unit> {
  if (signer === undefined) return bad(noSigner);
  const subject = changeSetId(parent.sha256);
  const wanted = { lane: 'DOT-991', key: signer.keys['DOT-991'], subject, payload } as const;
  const row = signatureRow(signatureId(subject), wanted, signer, signature);
  return row.ok ? good(one(inserts, 'signature', cut.prefix, row.value)) : row;
}

const notThere = (prefix: string, count: number): Problem => ({
  code: 'plan.live',
  message: `${count} of the units that the cut made under ${prefix}/ are not there, or have no version.`,
  hint: 'Run `cutter verify` on the plan of the cut.',
});

const notOneTransaction = (prefix: string, count: number): Problem => ({
  code: 'plan.live',
  message: `The units under ${prefix}/ were made at ${count} different times; a cut makes them at one.`,
  hint: 'Run `cutter verify` on the plan of the cut.',
});

const unapproved: Problem = {
  code: 'plan.parent',
  message: 'Beside the plan of the cut there is no approval of it (SG_1).',
  hint: 'Have it approved: `cutter approve` with its folder; or name the file with --approval.',
};

/** With the ids of their plan; where that has none, those of the rows that stand. */
function identified(carried: readonly CarriedUnit[], survey: Survey): readonly IdentifiedUnit[] {
  const standing = new Map(answerOf(survey, 'units').map((row) => [row.address ?? '', row]));
  return carried.flatMap((unit) => {
    const row = standing.get(unit.address);
    const [id, version] = [unit.id ?? row?.id, unit.version ?? row?.version_id];
    return id == null || version == null ? [] : [{ ...unit, id, version }];
  });
}

/** Of a cut that is made by this very plan: its writer must give the ids, and nothing may have changed since. */
const hereProblems = (request: PlanRequest, survey: Survey, units: readonly CarriedUnit[]): readonly Problem[] =>
  units.some(({ id, version }) => id === null || version === null)
    ? [idsUnknown(request.parent.kind)]
    : catalogueProblems(request, survey);

const idsUnknown = (kind: string): Problem => ({
  code: 'plan.parent',
  message: `The rows of a plan of the kind ${kind} have ids that the database gives them; no plan can record them beforehand.`,
  hint: 'Apply the plan of the cut first: `cutter apply` with its approval. Then this step records it.',
});
