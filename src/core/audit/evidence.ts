/** What an audit pack proves: one value, from which all its reports are made. */
import type { MatrixRow } from '../run/matrix.ts';
import type { RunReport } from '../run/report.ts';
import type { VerbRow } from './verbs.ts';

/** `open`: it cannot be said of a run that has not come so far. */
export type CheckVerdict = 'PASS' | 'FAIL' | 'open';

export interface AuditCheck {
  readonly id: string;
  /** What was asked, as a sentence that is true when it passes. */
  readonly name: string;
  readonly verdict: CheckVerdict;
  /** What was found; of a failure, every reason. */
  readonly found: readonly string[];
}

/** A stretch of time of the run: work, or waiting. */
export interface Stretch {
  readonly name: string;
  readonly kind: 'work' | 'pause' | 'trouble';
  /** Who works or is waited for. */
  readonly lane: 'executor' | 'verifier' | 'sovereign' | 'planner';
  readonly from: string;
  readonly to: string;
  /** Milliseconds of work, or of waiting. */
  readonly ms: number;
  readonly state: string;
  /** What the work found out; of waiting, nothing. */
  readonly facts: Readonly<Record<string, string>>;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

export interface AuditPlan {
  /** `plan`, `plan/record` ... */
  readonly folder: string;
  readonly kind: string;
  readonly lane: string;
  readonly principal: string;
  readonly sha256: string;
  readonly statements: number;
  /** Gates by name, each with its checks in order: `offline passed, online passed`. */
  readonly gates: readonly { readonly gate: string; readonly checks: readonly string[] }[];
  readonly approvals: readonly { readonly approver: string; readonly key: string; readonly sha256: string }[];
  /** Of the receipt that applied it; absent = it was not applied. */
  readonly applied?: { readonly run: string; readonly from: string; readonly to: string; readonly ms: number };
}

/** How the source is made up, in bytes. */
export interface Coverage {
  readonly bytes: number;
  readonly units: number;
  readonly exclusions: number;
  readonly unit_bytes: number;
  readonly excluded_bytes: number;
  readonly other_bytes: number;
  /** In order: `u`, `x` or `n`, and where it ends. */
  readonly spans: readonly (readonly ['u' | 'x' | 'n', number])[];
}

export interface Evidence {
  readonly verdict: 'PASS' | 'FAIL' | 'BLOCKED';
  readonly run: RunReport;
  readonly checks: readonly AuditCheck[];
  readonly stretches: readonly Stretch[];
  readonly plans: readonly AuditPlan[];
  readonly matrix: readonly MatrixRow[];
  readonly verbs: readonly VerbRow[];
  readonly coverage?: Coverage;
  readonly versions: readonly (readonly [name: string, value: string])[];
  readonly ledger: { readonly rows: number; readonly links: number; readonly head?: string };
}

/** Of a run that passed and whose every check passed: PASS. What is open blocks nothing. */
export function verdictOfAudit(
  run: Pick<RunReport, 'verdict'>,
  checks: readonly Pick<AuditCheck, 'verdict'>[],
): Evidence['verdict'] {
  return checks.some(({ verdict }) => verdict === 'FAIL') ? 'FAIL' : run.verdict;
}
