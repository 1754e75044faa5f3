/** Runs an act of the owner on the owner's connection, in one transaction. */

import type { SessionFacts } from '../core/gates/facts.ts';
import type { OwnerAct } from '../core/owner/acts.ts';
import { type Problem, Stop } from '../core/problem.ts';
import { SESSION_QUERY } from '../core/sql/session.ts';
import { DatabaseFailure, type Databases, type Session } from '../ports.ts';

/**
 * `judge` sees who and where the session is before anything is run. Throws Stop with what it says, `database.*`, and
 * `owner.refused` when the server refused a statement; then nothing was changed.
 */
export async function ownerAct(
  databases: Databases,
  act: OwnerAct,
  run: string,
  judge: (session: SessionFacts) => readonly Problem[] = () => [],
): Promise<void> {
  const session = await databases.open('owner', { name: `cutter/owner/${run}` });
  try {
    await session.command('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL search_path = pg_catalog');
    const problems = judge((await session.rows(SESSION_QUERY))[0] ?? {});
    if (problems.length > 0) throw new Stop(problems);
    for (const statement of act.statements) await ran(session, statement);
    const tag = await session.command('COMMIT');
    if (tag !== 'COMMIT') throw new DatabaseFailure({ message: 'COMMIT was refused', foundTag: tag });
  } catch (error) {
    if (!(error instanceof DatabaseFailure)) throw error;
    throw new Stop([refusal(error)], error);
  } finally {
    // What was not committed ends with the session; a failure to close must not hide what went wrong before.
    await session.close().catch(() => undefined);
  }
}

/** One row each: an UPDATE that finds nothing has done nothing. */
async function ran(session: Session, statement: string): Promise<void> {
  const tag = await session.command(statement);
  if (tag === 'UPDATE 0') throw new Stop([nothing]);
}

const nothing: Problem = {
  code: 'owner.nothing',
  message: 'There was nothing to change: no row is as this needs it.',
  hint: 'A plan that is not armed, or whose arming a run has taken, cannot be disarmed; a missing kill row stops every write already.',
};

function refusal(failure: DatabaseFailure): Problem {
  if (failure.connectionLost) {
    const hint = 'Look with `cutter preflight` whether the change was made, then run the command again.';
    return { code: 'database.unreachable', message: `The connection was lost: ${failure.message}`, hint };
  }
  return {
    code: 'owner.refused',
    message: `The server refused, and nothing was changed: ${failure.message} (SQLSTATE ${failure.sqlstate ?? 'none'})`,
    hint: failure.hint ?? 'Only the owner of the database may do this: name the role with --owner.',
  };
}
