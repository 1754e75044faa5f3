/**
 * What the rows of a plan say about who approved: a reviewer's name, the digest of an approval. Whoever they name must be
 * among those whose approval counts, so that no row speaks for somebody who did not.
 */
import type { PlanRequest } from '../plan/request.ts';
import type { Problem } from '../problem.ts';
import type { CountedApproval } from './check.ts';
import { samePerson } from './principal.ts';

export interface ApprovalClaims {
  readonly approvers: readonly string[];
  /** SHA-256 of approval files. */
  readonly approvals: readonly string[];
}

export const NO_CLAIMS: ApprovalClaims = { approvers: [], approvals: [] };

/** Of a plan that carries out another, the approvals of that one; of a decision, whoever it is said to be by. */
export const claimsOf = ({ given, statements, approvals, receipt_sha256 }: PlanRequest): ApprovalClaims => ({
  approvers: given.by === undefined ? [] : [given.by],
  // Those that a receipt names were judged when that run was.
  approvals: statements === undefined || receipt_sha256 !== undefined ? [] : approvals.map(({ sha256 }) => sha256),
});

/** Code: `gate.approval`. */
export function claimProblems(claims: ApprovalClaims, counted: readonly CountedApproval[]): readonly Problem[] {
  const names = claims.approvers.filter((name) => !counted.some(({ approver }) => samePerson(approver, name)));
  const digests = claims.approvals.filter((digest) => !counted.some(({ sha256 }) => sha256 === digest));
  return [
    ...names.map((name) => refused(`The plan says that ${name} decided, and no approval by ${name} counts.`)),
    ...digests.map((digest) => refused(`The plan names an approval (sha256 ${digest}) that does not count.`)),
  ];
}

const refused = (message: string): Problem => ({
  code: 'gate.approval',
  message,
  hint: 'Remove approvals that do not count, plan again, and have whoever is named approve it.',
});
