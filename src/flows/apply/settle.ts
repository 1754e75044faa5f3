/**
 * Settles a COMMIT whose answer was lost. COMMIT is never sent again: on a new session we take the lock the run held; while
 * its backend still holds it, we end that backend. Once the lock is ours, on the same server and timeline, the old
 * transaction is over, and the rows decide.
 */
import type { Kind } from '../../core/kinds/kind.ts';
import type { PlanHeader } from '../../core/plan/plan.ts';
import { type RowsDigest, sameRows } from '../../core/plan/rows.ts';
import { LOCK_QUERY, SET_LOCAL } from '../../core/sql/session.ts';
import { type Clock, DatabaseFailure, type Databases, type Session } from '../../ports.ts';
import { askRows, askSession } from './live.ts';

export type Rows = 'all' | 'none' | 'some' | 'not_read';

const ATTEMPTS = 20;
const PAUSE_MS = 500;
const LOCK_NOT_AVAILABLE = '55P03';

/** Ends backends of this run; only those of our own role and application_name. */
const END_QUERY = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE usename = current_user AND application_name = $1 AND pid <> pg_backend_pid()`;

export interface Unsettled {
  readonly databases: Databases;
  readonly clock: Clock;
  /** application_name of the run's writer. */
  readonly application: string;
  readonly kind: Kind;
  readonly header: PlanHeader;
  readonly target: { readonly system_identifier: string; readonly timeline: string };
  readonly planned: RowsDigest;
}

/** What stands of the planned rows now that the transaction is over; `not_read` when that could not be found out. */
export async function settle(run: Unsettled): Promise<Rows> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await run.clock.sleep(PAUSE_MS);
    let session: Session | undefined;
    try {
      session = await run.databases.open(run.kind.connection, { name: `${run.application}/settle` });
      return await look(session, run);
    } catch {
      // A server that is starting again, a lock still held: both pass, or the attempts end.
    } finally {
      await session?.close().catch(() => undefined);
    }
  }
  return 'not_read';
}

async function look(session: Session, run: Unsettled): Promise<Rows> {
  await session.command(`BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SET LOCAL lock_timeout = '2s'; ${SET_LOCAL}`);
  try {
    await session.rows(LOCK_QUERY, [run.kind.lockKey(run.header)]);
  } catch (error) {
    if (error instanceof DatabaseFailure && error.sqlstate === LOCK_NOT_AVAILABLE) {
      await session.command('ROLLBACK');
      await session.rows(END_QUERY, [run.application]);
    }
    throw error;
  }
  const facts = await askSession(session);
  if (facts.system_identifier !== run.target.system_identifier || facts.timeline !== run.target.timeline)
    return 'not_read';
  return compareRows(await askRows(session, run.kind, run.header), run.planned, run.header.before);
}

/** `before` is what stood there before the plan; absent = nothing did. */
export function compareRows(found: RowsDigest, planned: RowsDigest, before?: RowsDigest): Rows {
  if (sameRows(found, planned)) return 'all';
  return before === undefined ? (found.count === 0 ? 'none' : 'some') : sameRows(found, before) ? 'none' : 'some';
}
