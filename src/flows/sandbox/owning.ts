/** One transaction as the owner: all of what it does, or nothing. */
import { Stop } from '../../core/problem.ts';
import { DatabaseFailure, type Databases, type Session } from '../../ports.ts';

/** Whoever provisions, resets or registers waits for the others, and then sees what they did. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('cutter sandbox', 0))`;

/**
 * Runs `work` as the owner, on a connection of its own, under `search_path = pg_catalog`, and commits.
 * Throws Stop: `database.*` when there is no connection, `sandbox.failed` when the server refused a statement; then
 * nothing was changed.
 */
export async function owning<T>(
  databases: Databases,
  name: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await databases.open('owner', { name: `cutter/${name}` });
  let committing = false;
  try {
    await session.command('BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE');
    await session.command('SET LOCAL search_path = pg_catalog');
    await session.rows(LOCK);
    const value = await work(session);
    committing = true;
    const tag = await session.command('COMMIT');
    if (tag !== 'COMMIT') throw new DatabaseFailure({ message: 'COMMIT was refused', foundTag: tag });
    return value;
  } catch (error) {
    if (!committing) await session.command('ROLLBACK').catch(() => undefined);
    throw asStop(error, committing);
  } finally {
    // A failure to close must not hide what went wrong before.
    await session.close().catch(() => undefined);
  }
}

function asStop(error: unknown, committing: boolean): unknown {
  if (!(error instanceof DatabaseFailure)) return error;
  if (error.connectionLost) {
    const message = committing
      ? 'The connection was lost before the server answered COMMIT: the change may or may not have been made.'
      : 'The connection was lost; nothing was changed.';
    const hint = 'Run the command again: it says what it finds.';
    return new Stop([{ code: 'database.unreachable', message, hint, detail: [error.message] }], error);
  }
  const state = error.sqlstate === undefined ? '' : ` (SQLSTATE ${error.sqlstate})`;
  return new Stop(
    [
      {
        code: 'sandbox.failed',
        message: `The server refused a statement and nothing was changed: ${error.message}${state}`,
        hint: error.hint ?? 'The owner must be a superuser, or may create roles and objects in this database.',
      },
    ],
    error,
  );
}
