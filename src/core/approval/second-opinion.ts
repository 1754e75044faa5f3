/** What ssh-keygen's verdict means for an approval that our own verifier accepted. */
import type { Problem } from '../problem.ts';
import type { ApprovalPolicy } from './policy.ts';

export type Verdict = 'accepted' | 'refused' | 'not_installed';

/** Problems of one approval file; none where ssh-keygen accepts, or is missing and the policy does not require it. */
export function secondOpinionProblems(
  policy: ApprovalPolicy,
  file: string,
  verdict: Verdict,
  said?: string,
): Problem[] {
  if (verdict === 'accepted') return [];
  if (verdict === 'refused') {
    return [
      {
        code: 'gate.approval',
        message: 'ssh-keygen does not accept the signature of this approval.',
        place: { file },
        hint: 'Do not apply the plan; find out why the two verifiers differ, then have it approved anew.',
        ...(said === undefined ? {} : { detail: [said] }),
      },
    ];
  }
  if (policy.ssh_keygen === 'where_installed') return [];
  return [
    {
      code: 'gate.approval',
      message: 'The policy requires ssh-keygen to verify approvals too, and it is not installed here.',
      place: { file },
      hint: 'Install OpenSSH 9.1 or newer, or apply from a machine that has it.',
    },
  ];
}
