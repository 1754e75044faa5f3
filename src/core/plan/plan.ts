/**
 * The plan: the exact statements of one write, and everything that must still be true when they are applied.
 * Shape: schemas/plan.schema.json. The SHA-256 of the file is the plan hash.
 *
 * No time, path, commit or machine stands in a plan: the same inputs and the same database give the same bytes.
 */
import type { RowsDigest } from './rows.ts';
import type { Identity } from './snapshot.ts';

export const PLAN_FORMAT = 'cutter.plan/1';

/** What a template's `$n` stands for: a field of the statement, or a shared value of the header. */
export type ParameterSource = `unit.${string}` | `shared.${string}`;

export interface Template {
  readonly sql: string;
  /** `$1` is parameters[0]. */
  readonly parameters: readonly ParameterSource[];
}

/** One row each: the template, the address it is about, and the values of its `unit.*` parameters, in order. */
export type Statement = readonly [template: string, address: string, values: readonly (string | null)[]];

export interface PlanPins {
  readonly cut_sha256: string;
  readonly manifest_sha256: string;
  readonly manifest_bytes: number;
  readonly manifest_digest: string;
  readonly region_sha256: string;
  readonly snapshot_sha256: string;
  readonly candidate_count: number;
  /** Source document version (source_document_version_registry). */
  readonly document_version: string;
  /** SHA-256 over the canonical templates line, shared values line and every statement line. */
  readonly writer_digest: string;
  /** SHA-256 of request.json, of a plan that follows from another. */
  readonly request_sha256?: string;
  /** SHA-256 of the approval policy and of the allowed signers, absent where the plan was made without cutter.yaml. */
  readonly policy_sha256?: string;
  readonly signers_sha256?: string;
}

export interface PlanExclusion {
  readonly key: string;
  readonly status: string;
  readonly reason: string;
  readonly basis: string;
  readonly lines: readonly [number, number];
}

/** The plan that another follows from. */
export interface ParentPlan {
  /** Its plan hash. */
  readonly sha256: string;
  readonly kind: string;
  /** The run that applied it, where it must have been applied. */
  readonly run?: string;
  /** What the ids of the ledger rows derive from that it wrote itself, where it wrote some; else its plan hash. */
  readonly ledger?: string;
}

export interface PlanHeader {
  readonly format: typeof PLAN_FORMAT;
  /** Name of the kind that made it, for example `cut.direct`. */
  readonly kind: string;
  readonly lane: 'DOT-991' | 'DOT-992';
  /** The approval that covers it. */
  readonly approval: 'SG_1' | 'SG_2';
  readonly author: string;
  readonly cut: {
    readonly name: string;
    readonly prefix: string;
    readonly scope: string;
    readonly profile: string;
    /** Its record is written in its own transaction; absent = after it. */
    readonly record?: 'atomic';
  };
  /** Absent where it follows from a document alone. */
  readonly parent?: ParentPlan;
  /** What a person said beside the parent, for example a decision id or a reason. */
  readonly given?: Readonly<Record<string, string>>;
  readonly target: Identity & { readonly principal: string };
  readonly pins: PlanPins;
  readonly exclusions: readonly PlanExclusion[];
  /** Units by what happens to them. */
  readonly changes: { readonly create: number; readonly same: number; readonly changed: number; readonly gone: number };
  /** Statement count, and rows the transaction inserts or updates, by table. */
  readonly expect: {
    readonly statements: number;
    readonly inserted: Readonly<Record<string, number>>;
    readonly updated: Readonly<Record<string, number>>;
  };
  /** Rows that stand where it writes, before it does; absent = none. */
  readonly before?: RowsDigest;
  /** What the database answered to the questions of the kind; the answers are in snapshot.json. */
  readonly premises?: Readonly<Record<string, RowsDigest>>;
  /** One SHA-256 per catalogue object; the definitions are in snapshot.json. */
  readonly catalogue: Readonly<Record<string, string>>;
  readonly shared: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, Template>>;
}
