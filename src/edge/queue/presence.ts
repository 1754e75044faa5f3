/**
 * Which workers are alive. graphile-worker notes in a job who has it in hand, and gives the job up four hours later: it
 * cannot know that a process is gone. Here every worker holds an advisory lock named after itself on a connection of its
 * own, which the server ends with the process; work of a worker that holds no such lock is put back in line.
 *
 * After the server was restarted nobody holds a lock for a moment, so work is put back only some seconds later. Should
 * two workers have the same work in hand all the same, the lock of the run lets one of them go on.
 */
import type { Endpoint } from '../postgres/connect.ts';
import { type Line, lineTo } from './line.ts';
import { SCHEMA } from './names.ts';

/** Time between two looks at the others, in milliseconds. */
const EVERY = 2_000;

const HOLD = `SELECT pg_try_advisory_lock(hashtextextended('cutter/worker/' || $1, 0))::text AS held`;

/** A machine that is gone without a word is missed within a minute; where a socket has no such settings they do nothing. */
const ALIVE = ['tcp_keepalives_idle = 20', 'tcp_keepalives_interval = 10', 'tcp_keepalives_count = 3'];

/**
 * Frees what workers that are gone have in hand. A queue whose work is done is freed as well: a worker that had its work
 * taken away leaves one behind.
 */
const RECLAIM = `
WITH held AS (
  SELECT (l.classid::bigint << 32 | l.objid::bigint) AS key FROM pg_locks l
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
),
taken AS (
  SELECT locked_by, locked_at FROM ${SCHEMA}._private_jobs WHERE locked_by IS NOT NULL
  UNION
  SELECT locked_by, locked_at FROM ${SCHEMA}._private_job_queues WHERE locked_by IS NOT NULL
),
gone AS (
  SELECT DISTINCT locked_by FROM taken
  WHERE locked_at < now() - interval '3 seconds' AND pg_postmaster_start_time() < now() - interval '10 seconds'
    AND hashtextextended('cutter/worker/' || locked_by, 0) NOT IN (SELECT key FROM held)
),
left_behind AS (
  UPDATE ${SCHEMA}._private_job_queues AS q SET locked_at = NULL, locked_by = NULL
  WHERE q.locked_at < now() - interval '3 seconds' AND q.locked_by NOT IN (SELECT locked_by FROM gone)
    AND NOT EXISTS (
      SELECT FROM ${SCHEMA}._private_jobs j WHERE j.job_queue_id = q.id AND j.locked_by = q.locked_by
    )
)
SELECT ${SCHEMA}.force_unlock_workers(array_agg(locked_by)) FROM gone HAVING count(*) > 0`;

/** Work that was given anew while somebody who is gone since had it in hand: nobody takes it, and nobody asks for it. */
const FORGET = `
DELETE FROM ${SCHEMA}._private_jobs WHERE key IS NULL AND locked_at IS NULL AND attempts >= max_attempts`;

export interface Presence {
  end(): Promise<void>;
}

/** Says that a worker is alive, before it takes its first work, and looks after the others from then on. */
export async function presence(endpoint: Endpoint, worker: string): Promise<Presence> {
  const line: Line = lineTo(endpoint, async (session) => {
    for (const setting of ALIVE) await session.command(`SET ${setting}`);
    await session.rows(HOLD, [worker]);
  });
  const look = async (): Promise<void> => {
    await line.rows(RECLAIM);
    await line.rows(FORGET);
  };
  await look();
  let looking: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    // A server that does not answer is asked again the next time.
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = undefined;
      });
  }, EVERY);
  return {
    async end() {
      clearInterval(timer);
      await looking;
      await line.close();
    },
  };
}
