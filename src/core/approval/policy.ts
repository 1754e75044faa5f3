/** The approval policy: who must approve what, and for how long. Part of cutter.yaml; a plan pins its hash. */
import { canonical, type JsonObject } from '../canonical.ts';
import { sha256 } from '../hash.ts';
import type { Problem } from '../problem.ts';
import { PURPOSES, type Purpose } from './statement.ts';

export interface GatePolicy {
  /** How many approvals by different people with different keys are needed, 1 or more. */
  readonly threshold: number;
  /** The longest time from issue to expiry, in hours. */
  readonly lifetime_hours: number;
  /** Fixed: whoever wrote a cut does not approve it. It is written out so that a reader of the policy sees it. */
  readonly author_may_approve: false;
}

/** What must be there beside approvals. */
export interface Requirements {
  /** A fresh, encrypted backup (gate G7). */
  readonly backup?: boolean;
  /** The backup has passed a restore test; asks for a backup, too. */
  readonly restore_test?: boolean;
  /** The owner has armed this plan, for one run. */
  readonly arming?: boolean;
  /** Policy and signers are those that the owner fixed in the database. */
  readonly roots_of_trust?: boolean;
  /** The server proves its name with a certificate (sslmode verify-full). */
  readonly verify_full?: boolean;
  /** The build of cutter that applies is the one that showed the plan to its approvers. */
  readonly same_build?: boolean;
}

export interface ApprovalPolicy {
  readonly gates: Readonly<Record<Purpose, GatePolicy>>;
  /** Whether ssh-keygen must accept every signature too, or only where it is installed. */
  readonly ssh_keygen: 'where_installed' | 'required';
  /** Absent = nothing more. */
  readonly require?: Requirements;
  /** Fingerprint of the key that backups are encrypted to, where a backup is asked for and the configuration names one. */
  readonly backup_recipient?: string;
}

export const LONGEST_LIFETIME_HOURS = 24 * 7;

export const DEFAULT_APPROVAL_POLICY: ApprovalPolicy = {
  gates: {
    SG_1: { threshold: 1, lifetime_hours: 24, author_may_approve: false },
    SG_2: { threshold: 1, lifetime_hours: 12, author_may_approve: false },
  },
  ssh_keygen: 'where_installed',
};

export const REQUIREMENTS = [
  'backup',
  'restore_test',
  'arming',
  'roots_of_trust',
  'verify_full',
  'same_build',
] as const satisfies readonly (keyof Requirements)[];

/** What the preset `production` asks for: everything, and ssh-keygen's opinion. */
export const PRODUCTION: Pick<ApprovalPolicy, 'ssh_keygen'> & { readonly require: Requirements } = {
  ssh_keygen: 'required',
  require: Object.fromEntries(REQUIREMENTS.map((name) => [name, true])),
};

/** The canonical bytes of the policy. What is not required is not part of them. */
export const policyText = (policy: ApprovalPolicy): string =>
  canonical({
    ...Object.fromEntries(PURPOSES.map((purpose) => [purpose, gateOf(policy.gates[purpose])])),
    ssh_keygen: policy.ssh_keygen,
    require: requirementsOf(policy),
    backup_recipient: policy.backup_recipient,
  });

/** Their SHA-256: the pin of a plan. */
export const policySha256 = (policy: ApprovalPolicy): string => sha256(policyText(policy));

/** The requirements that are made, in one order; undefined when there are none. */
function requirementsOf({ require = {} }: ApprovalPolicy): JsonObject | undefined {
  const made = REQUIREMENTS.filter((name) => require[name] === true);
  return made.length === 0 ? undefined : Object.fromEntries(made.map((name) => [name, true]));
}

const gateOf = ({ threshold, lifetime_hours, author_may_approve }: GatePolicy) => ({
  threshold,
  lifetime_hours,
  author_may_approve,
});

/** What makes a policy unusable; a policy that asks for nobody's approval is refused, whoever wrote it. */
export function policyProblems(policy: ApprovalPolicy, purpose: Purpose): Problem[] {
  const gate = policy.gates[purpose];
  const problems: Problem[] = [];
  const refuse = (field: keyof GatePolicy, message: string): void => {
    const place = { pointer: `/gates/${purpose}/${field}` };
    problems.push({ code: 'gate.approval', message, place, hint: 'Correct the approval policy in cutter.yaml.' });
  };
  if (!Number.isSafeInteger(gate.threshold) || gate.threshold < 1) {
    refuse('threshold', `The policy for ${purpose} asks for ${gate.threshold} approvals; it must ask for 1 or more.`);
  }
  if (!(gate.lifetime_hours > 0 && gate.lifetime_hours <= LONGEST_LIFETIME_HOURS)) {
    refuse(
      'lifetime_hours',
      `The policy for ${purpose} lets approvals live ${gate.lifetime_hours} hours; it must be more than 0 and at most ${LONGEST_LIFETIME_HOURS}.`,
    );
  }
  if (gate.author_may_approve !== false) {
    refuse(
      'author_may_approve',
      `The policy for ${purpose} lets authors approve their own work; only false is allowed.`,
    );
  }
  return problems;
}
