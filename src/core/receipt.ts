/**
 * The receipt: what one run of apply did, or why it did nothing. Written for every run that began to
 * write, before COMMIT is sent and again when the outcome is known; so the outcome is read from `outcome` and never from
 * the fact that a receipt exists. Shape: schemas/receipt.schema.json.
 */
import type { Identity } from './plan/snapshot.ts';

export const RECEIPT_FORMAT = 'cutter.receipt/1';

/** `dry_run`: every step up to the before-COMMIT checks was done, then rolled back as asked. */
export type ReceiptOutcome = 'applied' | 'already_applied' | 'refused' | 'rolled_back' | 'in_doubt' | 'dry_run';

export interface GateVerdict {
  /** Name of the gate, for example `G5`. */
  readonly gate: string;
  readonly check: 'offline' | 'online' | 'before_commit';
  /** `not_reached`: the run ended before this check. */
  readonly verdict: 'passed' | 'refused' | 'not_reached';
}

export interface ReceiptApproval {
  /** Identity under which the signature was accepted. */
  readonly approver: string;
  /** Fingerprint of the key, as OpenSSH prints it: `SHA256:` and 43 characters. */
  readonly fingerprint: string;
  /** SHA-256 of the approval file. */
  readonly sha256: string;
}

export interface CommitProof {
  /** The command tag that answered COMMIT; null when no answer came. Only `COMMIT` is a success. */
  readonly tag: string | null;
  /** How the rows were looked at afterwards: by a connection of its own, or outside the transaction in the only session. */
  readonly witness: 'connection' | 'session';
  /** What the witness found of the planned rows. */
  readonly rows: 'all' | 'none' | 'some' | 'not_read';
}

export interface ReceiptNotice {
  readonly severity: string;
  readonly sqlstate: string;
  readonly message: string;
}

export interface ReceiptProblem {
  readonly code: string;
  readonly message: string;
  readonly address?: string;
  readonly statement?: number;
}

export interface Receipt {
  readonly format: typeof RECEIPT_FORMAT;
  /** Run id; also part of the application_name of the run's connections. */
  readonly run: string;
  readonly outcome: ReceiptOutcome;
  readonly plan_sha256: string;
  /** Kind of the plan, for example `cut.direct`. */
  readonly kind: string;
  readonly prefix: string;
  /** The server that the plan names. */
  readonly target: Identity;
  /** Timeline of the server when the transaction began; a lost answer to COMMIT is settled on this timeline alone. */
  readonly timeline?: string;
  /** Role that wrote, or was to write. */
  readonly principal: string;
  readonly gates: readonly GateVerdict[];
  readonly approvals: readonly ReceiptApproval[];
  /** Statements the plan holds, and how many the server answered. */
  readonly statements: { readonly planned: number; readonly answered: number };
  /** Rows that stand committed by this run, by table; empty unless the outcome is `applied`. */
  readonly rows: {
    readonly inserted: Readonly<Record<string, number>>;
    readonly updated: Readonly<Record<string, number>>;
  };
  readonly notices: readonly ReceiptNotice[];
  /** Absent when COMMIT was never sent. */
  readonly commit?: CommitProof;
  /** Why it was refused, rolled back or left in doubt; empty otherwise. */
  readonly problems: readonly ReceiptProblem[];
  /** By the clock of the host, RFC 3339, UTC. */
  readonly started_at: string;
  readonly finished_at: string;
  readonly tool: { readonly version: string; readonly build: string };
}
