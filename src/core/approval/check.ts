/**
 * The approval gate as one pure function: which of the given approvals count, why the others do not, and whether
 * those that count are enough.
 */
import { sha256 } from '../hash.ts';
import { inReadingOrder, type Problem } from '../problem.ts';
import type { AllowedSigner } from './allowed-signers.ts';
import type { Instant } from './instant.ts';
import { type ApprovalPolicy, policyProblems } from './policy.ts';
import { samePerson } from './principal.ts';
import { fingerprint } from './public-key.ts';
import type { Reason } from './reason.ts';
import { type GivenApproval, reasonsAgainst } from './reasons.ts';
import type { RevokedKeys } from './revoked-keys.ts';
import type { ApprovalSubject } from './statement.ts';
import { sameBytes } from './wire.ts';

export interface ApprovalInput {
  readonly approvals: readonly GivenApproval[];
  /** The plan at hand: what must have been approved. */
  readonly subject: ApprovalSubject;
  /** Author of the cut. */
  readonly author: string;
  readonly policy: ApprovalPolicy;
  readonly signers: readonly AllowedSigner[];
  readonly revoked: RevokedKeys;
  readonly now: Instant;
}

export interface CountedApproval {
  readonly file: string;
  readonly approver: string;
  /** SHA256:... of the key. */
  readonly key: string;
  /** SHA-256 of the approval file. */
  readonly sha256: string;
  readonly issued_at: string;
  readonly expires_at: string;
  /** Build of cutter that showed the plan to the approver. */
  readonly tool_build: string;
}

export interface RejectedApproval {
  readonly file: string;
  readonly approver: string;
  readonly reasons: readonly Reason[];
  /** The same, as a problem; it stands in the way only where too few other approvals count. */
  readonly problem: Problem;
}

export interface ApprovalFindings {
  readonly needed: number;
  readonly counted: readonly CountedApproval[];
  readonly rejected: readonly RejectedApproval[];
  /** Empty exactly when the gate is open. */
  readonly problems: readonly Problem[];
}

export function checkApprovals(input: ApprovalInput): ApprovalFindings {
  const { subject, policy } = input;
  const gate = policy.gates[subject.purpose];
  const accepted: GivenApproval[] = [];
  const rejected: RejectedApproval[] = [];
  for (const approval of input.approvals) {
    const reasons = [...reasonsAgainst(approval, { ...input, gate }), ...repeats(approval, accepted)];
    if (reasons.length === 0) accepted.push(approval);
    else rejected.push(rejection(approval, reasons));
  }
  const unusable = policyProblems(policy, subject.purpose);
  const missing = gate.threshold - accepted.length;
  const tooFew = missing > 0 ? [...rejected.map((one) => one.problem), missingApprovals(input, accepted)] : [];
  return {
    needed: gate.threshold,
    counted: accepted.map(counted),
    rejected,
    problems: inReadingOrder([...unusable, ...tooFew]),
  };
}

/** A person counts once and a key counts once, however many approvals they sign. */
function repeats(approval: GivenApproval, accepted: readonly GivenApproval[]): Reason[] {
  const earlier = accepted.find(
    (other) =>
      samePerson(other.statement.approver, approval.statement.approver) ||
      sameBytes(other.signature.key.point, approval.signature.key.point),
  );
  if (earlier === undefined) return [];
  return [
    { reason: 'same_approver', text: `the same person or key already approved in ${earlier.file}, and counts once` },
  ];
}

const counted = ({ file, bytes, statement, signature }: GivenApproval): CountedApproval => ({
  file,
  approver: statement.approver,
  key: fingerprint(signature.key),
  sha256: sha256(bytes),
  issued_at: statement.issued_at,
  expires_at: statement.expires_at,
  tool_build: statement.tool_build,
});

function rejection({ file, statement }: GivenApproval, reasons: readonly Reason[]): RejectedApproval {
  const problem: Problem = {
    code: 'gate.approval',
    message: `The approval by ${statement.approver} does not count: ${reasons.map((reason) => reason.text).join('; ')}.`,
    place: { file },
    hint: 'Have the plan at hand approved anew by somebody the policy allows: `cutter approve PLAN --as WHO --key KEY`.',
  };
  return { file, approver: statement.approver, reasons, problem };
}

function missingApprovals(input: ApprovalInput, accepted: readonly GivenApproval[]): Problem {
  const { threshold } = input.policy.gates[input.subject.purpose];
  const able = new Set(
    input.signers
      .filter((signer) => !samePerson(signer.principal, input.author))
      .map((signer) => signer.principal.toLowerCase()),
  );
  const hint =
    able.size < threshold
      ? `Add approvers to the allowed signers: beside the author they name ${able.size}, and ${threshold} are needed.`
      : 'Have it approved: `cutter approve PLAN --as WHO --key KEY`, then give the file that it writes with --approval (a run is resumed, and finds it).';
  return {
    code: 'gate.approval_required',
    message: `The plan needs ${threshold} approval${threshold === 1 ? '' : 's'} for ${input.subject.purpose}; ${accepted.length} of the ${input.approvals.length} given count.`,
    hint,
  };
}
