/**
 * The cut: what an operator wants, as written in cut.yaml and validated against schemas/cut.schema.json.
 * Defaults are already filled in here; see the schema for the meaning of every field.
 */
export const CUT_FORMAT = 'cutter.cut/1';

export type Repair = 'refuse' | 'normalise';

export interface Cut {
  readonly format: typeof CUT_FORMAT;
  /** Short name, [a-z0-9-]; part of the actor `cutter_exec/DOT-991/<name>-cut`. */
  readonly name: string;
  /** Who wrote the cut: an email-like identity. Declared, not proven; no approver may be the same. */
  readonly author: string;
  /** The source document, relative to the folder of cut.yaml; forward slashes. */
  readonly document: string;
  /** Grammar profile with its version, for example `constitution/1`. */
  readonly profile: string;
  /** Document prefix: [A-Z0-9-], 3 to 32, no '-' at an end (DOMAIN section 7). */
  readonly prefix: string;
  /** Which source statuses become units. */
  readonly scope: 'enacted_only';
  /** The smallest parts that become units, one of the profile's leaves; absent = its first. For outline profiles. */
  readonly leaf?: string;
  /** What becomes of parts that only hold others: units too, or structure; absent = units where the leaf is not the first. */
  readonly containers?: 'units' | 'structure';
  /** What the profile cannot decide, decided by the operator. */
  readonly decisions?: readonly Decision[];
  readonly normalise: { readonly unicode: Repair; readonly line_endings: Repair; readonly trailing_blanks: Repair };
  /** Who writes the rows: plain statements, the functions of the database, or what the database allows. */
  readonly writer: 'auto' | 'direct' | 'canonical';
  /** When the ledger says that it was made: by a plan that follows it, or in its own transaction. */
  readonly record: 'after' | 'atomic';
  readonly owner: string;
  readonly conformance: string;
  readonly publication: { readonly type: string; readonly authority: string };
  /** Name of a target in cutter.yaml; absent = the default target there. */
  readonly target?: string;
  /** What must come out; whatever is given must hold. */
  readonly expect?: CutExpectations;
  /** Pins given by hand; whatever is given must hold. */
  readonly pins?: CutPins;
}

/** Exactly one of `line` and `address` is given. */
export interface Decision {
  /** Line of the document, from 1. */
  readonly line?: number;
  readonly address?: string;
  /** take: it is a heading. join: it is text of what stands above. exclude: it and what stands in it is not cut. */
  readonly do: 'take' | 'join' | 'exclude';
  /** With take: the number as it stands in the key. */
  readonly as?: string;
  /** With exclude: why. */
  readonly reason?: string;
}

export interface CutExpectations {
  readonly units?: number;
  readonly exclusions?: number;
  readonly statements?: number;
  /** Units by level name of the profile, for example { principle: 15 }. */
  readonly levels?: Readonly<Record<string, number>>;
}

export interface CutPins {
  readonly document_sha256?: string;
  readonly region_sha256?: string;
  readonly manifest_sha256?: string;
  readonly manifest_bytes?: number;
  readonly manifest_digest?: string;
  readonly candidate_count?: number;
  readonly document_version?: string;
  readonly writer_digest?: string;
}
