/** How a request stands, as people are told it, and the legal ways on from there: no state is without one. */

/** A command and what it leads to; `FOLDER` stands for the folder of the cut. */
export interface WayOn {
  readonly command: string;
  readonly leads_to: string;
}

export interface TrackedRequest {
  readonly entry_id: string;
  readonly status: string;
  readonly cut: string;
  readonly prefix: string;
  /** null where the request was written with the record of a cut. */
  readonly units: number | null;
  readonly plan_sha256: string;
  /** RFC 3339, UTC, by the database's clock. */
  readonly requested_at: string;
  readonly since: string;
  /** Why it came to where it stands; null where nothing was said. */
  readonly rationale: string | null;
  /** Whether the ledger has its change set. */
  readonly recorded: boolean;
  /** Id of the review decision that the change set rests on; null = none is recorded. */
  readonly decision: string | null;
  /** The last one of the verifier: pass or fail; null = none yet. */
  readonly verdict: string | null;
  /** Of its units: draft, enacted, superseded, retired; `replaced` by a later version; null = none is recorded. */
  readonly lifecycle: string | null;
  /** Prefixes of the cuts that it waits for. */
  readonly waits_for: readonly string[];
  readonly ways: readonly WayOn[];
}

/** Units whose versions no change set names, though they stand: leg A without leg B. */
export interface AuditDebt {
  readonly prefix: string;
  readonly units: number;
  /** As the provenance of the units has it; null where their writer left none. */
  readonly manifest_digest: string | null;
  readonly written_at: string;
  /** 24 hours later. */
  readonly due: string;
  readonly overdue: boolean;
  readonly ways: readonly WayOn[];
}

const PERSON = '--as you@example.org --key ~/.ssh/id_ed25519';
const way = (command: string, leads_to: string): WayOn => ({ command, leads_to });

const SWEEP = way('cutter sweep FOLDER', 'it is put before the reviewers');
const REVIEW = way(
  `cutter review FOLDER --approve --yes NAMES ${PERSON}`,
  'it is decided: --approve with the questions answered with yes, or --defer or --reject with a reason',
);
const CUT = way(
  'cutter cut FOLDER',
  'content and ledger in one transaction, under the approval that `cutter approve FOLDER` gives',
);
const ABANDON = way(
  `cutter abandon FOLDER --reason "..." ${PERSON}`,
  'it is given up; what was approved wrongly is never cut',
);
const VERIFY = way('cutter write-verify FOLDER', 'the verdict of the verifier, in the ledger');
const LOOK = way('cutter verify FOLDER', 'what differs, fact by fact');
const RECORD = way('cutter record FOLDER', 'the debt is paid: the ledger says what was cut');
const REVERT = way(
  'cutter revert FOLDER --reason "..."',
  'a plan that retires the drafts; its addresses can be cut again',
);
/** An enactment rests on the decision about its cut. */
const enactOn = (decision: string | null): WayOn =>
  way(`cutter enact FOLDER${decision === null ? '' : ` --decision ${decision}`}`, 'a plan that makes the drafts law');
const ANEW = way('cutter plan cut.yaml --out FOLDER', 'another plan, which is a request of its own');

/** Empty where nothing is left to do. */
export function waysOnward(
  standing: Pick<TrackedRequest, 'status' | 'recorded' | 'verdict' | 'lifecycle' | 'decision'>,
  waiting: boolean,
): readonly WayOn[] {
  const { status, recorded, verdict, lifecycle, decision } = standing;
  switch (status) {
    case 'marked':
    case 'reviewed_deferred':
      return [SWEEP, ABANDON];
    case 'review_pending':
      return [REVIEW, ABANDON];
    case 'reviewed_approved':
      return waiting ? [ABANDON] : [CUT, ABANDON];
    case 'cut_applied':
      // A cut that was recorded afterwards stays in this state once it is verified; the verify result says so.
      if (verdict === 'pass') return lifecycle === 'draft' ? [enactOn(decision), REVERT] : [];
      return recorded ? [VERIFY, REVERT] : [RECORD, REVERT];
    case 'verify_failed_escalated':
      return [LOOK, VERIFY, REVERT];
    case 'verified_complete':
      return lifecycle === 'draft' ? [enactOn(decision), REVERT] : [];
    case 'abandoned':
      return lifecycle === 'draft' ? [REVERT] : [ANEW];
    case 'reviewed_rejected':
      return [ANEW];
    default:
      return [];
  }
}

/**
 * Of units that stand without a record; `request` is the status of the request that was made for them. Past its deadline
 * a debt is paid the same way; the ledger keeps both times.
 */
export function debtWays(request: string | null): readonly WayOn[] {
  if (request === null) return [RECORD, REVERT];
  const onward = waysOnward(
    { status: request, recorded: false, verdict: null, lifecycle: null, decision: null },
    false,
  );
  return [...onward.filter((one) => one !== ABANDON && one !== ANEW && one !== REVERT), REVERT];
}

type Answered = Readonly<Record<string, string | null>>;

export function requestOfRow(row: Answered): TrackedRequest {
  const waits = row.waits_for ?? '';
  const standing = {
    status: row.status ?? '',
    recorded: row.change_set_id !== null,
    verdict: row.verdict ?? null,
    lifecycle: row.lifecycle ?? null,
    decision: row.decision ?? null,
  };
  return {
    entry_id: row.entry_id ?? '',
    ...standing,
    cut: row.cut ?? '',
    prefix: row.prefix ?? '',
    units: row.units == null ? null : Number(row.units),
    plan_sha256: row.plan_sha256 ?? '',
    requested_at: row.requested_at ?? '',
    since: row.since ?? '',
    rationale: row.rationale ?? null,
    waits_for: waits === '' ? [] : waits.split(', '),
    ways: waysOnward(standing, waits !== ''),
  };
}

export const debtOfRow = (row: Answered): AuditDebt => ({
  prefix: row.prefix ?? '',
  units: Number(row.units),
  manifest_digest: row.manifest_digest ?? null,
  written_at: row.written_at ?? '',
  due: row.due ?? '',
  overdue: row.overdue === 'true',
  ways: debtWays(row.request ?? null),
});
