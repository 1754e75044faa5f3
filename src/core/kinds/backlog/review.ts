/** REVIEW: somebody decides about the manifest, signs that, and answers a checklist. 3 + N rows. */

import { blockInsert, historyInsert } from '../../ledger/common-inserts.ts';
import { changeSetId, decisionId, envelopeId, reviewEnvelopeId } from '../../ledger/ids.ts';
import { ledgerInsert } from '../../ledger/insert.ts';
import { bad, type Checked, good, type Problem } from '../../problem.ts';
import type { RequestSources } from '../request.ts';
import { type CarriedUnit, carriedUnits } from './carried.ts';
import { entryPart, standingAt } from './entry.ts';
import { sourcePart, sourceProblems, sourceRef } from './registered.ts';
import { signedByProblems } from './said.ts';
import { moved, nextHistory, one, type StepPlan, stepKind, type Unit } from './step.ts';
import { noSigner } from './sweep.ts';

export const CHECKLIST = [
  'coverage_complete',
  'no_overlap',
  'boundaries_right',
  'addresses_right',
  'classification_right',
  'statuses_right',
  'exclusions_justified',
  'text_unchanged',
  'provenance_complete',
  'authority_right',
] as const;

/** Verdict to where it leads, and how the envelope stands then. */
const VERDICTS = {
  approve: { to: 'reviewed_approved', envelope: 'accepted' },
  defer: { to: 'reviewed_deferred', envelope: 'under_review' },
  reject: { to: 'reviewed_rejected', envelope: 'rejected' },
} as const;

export type Verdict = keyof typeof VERDICTS;

export const isVerdict = (text: string): text is Verdict => Object.hasOwn(VERDICTS, text);

const inserts = {
  history: historyInsert,
  envelope: ledgerInsert('manifest_envelope', {
    now: ['created_at', 'reviewed_at'],
    shared: { envelope_id: 'envelope_id', created_by: 'actor', reviewer: 'reviewer' },
  }),
  block: blockInsert,
  decision: ledgerInsert('review_decision', {
    now: ['reviewed_at'],
    shared: {
      review_decision_id: 'review_decision_id',
      envelope_id: 'envelope_id',
      decision_backlog_entry_id: 'entry_id',
      reviewer: 'reviewer',
      emitted_by: 'actor',
      tool_revision: 'tool_revision',
    },
  }),
};

/** `verdict`, `by` (the reviewer, who signs), `reason`, `yes` and `no`: answers to the checklist, by name. */
export const review = stepKind({
  name: 'review',
  inserts,
  conditions: {
    history: 'history_id = $1::uuid',
    envelope: 'envelope_id = $2::uuid',
    block: 'envelope_id = $2::uuid',
    decision: 'review_decision_id = $3::uuid',
  },
  keys: ['history_id', 'envelope_id', 'review_decision_id'],
  reads: ['decision_backlog_sweep_log'],
  registered: true,
  carries: true,
  survey: (subject) => [entryPart(subject), sourcePart(subject)],
  givenProblems(given) {
    const verdict = given.verdict ?? '';
    const answers = [...names(given.yes), ...names(given.no)];
    return [
      ...signedByProblems(given, ['verdict', 'yes', 'no'], verdict !== 'approve'),
      ...(isVerdict(verdict) ? [] : [wrong(`There is no verdict "${verdict}".`)]),
      ...answers
        .filter((name) => !CHECKLIST.some((known) => known === name))
        .map((name) => wrong(`The checklist does not ask for ${name}.`)),
      ...(new Set(answers).size === answers.length ? [] : [wrong('A question of the checklist is answered twice.')]),
      ...(verdict === 'approve' && names(given.no).length > 0
        ? [wrong('What a question of the checklist was answered with "no" is not approved.')]
        : []),
    ];
  },
  prepare,
});

function prepare(sources: RequestSources): Checked<StepPlan> {
  const { request, survey } = sources;
  const { cut, parent, pins, given, signer } = request;
  const at = standingAt(survey, cut.prefix, 'review', ['review_pending']);
  const carried = carriedUnits(request);
  const problems = [
    ...(at.ok ? [] : at.problems),
    ...(carried.ok ? [] : carried.problems),
    ...sourceProblems(sources),
    ...(signer === undefined ? [noSigner] : []),
  ];
  if (!at.ok || !carried.ok || problems.length > 0) return bad(...problems);
  const verdict = given.verdict as Verdict;
  const { to, envelope } = VERDICTS[verdict];
  const round = at.value.reviews + 1;
  const approves = verdict === 'approve';
  const reason = given.reason ?? null;
  return good({
    shared: {
      actor: `cutter_exec/DOT-991/${cut.name}-review`,
      entry_id: at.value.entry,
      history_id: nextHistory(at.value),
      envelope_id: approves ? envelopeId(parent.sha256) : reviewEnvelopeId(parent.sha256, round),
      review_decision_id: decisionId(parent.sha256, approves ? 'cut' : `review ${round}`),
      reviewer: given.by ?? '',
      tool_revision: signer?.tool_revision ?? '',
    },
    units: [
      ...moved(cut.prefix, at.value, to, {
        change: `review:${verdict}`,
        ...(reason === null ? {} : { rationale: reason }),
      }),
      one(inserts, 'envelope', cut.prefix, {
        operation_kind: 'first_cut',
        status: envelope,
        source_doc_ref: sourceRef(survey),
        cut_change_set_ref: approves ? changeSetId(parent.sha256) : null,
        rationale: reason,
      }),
      ...carried.value.map((unit, index) => block(request, unit, index)),
      one(inserts, 'decision', cut.prefix, {
        prior_review_decision_id: at.value.lastReview,
        verdict,
        governance_event_kind: 'cut',
        manifest_digest: pins.manifest_digest,
        plan_sha256: parent.sha256,
        candidate_count: String(carried.value.length),
        ...Object.fromEntries(CHECKLIST.map((name) => [name, answer(given, name)])),
        rationale: reason,
      }),
    ],
  });
}

function block({ cut, units, shared = {} }: RequestSources['request'], unit: CarriedUnit, index: number): Unit {
  const [address = '', span = '', first = 0, last = 0] = units[index] ?? [];
  const identity = JSON.parse(shared.identity ?? '{}') as Readonly<Record<string, string>>;
  return one(inserts, 'block', address, {
    unit_local_id: address.slice(cut.prefix.length + 1),
    block_role: 'result',
    source_span: JSON.stringify({ lines: [first, last], sha256: span }),
    render_order: String(index + 1),
    target_unit_id: unit.id,
    proposed_canonical_address: address,
    proposed_authority: identity.publication_authority_ref ?? null,
    candidate_edges: '[]',
    payload_summary: JSON.stringify({ unit_kind: unit.unitKind, section_type: unit.sectionType, title: unit.title }),
    content_hash: unit.contentHash,
  });
}

const names = (list: string | undefined): readonly string[] =>
  list === undefined || list === '' ? [] : list.split(',');

const answer = ({ yes, no }: Readonly<Record<string, string>>, name: string): string | null =>
  names(yes).includes(name) ? 'true' : names(no).includes(name) ? 'false' : null;

const wrong = (message: string): Problem => ({
  code: 'plan.review',
  message,
  hint: `Verdicts: approve, defer, reject. Questions: ${CHECKLIST.join(', ')}.`,
});
