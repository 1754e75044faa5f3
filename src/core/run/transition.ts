/**
 * A transition: one line of a run's record. Lines are appended and never rewritten. Each holds the digest of the one
 * before it and its own, so that no line can change, go, or come between without being noticed.
 *
 * A line is compact JSON with the keys in the order below. `sha256` is the SHA-256 of the line as it would be without
 * it. Shape: schemas/run.schema.json.
 */
import { sha256 } from '../hash.ts';
import type { RunState } from './states.ts';

export const RUN_FORMAT = 'cutter.run/1';
/** What the first line gives for the line before it. */
export const NO_LINE = '0'.repeat(64);

/** What is known, in words: numbers and times as text. */
export type Facts = Readonly<Record<string, string>>;

export interface TransitionProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface Transition {
  readonly format: typeof RUN_FORMAT;
  readonly run: string;
  /** From 1. */
  readonly seq: number;
  /** SHA-256 of the line before. */
  readonly previous: string;
  /** By the clock of the host: RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly state: RunState;
  /** Work that led here, in milliseconds. */
  readonly ms: number;
  readonly facts: Facts;
  /** Why the run stopped or failed; empty otherwise. */
  readonly problems: readonly TransitionProblem[];
  readonly sha256: string;
}

export type Unsealed = Omit<Transition, 'sha256'>;

/** The transition with its digest. */
export const sealed = (body: Unsealed): Transition => ({ ...body, sha256: sha256(textOf(body)) });

/** The line, without its newline. */
export const transitionLine = ({ sha256, ...body }: Transition): string =>
  `${textOf(body).slice(0, -1)},"sha256":${JSON.stringify(sha256)}}`;

function textOf(body: Unsealed): string {
  const { format, run, seq, previous, at, state, ms, facts, problems } = body;
  return JSON.stringify({
    format,
    run,
    seq,
    previous,
    at,
    state,
    ms,
    facts,
    problems: problems.map(({ code, message, hint }) => ({ code, message, hint })),
  });
}

/** What the digest of a transition must be. */
export const digestOf = ({ sha256: _, ...body }: Transition): string => sha256(textOf(body));
