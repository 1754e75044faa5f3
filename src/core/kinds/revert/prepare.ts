/** Whether a cut can be reverted, and which rows that takes. Every reason against it is reported. */
import { changeSetId, decisionId, entryId, envelopeId, historyId } from '../../ledger/ids.ts';
import { answerOf, type SurveyRow } from '../../plan/survey.ts';
import { bad, type Checked, good, type Problem } from '../../problem.ts';
import { isSound, named } from '../moves/units.ts';
import type { RequestSources } from '../request.ts';

export interface RevertFacts {
  readonly shared: Readonly<Record<string, string>>;
  /** The drafts to retire, in the order of the document, each with its lines there. */
  readonly units: readonly SurveyRow[];
  readonly prior: string | null;
  readonly sourceRef: string;
  /** The status and version of the request; undefined = the ledger knows none. */
  readonly entry: { readonly status: string; readonly version: number } | undefined;
  /** Whether the decision needs a manifest of its own. */
  readonly ownManifest: boolean;
}

/** The states from which a request ends as abandoned (schemas/sql/61-ledger-guards.sql). */
const OPEN = [
  'marked',
  'review_pending',
  'reviewed_deferred',
  'reviewed_approved',
  'cut_applied',
  'verify_failed_escalated',
];
export const endsOpen = (status: string): boolean => OPEN.includes(status);

/** Codes: `plan.done`, `plan.enacted`, `plan.live`, `plan.document_unknown`, `plan.lane`. */
export function prepared({ request, survey }: RequestSources): Checked<RevertFacts> {
  const { cut, parent, pins, given, signer } = request;
  const decisions = answerOf(survey, 'decisions');
  if (decisions.some(({ verdict }) => verdict === 'revert')) return bad(reverted(cut.prefix));
  const live = new Map(answerOf(survey, 'units').map((unit) => [unit.address ?? '', unit]));
  const found = request.units.map(([address]) => live.get(address)).filter((unit) => unit !== undefined);
  if (found.length === 0) return bad(nothing(cut.prefix));
  const units = found.filter(({ lifecycle }) => lifecycle === 'draft');
  const law = found.filter(({ lifecycle }) => lifecycle === 'enacted' || lifecycle === 'superseded');
  const others = found.filter(({ manifest_digest }) => manifest_digest !== pins.manifest_digest);
  const [source] = answerOf(survey, 'source');
  const [entry] = answerOf(survey, 'entry');
  const problems: Problem[] = [
    ...(law.length === 0 ? [] : [isLaw(law, found.length)]),
    ...(others.length === 0 ? [] : [anotherCut(others)]),
    ...unsound(units),
    ...(law.length === 0 && units.length === 0 ? [retired(cut.prefix)] : []),
    ...(source === undefined ? [unregistered(cut.prefix, pins.document_version)] : []),
    ...(signer === undefined ? [noSigner] : []),
  ];
  if (problems.length > 0) return bad(...problems);
  const last = lastOf(decisions);
  const ownManifest =
    last === undefined ||
    units.length !== request.units.length ||
    units.some((unit) => unit.decided_hash !== unit.content_hash);
  const [changeSet] = answerOf(survey, 'change_set');
  const request_id = entry?.entry_id ?? entryId(parent.ledger ?? parent.sha256);
  const version = entry === undefined ? 1 : Number(entry.version);
  const ends = endsOpen(entry?.status ?? 'cut_applied');
  return good({
    units,
    prior: last?.review_decision_id ?? null,
    sourceRef: source?.source_document_ref ?? '',
    entry: entry === undefined ? undefined : { status: entry.status ?? '', version },
    ownManifest,
    shared: {
      actor: `cutter_exec/DOT-991/${cut.name}-revert`,
      entry_id: request_id,
      envelope_id: ownManifest
        ? envelopeId(last === undefined ? parent.sha256 : `${parent.sha256}/compensate`)
        : (last?.envelope_id ?? ''),
      review_decision_id: decisionId(parent.sha256, 'compensate'),
      change_set_id: changeSet === undefined ? '' : changeSetId(parent.sha256),
      new_envelope_id: ownManifest ? 'yes' : '',
      new_entry_id: entry === undefined ? request_id : '',
      new_history_id: entry === undefined ? historyId(request_id, 1) : '',
      end_history_id: ends ? historyId(request_id, version + 1) : '',
      reason: given.reason ?? '',
      tool_revision: signer?.tool_revision ?? '',
    },
  });
}

/** The decision that no other has taken the place of. */
const lastOf = (decisions: readonly SurveyRow[]): SurveyRow | undefined =>
  decisions.find((one) => !decisions.some(({ prior }) => prior === one.review_decision_id));

function unsound(units: readonly SurveyRow[]): readonly Problem[] {
  const wrong = units.filter((unit) => !isSound(unit));
  if (wrong.length === 0) return [];
  return [
    {
      code: 'plan.live',
      message: `${wrong.length} of ${units.length} drafts are not sound, and the database retires sound units alone.`,
      hint: 'Somebody changed them past the guards of the database: have its owner find out what happened, and put it right.',
      detail: named(wrong, () => 'its version, anchors and hash do not agree'),
    },
  ];
}

const isLaw = (law: readonly SurveyRow[], of: number): Problem => ({
  code: 'plan.enacted',
  message: `${law.length} of ${of} units of this cut are law, and what is law is not reverted.`,
  hint: 'It can only be superseded or retired, by a decision of its own.',
  detail: named(law, ({ lifecycle }) => `it is ${lifecycle}`),
});

const anotherCut = (others: readonly SurveyRow[]): Problem => ({
  code: 'plan.live',
  message: `${others.length} of the units come from another cut than this one.`,
  hint: 'Name the folder of the cut that they come from.',
  detail: named(others, ({ manifest_digest }) => `its manifest has the digest ${manifest_digest ?? 'none'}`),
});

const reverted = (prefix: string): Problem => ({
  code: 'plan.done',
  message: `This cut of ${prefix} was reverted already.`,
  hint: 'Nothing is left to do. `cutter plan` with its cut.yaml cuts its addresses again.',
});

const nothing = (prefix: string): Problem => ({
  code: 'plan.done',
  message: `None of the units of this cut of ${prefix} is in the database.`,
  hint: 'There is nothing to revert: the cut was not applied, or not in this database.',
});

const retired = (prefix: string): Problem => ({
  code: 'plan.done',
  message: `Every unit of this cut of ${prefix} is retired already.`,
  hint: 'Nothing is left to do.',
});

const unregistered = (prefix: string, version: string): Problem => ({
  code: 'plan.document_unknown',
  message: `The document version ${version}, which the cut was made from, is not registered under ${prefix}.`,
  hint: 'Find out who removed it from the source registry.',
});

const noSigner: Problem = {
  code: 'plan.lane',
  message: 'There are no keys of the lanes.',
  hint: 'Run `cutter keys init`, and name the keys in cutter.yaml.',
};
