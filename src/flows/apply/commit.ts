/** Sends COMMIT, once, and finds out what became of it. */

import type { Kind } from '../../core/kinds/kind.ts';
import type { PlanHeader } from '../../core/plan/plan.ts';
import type { RowsDigest } from '../../core/plan/rows.ts';
import type { Problem } from '../../core/problem.ts';
import { type Clock, DatabaseFailure, type Databases, type Session } from '../../ports.ts';
import type { Progress } from '../progress.ts';
import { askRows } from './live.ts';
import { commitRefused } from './problems.ts';
import { compareRows, type Rows, settle } from './settle.ts';

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
}

export interface Committed {
  /** The tag that answered COMMIT; null = no answer came. */
  readonly tag: string | null;
  /** The planned rows as the witness saw them, or as they settled. */
  readonly rows: Rows;
  /** What the server said instead of COMMIT; empty otherwise. */
  readonly refused: readonly Problem[];
}

export async function sendCommit(input: CommitInput): Promise<Committed> {
  const { writer, witness, progress } = input;
  let tag: string | null = null;
  let refused: readonly Problem[] = [];
  try {
    tag = await writer.command('COMMIT');
  } catch (error) {
    if (!(error instanceof DatabaseFailure)) throw error;
    if (!error.connectionLost) {
      tag = 'ROLLBACK';
      refused = [commitRefused(error)];
    }
  }
  const seen = tag === null ? 'not_read' : await look(witness, input);
  if (seen !== 'not_read') return { tag, rows: seen, refused };
  progress.step('settle');
  return { tag, rows: await settle(input), refused };
}

const look = (witness: Session, { kind, header, planned }: CommitInput): Promise<Rows> =>
  askRows(witness, kind, header).then(
    (found) => compareRows(found, planned, header.before),
    () => 'not_read',
  );
