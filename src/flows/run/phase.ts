/** A phase: the work between two stations, by a flow that exists on its own. */
import type { Problem } from '../../core/problem.ts';
import type { Run } from '../../core/run/replay.ts';
import type { Facts } from '../../core/run/transition.ts';
import type { MarkedDocument } from '../mark.ts';
import type { RunPorts, RunSettings } from './world.ts';

export interface PhaseInput {
  readonly run: Run;
  /** Approval files that this command was given. */
  readonly approvals: readonly string[];
  /** What an earlier phase of this process has in hand; a phase does without it, too. */
  readonly memory: { marked?: MarkedDocument };
  readonly settings: RunSettings;
  readonly ports: RunPorts;
}

/**
 * How a phase ended. `refused`: what the person gave does not do, so nothing is recorded and the run stays where it is.
 * A Stop that a phase throws counts as `stopped`.
 */
export type PhaseEnd =
  | { readonly end: 'done'; readonly facts: Facts }
  | { readonly end: 'refused'; readonly problems: readonly Problem[] }
  | { readonly end: 'stopped'; readonly problems: readonly Problem[]; readonly facts?: Facts }
  | { readonly end: 'failed'; readonly gate: string; readonly problems: readonly Problem[]; readonly facts?: Facts };

/** Idempotent: after a crash it runs again from its beginning. */
export type Phase = (input: PhaseInput) => Promise<PhaseEnd>;
