/** The lock that all writers of a prefix take. */
import { Stop } from '../../core/problem.ts';
import { LOCK_QUERY } from '../../core/sql/session.ts';
import { DatabaseFailure, type Session } from '../../ports.ts';

/** SQLSTATE lock_not_available. */
export const LOCK_NOT_AVAILABLE = '55P03';

/** Waits as long as `lock_timeout` says. Throws Stop `gate.lock`, or DatabaseFailure. */
export async function takeLock(session: Session, key: string): Promise<void> {
  try {
    await session.rows(LOCK_QUERY, [key]);
  } catch (error) {
    if (!(error instanceof DatabaseFailure) || error.sqlstate !== LOCK_NOT_AVAILABLE) throw error;
    throw new Stop(
      [
        {
          code: 'gate.lock',
          message: 'Another run is writing under this prefix.',
          hint: 'Nothing was written. Wait for it to end, then apply again.',
        },
      ],
      error,
    );
  }
}
