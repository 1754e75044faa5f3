/**
 * The request: what is wanted of a plan that follows from another one. Made from the folder of that plan, by whoever
 * plans, and again by whoever applies; what a person gave stands under `given`. Shape: schemas/request.schema.json.
 */
import { canonical, type JsonObject } from '../canonical.ts';
import type { ParentPlan, PlanExclusion, PlanHeader, PlanPins, Statement } from './plan.ts';
import type { Identity } from './snapshot.ts';

export const REQUEST_FORMAT = 'cutter.request/1';

/** A unit of the parent's document, in its order: address, SHA-256 of its span, first and last line of the region. */
export type RequestUnit = readonly [address: string, spanSha256: string, first: number, last: number];

/** An approval under which the parent was applied. */
export interface RequestApproval {
  readonly approver: string;
  readonly fingerprint: string;
  /** Of the approval file. */
  readonly sha256: string;
  readonly issued_at: string;
}

/** Public keys of both lanes, `type base64`. */
export interface LaneKeys {
  readonly 'DOT-991': string;
  readonly 'DOT-992': string;
}

/** Whose tool and key a signature is made with. */
export interface RequestSigner {
  readonly lane: 'DOT-991' | 'DOT-992';
  readonly tool_revision: string;
  readonly keys: LaneKeys;
}

export interface PlanRequest {
  readonly format: typeof REQUEST_FORMAT;
  readonly kind: string;
  readonly author: string;
  readonly cut: PlanHeader['cut'];
  readonly parent: ParentPlan;
  readonly target: Identity;
  /** Those of the parent. */
  readonly pins: PlanPins;
  readonly exclusions: readonly PlanExclusion[];
  /** SHA-256 of the receipt of the parent's run. */
  readonly receipt_sha256?: string;
  readonly approvals: readonly RequestApproval[];
  /** What follows from the parent's folder beyond its header, by name. */
  readonly facts: Readonly<Record<string, string>>;
  readonly given: Readonly<Record<string, string>>;
  readonly signer?: RequestSigner;
  /** The armored signature of the lane over what the kind says it signs. */
  readonly signature?: string;
  readonly units: readonly RequestUnit[];
  /** What the plan of the parent holds, where the kind carries it out or puts it to review. */
  readonly catalogue?: PlanHeader['catalogue'];
  readonly shared?: PlanHeader['shared'];
  readonly statements?: readonly Statement[];
}

/** The same with its keys in the one order that the file has. */
export const orderedRequest = (request: PlanRequest): PlanRequest => ({
  format: request.format,
  kind: request.kind,
  author: request.author,
  cut: request.cut,
  parent: request.parent,
  target: { database: request.target.database, system_identifier: request.target.system_identifier },
  pins: request.pins,
  exclusions: request.exclusions,
  ...(request.receipt_sha256 === undefined ? {} : { receipt_sha256: request.receipt_sha256 }),
  approvals: request.approvals,
  facts: byName(request.facts),
  given: byName(request.given),
  ...(request.signer === undefined ? {} : { signer: request.signer }),
  ...(request.signature === undefined ? {} : { signature: request.signature }),
  units: request.units,
  ...(request.catalogue === undefined ? {} : { catalogue: byName(request.catalogue) }),
  ...(request.shared === undefined ? {} : { shared: request.shared }),
  ...(request.statements === undefined ? {} : { statements: request.statements }),
});

/** The text of request.json. */
export const requestText = (request: PlanRequest): string =>
  canonical(orderedRequest(request) as unknown as JsonObject);

export const unsigned = ({ signature: _, ...request }: PlanRequest): PlanRequest => request;

const byName = (record: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
