/** Sends COMMIT, once, and finds out what became of it. */

import type { Kind } from '../../core/kinds/kind.ts';
import type { PlanHeader } from '../../core/plan/plan.ts';
import type { RowsDigest } from '../../core/plan/rows.ts';
import type { Problem } from '../../core/problem.ts';
import { type Clock, DatabaseFailure, type Databases, type Session } from '../../ports.ts';
import { heardLater } from '../later.ts';
import type { Progress } from '../progress.ts';
import { askRows } from './live.ts';
import { commitRefused } from './problems.ts';
import { compareRows, messageOf, type Rows, settle } from './settle.ts';

export interface CommitInput {
  readonly writer: Session;
  readonly witness: Session;
  readonly databases: Databases;
  readonly clock: Clock;
  readonly progress: Progress;
  /** application_name of the writer. */
  readonly application: string;
  readonly kind: Kind;
  readonly header: PlanHeader;
  readonly target: { readonly system_identifier: string; readonly timeline: string };
  readonly planned: RowsDigest;
  /** Once it is aborted, the answer is waited for a little longer only. */
  readonly signal: AbortSignal;
}

/** Time that COMMIT has to be answered after an interruption, in milliseconds. */
const GRACE_MS = 5_000;

export interface Committed {
  /** The tag that answered COMMIT; null = no answer came. */
  readonly tag: string | null;
  /** The planned rows as the witness saw them, or as they settled. */
  readonly rows: Rows;
  /** What the server said instead of COMMIT; empty otherwise. */
  readonly refused: readonly Problem[];
  /** Why it could not be found out at once what became of it, a sentence each. */
  readonly reasons: readonly string[];
}

export async function sendCommit(input: CommitInput): Promise<Committed> {
  const { progress } = input;
  let tag: string | null = null;
  let refused: readonly Problem[] = [];
  const reasons: string[] = [];
  try {
    tag = await answerInTime(input);
    if (tag === null) reasons.push('The run was interrupted, and COMMIT was not answered in time.');
  } catch (error) {
    if (!(error instanceof DatabaseFailure)) throw error;
    if (error.connectionLost) reasons.push(`The answer to COMMIT was lost: ${error.message}`);
    else {
      tag = 'ROLLBACK';
      refused = [commitRefused(error)];
    }
  }
  if (tag !== null) {
    try {
      return { tag, rows: await rowsSeen(input), refused, reasons };
    } catch (error) {
      reasons.push(`The witness could not read the rows: ${messageOf(error)}`);
    }
  }
  progress.step('settle');
  const settled = await settle(input);
  return { tag, rows: settled.rows, refused, reasons: [...reasons, ...settled.reasons] };
}

/** The tag that answers COMMIT. Null = none came, and nobody wants to wait for it any longer. */
async function answerInTime({ writer, signal, clock }: CommitInput): Promise<string | null> {
  const answer = heardLater(writer.command('COMMIT'));
  let stop = (): void => undefined;
  const late = new Promise<null>((resolve) => {
    stop = () => void clock.sleep(GRACE_MS).then(() => resolve(null));
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([answer, late]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function rowsSeen({ witness, kind, header, planned }: CommitInput): Promise<Rows> {
  return compareRows(await askRows(witness, kind, header), planned, header.before);
}
