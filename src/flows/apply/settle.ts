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
import { LOCK_NOT_AVAILABLE } from './lock.ts';

export type Rows = 'all' | 'none' | 'some' | 'not_read';

const ATTEMPTS = 20;
const PAUSE_MS = 500;

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

export interface Settled {
  /** What stands of the planned rows now that the transaction is over; `not_read` when that could not be found out. */
  readonly rows: Rows;
  /** Why it could not be found out, a sentence each; empty otherwise. */
  readonly reasons: readonly string[];
}

/** Never throws: after COMMIT was sent, what goes wrong here is a reason for doubt. */
export async function settle(run: Unsettled): Promise<Settled> {
  const reasons = new Set<string>();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await run.clock.sleep(PAUSE_MS);
    let session: Session | undefined;
    try {
      session = await run.databases.open(run.kind.connection, { name: `${run.application}/settle` });
      return await settledOn(session, run);
    } catch (error) {
      // A server that is starting again, a standby, a lock still held: they pass, or the attempts end.
      reasons.add(messageOf(error));
    } finally {
      await session?.close().catch(() => undefined);
    }
  }
  return { rows: 'not_read', reasons: [...reasons] };
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Throws where nothing can be said now. */
async function settledOn(session: Session, run: Unsettled): Promise<Settled> {
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
  // A standby may be behind, and its locks are not those of the primary.
  if (facts.in_recovery !== 'false') throw new Error('The server that answers is a standby.');
  for (const [name, wanted] of Object.entries(run.target)) {
    const found = facts[name];
    if (found !== wanted)
      return { rows: 'not_read', reasons: [`The ${name} is ${found ?? 'unknown'}, and was ${wanted} before COMMIT.`] };
  }
  const rows = compareRows(await askRows(session, run.kind, run.header), run.planned, run.header.before);
  return { rows, reasons: [] };
}

/** `before` is what stood there before the plan; absent = nothing did. */
export function compareRows(found: RowsDigest, planned: RowsDigest, before?: RowsDigest): Rows {
  if (sameRows(found, planned)) return 'all';
  return before === undefined ? (found.count === 0 ? 'none' : 'some') : sameRows(found, before) ? 'none' : 'some';
}
