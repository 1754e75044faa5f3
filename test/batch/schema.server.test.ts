/** The queue of a database: what the owner installs, who may do what there, and what becomes of a dead worker's work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { workQueue } from '../../src/edge/queue/queue.ts';
import { queueSql } from '../../src/edge/queue/schema.ts';
import type { WorkQueue } from '../../src/ports.ts';
import { referenceDatabase } from '../database/reference.ts';
import { refusalOf } from '../support/cutter.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const made: TestDatabase[] = [];
const queues: WorkQueue[] = [];
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.close();
  for (const database of made.splice(0)) await database.drop();
});

async function installed(): Promise<TestDatabase> {
  const database = await referenceDatabase();
  made.push(database);
  await database.query(queueSql());
  return database;
}

function queueIn({ host, port, database }: TestDatabase): WorkQueue {
  const login = { user: 'cutter_queue', password: new Secret('not asked for') };
  const queue = workQueue(
    { host, port, database, sslmode: 'disable', users: { exec: login, verify: login, queue: login } },
    'cutter/test',
  );
  queues.push(queue);
  return queue;
}

const codes = async (work: Promise<unknown>) => (await refusalOf(work)).map(({ code }) => code);
const done = async () => ({ end: 'done' }) as const;

/** Columns, functions and indexes of the schema, as text. */
const SHAPE = `
SELECT string_agg(line, E'\\n' ORDER BY line) AS shape FROM (
  SELECT format('column %s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS line
  FROM information_schema.columns WHERE table_schema = 'cutter_queue'
  UNION ALL
  SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'cutter_queue'::regnamespace
  UNION ALL
  SELECT indexdef FROM pg_indexes WHERE schemaname = 'cutter_queue'
  UNION ALL
  SELECT format('migration %s %s', id, breaking) FROM cutter_queue.migrations
) AS l`;

describe('the schema of the queue', () => {
  it('is that which graphile-worker makes itself, and can be installed again', async () => {
    const ours = await installed();
    const before = await ours.query(SHAPE);
    await ours.query(queueSql());
    expect(await ours.query(SHAPE)).toEqual(before);
    const theirs = await freshDatabase();
    made.push(theirs);
    const { host, port, superuser, database } = theirs;
    const pool = new pg.Pool({ host, port, user: superuser, database });
    pool.on('error', () => undefined);
    pool.on('connect', (client) => void client.on('error', () => undefined));
    await runMigrations({ pgPool: pool, schema: 'cutter_queue' });
    await pool.end();
    expect(before).toEqual(await theirs.query(SHAPE));
  });

  it('gives the role of the queue nothing else, and the lanes nothing of the queue', async () => {
    const database = await installed();
    const rights = await database.query(`
      SELECT r.rolname AS role, n.nspname AS schema, c.relname AS name
      FROM pg_roles r, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'v', 'S') AND has_schema_privilege(r.oid, n.oid, 'USAGE')
        AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(r.oid, c.oid, 'USAGE, SELECT, UPDATE')
          ELSE has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE') END
        AND (r.rolname = 'cutter_queue' AND n.nspname IN ('public', 'cutter_governance')
          OR r.rolname IN ('cutter_exec', 'cutter_verify', 'cutter_ro') AND n.nspname = 'cutter_queue')`);
    expect(rights).toEqual([]);
    const open = await database.query(`
      SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'cutter_queue'::regnamespace
        AND (has_function_privilege('cutter_exec', p.oid, 'EXECUTE') OR has_function_privilege('cutter_verify', p.oid, 'EXECUTE'))`);
    expect(open).toEqual([]);
  });

  it('that is not there, or is another one, is refused', async () => {
    const without = await referenceDatabase();
    made.push(without);
    expect(await codes(queueIn(without).work(1, done))).toEqual(['database.absent']);
    const older = await installed();
    await older.query('DELETE FROM cutter_queue.migrations WHERE id > 17');
    expect(await codes(queueIn(older).work(1, done))).toEqual(['database.unsupported']);
  });
});

describe('work', () => {
  it('that is refused is kept with its reason until it is taken back; what is put in line again starts anew', async () => {
    const queue = queueIn(await installed());
    const number = await queue.add({ key: 'A', payload: '{}', serial: true });
    const worker = await queue.work(1, async () => ({ end: 'refused', why: 'because' }));
    for (let at = 0; at < 100 && (await queue.open([number])).get(number)?.refused === undefined; at += 1)
      await sleep(50);
    expect(await queue.open([number])).toEqual(new Map([[number, { refused: 'because' }]]));
    await worker.stop();
    const again = await queue.add({ key: 'A', payload: '{}', serial: true });
    expect(await queue.open([number, again])).toEqual(new Map([[again, {}]]));
    expect(await queue.add({ key: 'A', payload: '[]', serial: true })).toBe(again);
    expect(await queue.withdraw([again])).toEqual([again]);
    expect(await queue.open([number, again])).toEqual(new Map());
  });

  it('of a worker that is gone is taken again within seconds, that of a living one is not', async () => {
    const database = await installed();
    const queue = queueIn(database);
    const started: string[] = [];
    let finish = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow = await queue.work(1, async (payload) => {
      started.push(payload);
      await held;
      return { end: 'done' };
    });
    await queue.add({ key: 'alive', payload: '"alive"', serial: false });
    for (let at = 0; at < 100 && started.length === 0; at += 1) await sleep(50);
    // Work that somebody took and never gave back, with the queue of the writers.
    const dead = await queue.add({ key: 'dead', payload: '"dead"', serial: true });
    const past = "locked_at = now() - interval '1 minute', locked_by = 'pool-gone'";
    await database.query(`UPDATE cutter_queue._private_jobs SET ${past} WHERE key = 'dead'`);
    await database.query(`UPDATE cutter_queue._private_job_queues SET ${past}`);
    await database.query(
      "UPDATE cutter_queue._private_jobs SET locked_at = now() - interval '1 minute' WHERE key = 'alive'",
    );
    const second = await queue.work(1, async (payload) => {
      started.push(payload);
      return { end: 'done' };
    });
    for (let at = 0; at < 200 && (await queue.open([dead])).size > 0; at += 1) await sleep(50);
    expect(started).toEqual(['"alive"', '"dead"']);
    // Asked to stop, a worker first ends what it has in hand.
    let over = false;
    const stopped = slow.stop().then(() => {
      over = true;
    });
    await sleep(500);
    expect(over).toBe(false);
    finish();
    await Promise.all([stopped, second.stop()]);
    expect(await database.query('SELECT 1 FROM cutter_queue._private_jobs')).toEqual([]);
    expect(await database.query('SELECT 1 FROM cutter_queue._private_job_queues WHERE locked_by IS NOT NULL')).toEqual(
      [],
    );
  });
});
