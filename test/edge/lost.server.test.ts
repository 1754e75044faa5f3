import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import type { BoundStatement, Session } from '../../src/ports.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { superuserLanes } from '../support/lanes.ts';
import { startProxy } from '../support/proxy.ts';
import { startServer } from '../support/server.ts';
import { insert, inserts, SCHEMA } from './items.ts';
import { failureOf } from './session.contract.ts';

let database: TestDatabase;
const sessions: Session[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  await database.query(SCHEMA);
});
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
});
afterAll(() => database.drop());

async function open(port = database.port): Promise<Session> {
  const session = await serverDatabases({ ...superuserLanes(database), port }).open('exec', {
    name: 'cutter/test/lost',
  });
  sessions.push(session);
  return session;
}

const backendOf = async (session: Session): Promise<string> => {
  const [row] = await session.rows('SELECT pg_backend_pid() AS pid');
  return row?.pid as string;
};

/** Ends the backend and waits until it is gone. */
const terminate = (pid: string): Promise<unknown> => database.query('SELECT pg_terminate_backend($1, 10000)', [pid]);

const stored = async (): Promise<string | null | undefined> => {
  const [row] = await database.query('SELECT count(*) AS count FROM public.item');
  return row?.count;
};

describe('a lost connection', () => {
  for (const at of [1, 2_500, 5_000]) {
    it(`is told from an error of the server when the line is cut after statement ${at}`, async () => {
      const proxy = await startProxy({ to: database });
      const session = await open(proxy.port);
      await session.command('BEGIN');
      function* statements(): Generator<BoundStatement> {
        for (const statement of inserts(5_001)) {
          if (statement.number === at + 1) proxy.cut();
          yield statement;
        }
      }
      const failure = await failureOf(session.send({ statements: statements(), window: 100 }));
      expect(failure.connectionLost).toBe(true);
      expect(failure.sqlstate).toBeUndefined();
      expect((await failureOf(session.command('COMMIT'))).connectionLost).toBe(true);
      await proxy.close();
      expect(await stored()).toBe('0');
    });
  }

  it('is recognised although the server says in an error why it ends the session', async () => {
    const session = await open();
    const pid = await backendOf(session);
    await session.command('BEGIN');
    let ended: Promise<unknown> | undefined;
    async function* statements() {
      for (const statement of inserts(400)) {
        if (statement.number === 200) {
          ended = terminate(pid);
          await ended;
        }
        yield statement;
      }
    }
    const failure = await failureOf(session.send({ statements: statements(), window: 10 }));
    expect(failure.connectionLost).toBe(true);
    expect(failure.message).toContain('57P01');
    expect(await stored()).toBe('0');
  });

  it('is reported by the next question when it happens in between', async () => {
    const session = await open();
    await terminate(await backendOf(session));
    expect((await failureOf(session.rows('SELECT 1'))).connectionLost).toBe(true);
    expect((await failureOf(session.command('COMMIT'))).connectionLost).toBe(true);
    await session.close();
  });

  it('fails every question that waits for an answer', async () => {
    const session = await open();
    const pid = await backendOf(session);
    const questions = [session.rows('SELECT pg_sleep(30)'), session.command('COMMIT'), session.rows('SELECT 1')];
    const failures = Promise.all(questions.map(failureOf));
    await terminate(pid);
    expect((await failures).map((failure) => failure.connectionLost)).toEqual([true, true, true]);
  });

  it('is what a crash of the server looks like', async () => {
    const server = await startServer();
    const own = await freshDatabase({ server });
    await own.query(SCHEMA);
    const session = await serverDatabases(superuserLanes(own)).open('exec', { name: 'cutter/test/crash' });
    await session.command('BEGIN');
    await session.send({ statements: inserts(100), window: 10 });
    const answer = failureOf(session.rows('SELECT pg_sleep(30)'));
    await server.crash();
    expect((await answer).connectionLost).toBe(true);
    await server.restart();
    expect(await own.query('SELECT count(*) AS count FROM public.item')).toEqual([{ count: '0' }]);
    await server.stop();
  });
});

it('stops a statement when asked to, and the session goes on', async () => {
  const session = await open();
  const sleeping = failureOf(session.rows('SELECT pg_sleep(30)'));
  await database.query(`SELECT pg_sleep(0.1)`);
  await session.cancel();
  expect(await sleeping).toMatchObject({ sqlstate: '57014', connectionLost: false });
  expect(await session.rows('SELECT 1 AS x')).toEqual([{ x: '1' }]);
});

it('refuses COPY instead of waiting for data', async () => {
  const session = await open();
  expect(await failureOf(session.command('COPY public.item FROM STDIN'))).toMatchObject({ sqlstate: '57014' });
  expect(await failureOf(session.rows('COPY public.item FROM STDIN'))).toMatchObject({ sqlstate: '57014' });
  await session.command('BEGIN');
  const copy = { ...insert(1), sql: 'COPY public.item FROM STDIN', parameters: [], tag: 'COPY 0' };
  expect(await failureOf(session.send({ statements: [copy], window: 1 }))).toMatchObject({ sqlstate: '57014' });
  expect(await session.command('ROLLBACK')).toBe('ROLLBACK');
  expect(await session.rows('SELECT 1 AS x')).toEqual([{ x: '1' }]);
});

it('asks twenty questions in one round trip', async () => {
  const proxy = await startProxy({ to: database, roundTripMs: 50 });
  const session = await open(proxy.port);
  const start = performance.now();
  const questions = Array.from({ length: 20 }, (_, index) => session.rows('SELECT $1::int AS x', [String(index)]));
  const answers = await Promise.all(questions);
  expect(answers.flat().map((row) => row.x)).toEqual(questions.map((_, index) => String(index)));
  expect(performance.now() - start).toBeLessThan(50 * 5);
  await session.close();
  await proxy.close();
});
