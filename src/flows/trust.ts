import { type ApprovalPolicy, policySha256 } from '../core/approval/policy.ts';
import { sha256 } from '../core/hash.ts';
import type { Trust } from '../core/kinds/document.ts';
import type { PlanPins } from '../core/plan/plan.ts';
import type { SignerFiles } from './apply/request.ts';

/**
 * The pins of the root of trust. The signers' digest is the SHA-256 over the hexadecimal SHA-256 of allowed_signers, a
 * newline, that of the list of revoked keys, and a newline.
 */
export const trustOf = (policy: ApprovalPolicy, signers: SignerFiles | undefined): Trust => ({
  policy_sha256: policySha256(policy),
  ...(signers === undefined
    ? {}
    : { signers_sha256: sha256(`${sha256(signers.allowed.bytes)}\n${sha256(signers.revoked.bytes)}\n`) }),
});

/** Those that a plan was made with: it is made again with them, whatever is in use now. */
export const pinnedTrust = ({ policy_sha256, signers_sha256 }: PlanPins): Trust => ({
  ...(policy_sha256 === undefined ? {} : { policy_sha256 }),
  ...(signers_sha256 === undefined ? {} : { signers_sha256 }),
});
