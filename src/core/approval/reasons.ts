/** Why one approval does not count: all reasons, in the order in which a person would check. */
import type { AllowedSigner } from './allowed-signers.ts';
import { formatInstant, type Instant, parseInstant } from './instant.ts';
import type { GatePolicy } from './policy.ts';
import { samePerson } from './principal.ts';
import { fingerprint } from './public-key.ts';
import type { Reason } from './reason.ts';
import { isRevoked, type RevokedKeys } from './revoked-keys.ts';
import { type SshSignature, verifySignature } from './sshsig.ts';
import { APPROVAL_FORMAT, type ApprovalStatement, type ApprovalSubject, approvalText } from './statement.ts';
import { subjectReasons } from './subject-reasons.ts';
import { sameBytes } from './wire.ts';

/** A clock may run this many seconds behind the approver's. */
export const CLOCK_TOLERANCE_SECONDS = 5;

export interface GivenApproval {
  /** Name of the approval file, for problems. */
  readonly file: string;
  /** The file as read, and what the parser made of it. */
  readonly bytes: Uint8Array;
  readonly statement: ApprovalStatement;
  readonly signature: SshSignature;
}

export interface ApprovalContext {
  /** What the approval must be about, and who wrote the cut. */
  readonly subject: ApprovalSubject;
  readonly author: string;
  readonly gate: GatePolicy;
  readonly signers: readonly AllowedSigner[];
  readonly revoked: RevokedKeys;
  readonly now: Instant;
}

export function reasonsAgainst(approval: GivenApproval, context: ApprovalContext): Reason[] {
  return [
    ...signatureReasons(approval),
    ...signerReasons(approval, context),
    ...subjectReasons(approval.statement, context.subject),
    ...timeReasons(approval.statement, context.gate, context.now),
  ];
}

function signatureReasons({ bytes, statement, signature }: GivenApproval): Reason[] {
  const reasons: Reason[] = [];
  if (statement.format !== APPROVAL_FORMAT || !sameBytes(Buffer.from(approvalText(statement), 'utf8'), bytes)) {
    reasons.push({ reason: 'bytes', text: 'its file is not the canonical bytes of its statement' });
  }
  if (statement.allowance !== 'explicit') reasons.push({ reason: 'allowance', text: 'its allowance is not explicit' });
  if (!verifySignature(signature, bytes)) {
    reasons.push({
      reason: 'signature',
      text: `its signature was not made by its key (${fingerprint(signature.key)}) over this file`,
    });
  }
  return reasons;
}

function signerReasons({ statement, signature }: GivenApproval, context: ApprovalContext): Reason[] {
  const { approver } = statement;
  const reasons: Reason[] = [];
  if (samePerson(approver, context.author)) {
    reasons.push({ reason: 'author', text: `${approver} is the author of the cut, and no author approves` });
  }
  if (isRevoked(context.revoked, signature.key)) {
    reasons.push({ reason: 'revoked', text: `its key (${fingerprint(signature.key)}) is revoked` });
  }
  const signer = context.signers.find((entry) => sameBytes(entry.key.blob, signature.key.blob));
  if (signer === undefined || signer.principal !== approver) {
    const whose = signer === undefined ? 'is in no line of the allowed signers' : `belongs to ${signer.principal}`;
    reasons.push({ reason: 'signer', text: `its key (${fingerprint(signature.key)}) ${whose}, not to ${approver}` });
    return reasons;
  }
  const moments = [parseInstant(statement.issued_at), context.now].filter((moment) => moment !== undefined);
  const { validAfter, validBefore } = signer;
  if (validAfter !== undefined && moments.some((moment) => moment < validAfter)) {
    reasons.push({ reason: 'key_validity', text: `its key is valid only from ${formatInstant(validAfter)} on` });
  }
  if (validBefore !== undefined && moments.some((moment) => moment >= validBefore)) {
    reasons.push({ reason: 'key_validity', text: `its key was valid only until ${formatInstant(validBefore)}` });
  }
  return reasons;
}

function timeReasons(statement: ApprovalStatement, gate: GatePolicy, now: Instant): Reason[] {
  const issued = parseInstant(statement.issued_at);
  const expires = parseInstant(statement.expires_at);
  if (issued === undefined || expires === undefined || expires <= issued) {
    return [{ reason: 'times', text: `it is issued at ${statement.issued_at} and expires at ${statement.expires_at}` }];
  }
  const reasons: Reason[] = [];
  if (!(issued <= now + CLOCK_TOLERANCE_SECONDS)) {
    reasons.push({
      reason: 'future',
      text: `it was issued at ${statement.issued_at}, and it is only ${formatInstant(now)}`,
    });
  }
  if (!(now < expires)) {
    reasons.push({ reason: 'expired', text: `it expired at ${statement.expires_at}, and it is ${formatInstant(now)}` });
  }
  if (!(expires - issued <= gate.lifetime_hours * 3600)) {
    const hours = (expires - issued) / 3600;
    reasons.push({ reason: 'lifetime', text: `it lives ${hours} hours, the policy allows ${gate.lifetime_hours}` });
  }
  return reasons;
}
