/**
 * A gate is a named reason to refuse. It has up to three checks, each a pure function of facts that the flow gathered:
 * offline (before any writing connection), online (inside the transaction, before the first statement) and before
 * COMMIT. No problems = passed.
 */
import type { Problem } from '../problem.ts';
import type { BeforeCommitFacts, OfflineFacts, OnlineFacts } from './facts.ts';

export interface Gate {
  readonly id:
    | 'environment'
    | 'kill switch'
    | 'trust'
    | 'tls'
    | 'build'
    | 'record'
    | 'request'
    | 'G1'
    | 'G2'
    | 'G3'
    | 'G4'
    | 'G5'
    | 'G6'
    | 'G7';
  readonly title: string;
  /** Who can make it pass: whoever runs cutter, an approver, or the owner of the database. */
  readonly closedBy: 'operator' | 'approver' | 'owner';
  /** Whether it is asked at all; absent = always. */
  readonly applies?: (facts: OfflineFacts | OnlineFacts) => boolean;
  /** Undefined: it cannot judge all that it has to, and another gate refuses for the same reason. That is no pass. */
  readonly offline?: (facts: OfflineFacts) => readonly Problem[] | undefined;
  readonly online?: (facts: OnlineFacts) => readonly Problem[];
  readonly beforeCommit?: (facts: BeforeCommitFacts) => readonly Problem[];
}

export type CheckName = 'offline' | 'online' | 'before_commit';

/** One gate's answer at one check. */
export interface Verdict {
  readonly gate: Gate['id'];
  readonly title: string;
  readonly check: CheckName;
  readonly problems: readonly Problem[];
}
