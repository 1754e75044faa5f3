/** The facts that gates judge. Flows gather them; nothing here is computed from a message text. */
import type { Requirements } from '../approval/policy.ts';
import type { BackupReceipt, BackupVerified } from '../backup/receipt.ts';
import type { PlanHeader } from '../plan/plan.ts';
import type { RowsDigest } from '../plan/rows.ts';
import type { Problem } from '../problem.ts';

/** How sessions reach the database. */
export type Transport = 'in_process' | 'socket' | 'disable' | 'require' | 'verify-ca' | 'verify-full';

export interface OfflineFacts {
  readonly plan: PlanHeader;
  /** What the policy in use asks for beside approvals. */
  readonly require: Requirements;
  readonly planSha256: string;
  /** Names of the environment variables that are set (not their values). */
  readonly environment: readonly string[];
  /** What the approvals are worth for exactly this plan; see core/approval. */
  readonly approval: readonly Problem[];
  /** Policy and signers in use now. */
  readonly trust: { readonly policy_sha256?: string; readonly signers_sha256?: string };
  /** The files of the plan's folder as they are now. */
  readonly folder: Partial<Readonly<Record<'cut_sha256' | 'request_sha256' | 'snapshot_sha256', string>>> | undefined;
  /** What does not follow from the plan that this one names as its parent. */
  readonly parent: readonly Problem[];
  /** The plan as rebuilt from its folder alone, or why it could not be. */
  readonly rebuilt: { readonly header: PlanHeader } | { readonly problems: readonly Problem[] };
  /** Rows that the plan's statements leave behind. */
  readonly planned: RowsDigest;
  /** The tracked request in the folder of a cut; undefined = there is none. */
  readonly request: RequestFacts | undefined;
  readonly backup: BackupFacts;
  /** Undefined = not known. */
  readonly transport: Transport | undefined;
  /** The build of cutter that runs, and those with which the approvals that count were given. */
  readonly build: string;
  readonly approvedWith: readonly { readonly file: string; readonly approver: string; readonly build: string }[];
}

/** How a tracked request stands by the steps that the cut's folder holds, or why they cannot be read. */
export type RequestFacts =
  | {
      /** `undecided`: no review that approves it was applied. */
      readonly state: 'undecided' | 'approved' | 'rejected' | 'abandoned';
      /** The plan of the step that says so. */
      readonly file: string;
    }
  | { readonly problems: readonly Problem[] };

/** The backup that stands behind a write, and what is asked of it. */
export interface BackupFacts {
  /** Whether a backup is asked for at all: by the policy, or because one was named. */
  readonly asked: boolean;
  /** By the policy: then it must be encrypted. */
  readonly required: boolean;
  readonly restoreTest: boolean;
  readonly maxAgeMinutes: number;
  /** Fingerprint that cutter.yaml names. */
  readonly recipient?: string;
  /** Undefined: none was named, and none lies in the folder of backups. */
  readonly found: FoundBackup | { readonly problems: readonly Problem[] } | undefined;
  /** The host's clock when the facts were gathered; RFC 3339. */
  readonly hostClock: string;
}

export interface FoundBackup {
  /** Its receipt. */
  readonly file: string;
  readonly receiptSha256: string;
  readonly receipt: BackupReceipt;
  /** The artefact as it is now. */
  readonly artifact:
    | {
        readonly sha256: string;
        readonly size: number;
        /** Why it does not look like a message for one key; see core/backup/openpgp.ts. */
        readonly outside: string | undefined;
      }
    | { readonly problems: readonly Problem[] };
  /** The record of its restore test; undefined = there is none. */
  readonly verified: BackupVerified | { readonly problems: readonly Problem[] } | undefined;
}

/** The answer to SESSION_QUERY, by column; text. */
export type SessionFacts = Readonly<Record<string, string | null>>;

/** The answer to OWNER_QUERY, by column; text. */
export type OwnerFacts = SessionFacts;

/** What became of the arming. `not_asked`: by this policy, or in a dry run, none is taken. */
export interface ArmingFacts {
  readonly status: 'not_asked' | 'taken' | 'not_armed' | 'expired' | 'killed';
  /** Why it was not taken; for people. */
  readonly detail: string;
}

type Definitions = Readonly<Record<string, string>>;

export interface OnlineFacts {
  readonly plan: PlanHeader;
  /** As it was named; for people. */
  readonly planFile: string;
  readonly require: Requirements;
  readonly owner: OwnerFacts;
  readonly arming: ArmingFacts;
  readonly session: SessionFacts;
  /** Live fingerprints of catalogue objects, by name. */
  readonly catalogue: Readonly<Record<string, string>>;
  /** Definitions of these objects, then and now; gathered only when a fingerprint differs. */
  readonly definitions?: { readonly pinned: Definitions; readonly live: Definitions };
  /** Rows that stand where the plan writes. */
  readonly live: RowsDigest;
  /** What the database answers to the questions that the plan was made from, before anything is written. */
  readonly premises: Readonly<Record<string, RowsDigest>>;
  readonly planned: RowsDigest;
  /** Expiry of the approvals that count; the earliest decides. RFC 3339. */
  readonly approvalExpires: string | undefined;
  /** The host's clock when the session answered; RFC 3339. */
  readonly hostClock: string;
  readonly backup: BackupFacts;
}

export interface BeforeCommitFacts extends OnlineFacts {
  /** Rows this transaction has inserted, updated and deleted so far, by table, triggers' work included. */
  readonly written: Readonly<
    Record<string, { readonly inserted: number; readonly updated: number; readonly deleted: number }>
  >;
}
