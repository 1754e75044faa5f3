/** Where a request stands: asked of the ledger, and what a step from there needs to know. */
import { entryId } from '../../ledger/ids.ts';
import { answerOf, type Survey, type SurveyPart, type SurveyRow } from '../../plan/survey.ts';
import { bad, type Checked, good, type Problem } from '../../problem.ts';
import type { Subject } from '../kind.ts';

const LEDGER = 'cutter_governance';

/** At most one row: the request of this plan. */
export const entryPart = ({ parent }: Pick<Subject, 'parent'>): SurveyPart => ({
  name: 'entry',
  columns: [
    ['entry_id', 'e.entry_id::text'],
    ['status', 'e.status'],
    [
      'version',
      `(SELECT max(h.entry_version_after) FROM ${LEDGER}.decision_backlog_history h WHERE h.entry_id = e.entry_id)::text`,
    ],
    [
      'sweeps',
      `(SELECT count(*) FROM ${LEDGER}.decision_backlog_sweep_log s WHERE s.entry_id = e.entry_id AND s.outcome = 'promoted')::text`,
    ],
    [
      'reviews',
      `(SELECT count(*) FROM ${LEDGER}.review_decision r WHERE r.decision_backlog_entry_id = e.entry_id AND r.governance_event_kind = 'cut')::text`,
    ],
    [
      'last_review',
      `(SELECT r.review_decision_id FROM ${LEDGER}.review_decision r WHERE r.decision_backlog_entry_id = e.entry_id AND r.governance_event_kind = 'cut' AND NOT EXISTS (SELECT 1 FROM ${LEDGER}.review_decision n WHERE n.prior_review_decision_id = r.review_decision_id AND n.governance_event_kind = 'cut'))::text`,
    ],
  ],
  from: `${LEDGER}.decision_backlog_entry e WHERE e.entry_id = $1::uuid`,
  parameters: [entryId(parent.sha256)],
});

export interface Standing {
  readonly entry: string;
  readonly status: string;
  readonly version: number;
  readonly sweeps: number;
  readonly reviews: number;
  readonly lastReview: string | null;
}

export const standingOf = (survey: Survey): Standing | undefined => standingOfRow(answerOf(survey, 'entry')[0]);

export function standingOfRow(row: SurveyRow | undefined): Standing | undefined {
  if (row === undefined) return undefined;
  return {
    entry: row.entry_id ?? '',
    status: row.status ?? '',
    version: Number(row.version),
    sweeps: Number(row.sweeps),
    reviews: Number(row.reviews),
    lastReview: row.last_review ?? null,
  };
}

/** What each step asks for, and what leads there. */
const BEFORE: Readonly<Record<string, string>> = {
  marked: 'Sweep it: `cutter sweep` with the folder of the cut.',
  review_pending: 'Have it reviewed: `cutter review` with the folder of the cut.',
  reviewed_deferred: 'Sweep it again: `cutter sweep` with the folder of the cut.',
  reviewed_approved: 'Cut it: `cutter cut` with the folder of the cut.',
  reviewed_rejected: 'It was rejected for good: correct the cut and plan again; that is a request of its own.',
  cut_applied: 'Verify it: `cutter write-verify` with the folder of the cut.',
  verify_failed_escalated:
    'Find out what differs: `cutter verify`; then `cutter write-verify` again, or `cutter revert`.',
  verified_complete: 'Nothing is left to do but to enact it.',
  abandoned:
    'It was abandoned: correct the cut, or give it another name, and plan again; that is a request of its own.',
};

/** The request, if it stands where the step begins. Code: `plan.backlog`. */
export function standingAt(survey: Survey, prefix: string, step: string, wanted: readonly string[]): Checked<Standing> {
  const standing = standingOf(survey);
  if (standing === undefined) return bad(notRequested(prefix, step));
  if (wanted.includes(standing.status)) return good(standing);
  return bad({
    code: 'plan.backlog',
    message: `The request of ${prefix} is ${standing.status}; to ${step} it, it must be ${wanted.join(' or ')}.`,
    hint: BEFORE[standing.status] ?? 'Find out with `cutter backlog` where it stands.',
  });
}

const notRequested = (prefix: string, step: string): Problem => ({
  code: 'plan.backlog',
  message: `The ledger holds no request of ${prefix} for this plan, so there is nothing to ${step}.`,
  hint: 'Request it first: `cutter request` with the folder of the cut.',
});
