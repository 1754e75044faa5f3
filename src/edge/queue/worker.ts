/** A worker: graphile-worker's loop over connections that take nothing from the environment. */
import { EventEmitter } from 'node:events';
import { type JobHelpers, Logger, run, type WorkerPool } from 'graphile-worker';
import pg from 'pg';
import type { QueueWorker, WorkEnd } from '../../ports.ts';
import { type Endpoint, ExplicitClient } from '../postgres/connect.ts';
import { SCHEMA, TASK } from './names.ts';
import { type Presence, presence } from './presence.ts';

/** Time between two looks at an empty queue, in milliseconds; new work is announced besides. */
const POLL = 1_000;

const GIVE_UP = `UPDATE ${SCHEMA}._private_jobs SET max_attempts = attempts WHERE id = $1::bigint`;

/** Nothing of it is said: what came of a piece of work stands in the record of its run. */
const silent = new Logger(() => () => undefined);

export async function startWorker(
  endpoint: Endpoint,
  most: number,
  perform: (payload: string) => Promise<WorkEnd>,
): Promise<QueueWorker> {
  const pool = poolOf(endpoint, most + 2);
  const events = new EventEmitter();
  const alive: Promise<Presence>[] = [];
  events.on('pool:create', ({ workerPool }: { workerPool: WorkerPool & { id: string } }) => {
    alive.push(presence(endpoint, workerPool.id));
  });
  try {
    const runner = await run({
      pgPool: pool,
      schema: SCHEMA,
      concurrency: most,
      pollInterval: POLL,
      noHandleSignals: true,
      logger: silent,
      events: events as never,
      parsedCronItems: [],
      preset: {
        // Without a delay the answer "done" is not sent again when a connection is lost.
        worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
        plugins: [
          {
            name: 'CutterPresence',
            version: '1',
            // No work is taken before the worker counts as alive.
            worker: { hooks: { startWorker: async () => void (await Promise.all(alive)) } },
          },
        ],
      },
      taskList: { [TASK]: (payload, helpers) => performed(payload, helpers, perform) },
    });
    const close = async (): Promise<void> => {
      for (const one of alive) await (await one.catch(() => undefined))?.end();
      await pool.end();
    };
    const ended = runner.promise.finally(close);
    ended.catch(() => undefined);
    return {
      ended,
      async stop() {
        await runner.stop().catch(() => undefined);
        await ended.catch(() => undefined);
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function performed(
  payload: unknown,
  { job, query }: JobHelpers,
  perform: (payload: string) => Promise<WorkEnd>,
): Promise<void> {
  const end = await perform(JSON.stringify(payload));
  if (end.end === 'done') return;
  if (end.end === 'refused') await query(GIVE_UP, [job.id]);
  throw new Error(end.why);
}

function poolOf(endpoint: Endpoint, max: number): pg.Pool {
  const pool = new pg.Pool({ ...endpoint, max, Client: ExplicitClient } as unknown as pg.PoolConfig);
  // A connection that is lost: whoever uses it is told by their question, and the next one gets another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}
