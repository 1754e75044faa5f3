import { PATIENCE_LOCAL, SET_LOCAL } from '../core/sql/session.ts';
import type { Databases, Session } from '../ports.ts';
import { asStop } from './failure.ts';

const READ_ONLY = `BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; ${PATIENCE_LOCAL}; ${SET_LOCAL}`;

/**
 * Runs a read as the verifier's role, on a connection of its own, in one READ ONLY REPEATABLE READ transaction with
 * `search_path = pg_catalog`. A server's error reaches the caller as a Stop.
 */
export async function reading<T>(
  databases: Databases,
  name: string,
  read: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await databases.open('verify', { name: `cutter/${name}` });
  try {
    await session.command(READ_ONLY);
    return await read(session);
  } catch (error) {
    throw asStop(error);
  } finally {
    // Closing ends the transaction; a failure to close must not hide what went wrong before.
    await session.close().catch(() => undefined);
  }
}
