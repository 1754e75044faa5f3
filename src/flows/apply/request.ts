import type { ApprovalPolicy } from '../../core/approval/policy.ts';
import type { Verdict } from '../../core/gates/gate.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { PlanHeader } from '../../core/plan/plan.ts';
import type { LaneKeys } from '../../core/plan/request.ts';
import type { Problem } from '../../core/problem.ts';
import type { Receipt } from '../../core/receipt.ts';
import type { Clock, Databases, Files, FileWriter, SecondOpinion } from '../../ports.ts';
import type { Progress } from '../progress.ts';

export interface ApplyRequest {
  /** plan.json; its folder holds the other files. */
  readonly planFile: string;
  readonly approvalFiles: readonly string[];
  /** The orchestrated run that this is a part of: its approvals name it. Absent = none. */
  readonly orchestratedRun?: string;
  readonly dryRun: boolean;
  /** Id of this run; part of application_name and of the receipt's name. */
  readonly run: string;
  /** Names of the environment variables that are set. */
  readonly environment: readonly string[];
  readonly policy: ApprovalPolicy;
  /** The bytes of the allowed signers and of the list of revoked keys, read fresh; undefined = not configured. */
  readonly signers: SignerFiles | undefined;
  /** The backup behind this write; absent = none is named. The policy says whether one is asked for. */
  readonly backup?: BackupChoice;
  /** Public keys of the lanes (`type base64`) as cutter.yaml names them; absent = none are. */
  readonly lanes?: LaneKeys;
  readonly tool: { readonly version: string; readonly build: string };
  /** Aborted by SIGINT and SIGTERM. Before COMMIT is sent it rolls back; afterwards it changes nothing. */
  readonly signal: AbortSignal;
}

export interface BackupChoice {
  /** Receipt of the backup; absent = the newest one of `directory`. */
  readonly file?: string;
  readonly directory?: string;
  readonly maxAgeMinutes?: number;
  /** Fingerprint that backups are encrypted to. */
  readonly recipient?: string;
}

export interface SignerFiles {
  readonly allowed: { readonly file: string; readonly bytes: Uint8Array };
  readonly revoked: { readonly file: string; readonly bytes: Uint8Array };
}

export interface ApplyPorts {
  readonly files: Files;
  readonly output: FileWriter;
  readonly databases: Databases;
  readonly clock: Clock;
  readonly secondOpinion: SecondOpinion;
  readonly progress: Progress;
}

export interface ApplyResult {
  readonly outcome: Outcome;
  readonly run: string;
  readonly plan: { readonly file: string; readonly sha256: string; readonly cut: string; readonly prefix: string };
  readonly target: { readonly database: string; readonly system_identifier: string };
  /** Name of the kind of the plan. */
  readonly kind: string;
  readonly statements: number;
  readonly units: number;
  /** Units by what happens to them. */
  readonly changes: PlanHeader['changes'];
  readonly verdicts: readonly Verdict[];
  readonly problems: readonly Problem[];
  /** Written to receiptFile for every run that began a transaction to write; absent otherwise. */
  readonly receipt?: Receipt;
  readonly receiptFile?: string;
}
