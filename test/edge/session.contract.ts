/** What every session promises, on a server and on the embedded database alike. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BoundStatement, DatabaseFailure, type Databases, type Session } from '../../src/ports.ts';
import { insert, inserts, SCHEMA, UPDATE } from './items.ts';

export interface Stage {
  readonly databases: Databases;
  readonly tearDown: () => Promise<void>;
}

/** The failure of a promise that must fail. */
export async function failureOf(promise: Promise<unknown>): Promise<DatabaseFailure> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof DatabaseFailure)) throw error;
  return error;
}

export function sessionContract(setUp: () => Promise<Stage>): void {
  let stage: Stage;
  let session: Session;

  beforeAll(async () => {
    stage = await setUp();
    const owner = await stage.databases.open('owner', { name: 'cutter/test/owner' });
    await owner.command(SCHEMA);
    await owner.close();
    session = await stage.databases.open('exec', { name: 'cutter/test/exec' });
  });
  afterAll(async () => {
    await session?.close();
    await stage?.tearDown();
  });
  beforeEach(async () => {
    await session.command('ROLLBACK');
    await session.command('DELETE FROM public.item');
  });

  const stored = async (): Promise<number> => {
    const [row] = await session.rows('SELECT count(*) AS count FROM public.item');
    return Number(row?.count);
  };

  describe('questions', () => {
    it('answers every type as the text that PostgreSQL sends', async () => {
      const [row] = await session.rows(
        `SELECT 1::int8 AS i, 0.10::numeric AS n, true AS b, NULL AS nothing, '{"a": [1, 2]}'::jsonb AS j,
                '{1,2}'::int[] AS list, '2026-01-02 03:04:05.678+07'::timestamptz AS t,
                '5f0c2a9a-6c1e-4d3b-8a57-c07e7e3d9b10'::uuid AS u, 'Điều'::text AS s`,
      );
      expect(row).toEqual({
        i: '1',
        n: '0.10',
        b: 't',
        nothing: null,
        j: '{"a": [1, 2]}',
        list: '{1,2}',
        t: '2026-01-01 20:04:05.678+00',
        u: '5f0c2a9a-6c1e-4d3b-8a57-c07e7e3d9b10',
        s: 'Điều',
      });
    });

    it('binds parameters as text, NULL and the empty text being different', async () => {
      const rows = await session.rows('SELECT $1::text AS a, $2::text AS b, $3::jsonb AS c', [
        null,
        '',
        '{"x":"\\u0041"}',
      ]);
      expect(rows).toEqual([{ a: null, b: '', c: '{"x": "A"}' }]);
    });

    it('refuses two statements in one question', async () => {
      expect((await failureOf(session.rows('SELECT 1; SELECT 2'))).sqlstate).toBe('42601');
    });

    it('answers questions that are asked together in order, an error being that of its question alone', async () => {
      const answers = await Promise.allSettled([
        session.rows('SELECT 1 AS x'),
        session.rows('SELECT missing'),
        session.command('SET application_name = changed'),
        session.rows("SELECT current_setting('application_name') AS x"),
      ]);
      expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
      expect(answers[3]).toMatchObject({ value: [{ x: 'changed' }] });
    });

    it('carries the name of the session', async () => {
      const named = await stage.databases.open('verify', { name: 'cutter/apply/run-1' });
      expect(await named.rows("SELECT current_setting('application_name') AS name")).toEqual([
        { name: 'cutter/apply/run-1' },
      ]);
      await named.close();
    });
  });

  describe('a batch', () => {
    for (const window of [1, 2, 3, 64, 10_000]) {
      it(`answers every statement and leaves at most ${window} unanswered`, async () => {
        let pulled = 0;
        let answered = 0;
        let most = 0;
        function* counted(): Generator<BoundStatement> {
          for (const statement of inserts(500)) {
            pulled += 1;
            most = Math.max(most, pulled - answered);
            yield statement;
          }
        }
        await session.command('BEGIN');
        const onProgress = (count: number): void => {
          expect(count).toBe(answered + 1);
          answered = count;
        };
        expect(await session.send({ statements: counted(), window, onProgress })).toBe(500);
        expect(answered).toBe(500);
        expect(most).toBe(Math.min(window, 500));
        expect(await session.command('COMMIT')).toBe('COMMIT');
        expect(await stored()).toBe(500);
      });
    }

    it('carries texts of all sizes unchanged', async () => {
      const sizes = [0, 1, 100, 21_845, 65_535, 65_536, 400_000];
      const bodies = sizes.map((size) => 'Điều 🙂\n'.repeat(size / 8 + 1).slice(0, size));
      await session.command('BEGIN');
      await session.send({ statements: bodies.map((body, index) => insert(index + 1, body)), window: 3 });
      await session.command('COMMIT');
      const rows = await session.rows('SELECT body FROM public.item ORDER BY id');
      expect(rows.map((row) => row.body)).toEqual(bodies.map((body) => Buffer.from(body).toString()));
    });

    it('may be empty', async () => {
      await session.command('BEGIN');
      expect(await session.send({ statements: [], window: 10 })).toBe(0);
      expect(await session.command('COMMIT')).toBe('COMMIT');
    });

    it('mixes templates', async () => {
      const change = (number: number, id: number): BoundStatement => ({
        ...insert(number),
        template: 'update',
        sql: UPDATE,
        parameters: [String(id), 'changed'],
        tag: 'UPDATE 1',
      });
      await session.command('BEGIN');
      await session.send({ statements: [insert(1), change(2, 1), insert(3), change(4, 3)], window: 10 });
      await session.command('COMMIT');
      expect(await session.rows('SELECT DISTINCT body FROM public.item')).toEqual([{ body: 'changed' }]);
    });

    for (const [where, at] of [
      ['first', 1],
      ['middle', 250],
      ['last', 500],
    ] as const) {
      it(`names the ${where} statement when the server refuses it`, async () => {
        const statements = inserts(500).map((s) => (s.number === at ? insert(at, 'forbidden') : s));
        await session.command('BEGIN');
        const failure = await failureOf(session.send({ statements, window: 50 }));
        expect(failure).toMatchObject({ sqlstate: 'P0001', message: 'the guard refuses', hint: 'use another body' });
        expect(failure.statement).toMatchObject({ number: at, address: `X/${at}` });
        expect(failure.connectionLost).toBe(false);
        expect(JSON.stringify([failure.message, failure.stack, failure.cause, { ...failure }])).not.toContain('secret');
        expect(await session.command('COMMIT')).toBe('ROLLBACK');
        expect(await stored()).toBe(0);
      });
    }

    it('names constraint and table of a refusal', async () => {
      await session.command('BEGIN');
      const failure = await failureOf(session.send({ statements: [insert(1), insert(2), insert(1)], window: 2 }));
      expect(failure).toMatchObject({ sqlstate: '23505', constraint: 'item_pkey', table: 'item' });
      expect(await session.command('ROLLBACK')).toBe('ROLLBACK');
    });

    it('names the first statement of a template that the server cannot parse', async () => {
      await session.command('BEGIN');
      const wrong = { ...insert(3), sql: 'INSERT INTO public.missing VALUES ($1, $2)' };
      const failure = await failureOf(session.send({ statements: [insert(1), insert(2), wrong], window: 10 }));
      expect(failure).toMatchObject({ sqlstate: '42P01', statement: { number: 3 } });
      expect(await session.command('ROLLBACK')).toBe('ROLLBACK');
    });

    it('stops at a command tag other than the expected one', async () => {
      const nothing = { ...insert(7), sql: UPDATE, parameters: ['99', 'x'], tag: 'UPDATE 1' };
      const statements = [...inserts(6), nothing, ...inserts(300).slice(7)];
      await session.command('BEGIN');
      const failure = await failureOf(session.send({ statements, window: 20 }));
      expect(failure).toMatchObject({ foundTag: 'UPDATE 0', statement: { number: 7 } });
      expect(failure.connectionLost).toBe(false);
      expect(await session.command('ROLLBACK')).toBe('ROLLBACK');
      expect(await stored()).toBe(0);
    });

    it('hands on an error that its statements throw', async () => {
      const thrown = new Error('the plan changed');
      function* broken(): Generator<BoundStatement> {
        yield* inserts(70);
        throw thrown;
      }
      async function* brokenLater(): AsyncGenerator<BoundStatement> {
        yield* broken();
      }
      for (const statements of [broken(), brokenLater()]) {
        await session.command('BEGIN');
        await expect(session.send({ statements, window: 20 })).rejects.toBe(thrown);
        expect(await session.command('ROLLBACK')).toBe('ROLLBACK');
        expect(await stored()).toBe(0);
      }
    });

    it('pulls no further once it has failed, and lets its statements clean up before it ends', async () => {
      let pulled = 0;
      let closed = false;
      async function* endless(): AsyncGenerator<BoundStatement> {
        try {
          for (;;) yield insert(++pulled, pulled === 10 ? 'forbidden' : 'fine');
        } finally {
          closed = true;
        }
      }
      await session.command('BEGIN');
      await failureOf(session.send({ statements: endless(), window: 16 }));
      expect(closed).toBe(true);
      expect(pulled).toBeLessThanOrEqual(10 + 16);
      await session.command('ROLLBACK');
    });

    it('is refused outside a transaction, and then writes nothing', async () => {
      await expect(session.send({ statements: inserts(3), window: 10 })).rejects.toThrow('outside a transaction');
      expect(await stored()).toBe(0);
    });

    it('leaves the session usable for another batch, after success and after failure', async () => {
      await session.command('BEGIN');
      await session.send({ statements: inserts(5), window: 2 });
      await session.command('SAVEPOINT here');
      await failureOf(session.send({ statements: inserts(5), window: 2 }));
      await session.command('ROLLBACK TO SAVEPOINT here');
      await session.send({ statements: inserts(9).slice(5), window: 2 });
      await session.command('COMMIT');
      expect(await stored()).toBe(9);
    });

    it('leaves no prepared statement behind', async () => {
      const fresh = await stage.databases.open('exec', { name: 'cutter/test/fresh' });
      await fresh.command('BEGIN');
      await fresh.send({ statements: inserts(3), window: 10 });
      expect(await fresh.rows("SELECT name FROM pg_prepared_statements WHERE name <> ''")).toEqual([]);
      await fresh.close();
    });
  });

  describe('a question that is repeated in a transaction', () => {
    const QUESTION = 'SELECT count(*)::text AS n FROM public.item WHERE id >= $1';
    const ask = async (): Promise<unknown> => (await session.rows(QUESTION, ['1'], { repeated: true }))[0]?.n;
    const prepared = async (): Promise<number> =>
      (await session.rows('SELECT statement FROM pg_prepared_statements')).filter((row) => row.statement === QUESTION)
        .length;

    it('is prepared once, sees what happened meanwhile, and is forgotten behind its transaction', async () => {
      await session.command('BEGIN');
      const before = Number(await ask());
      await session.send({ statements: inserts(3), window: 10 });
      expect(Number(await ask())).toBe(before + 3);
      expect(await prepared()).toBe(1);
      await session.command('ROLLBACK');
      expect(await prepared()).toBe(0);
      await session.command('BEGIN');
      expect(Number(await ask())).toBe(before);
      expect(Number(await ask())).toBe(before);
      await session.command('ROLLBACK');
    });

    it('may be asked twice at once, outside a transaction, and behind a failure', async () => {
      expect(await Promise.all([ask(), ask()])).toEqual([await ask(), await ask()]);
      await session.command('BEGIN');
      await failureOf(session.rows('SELECT 1 / $1::int', ['0'], { repeated: true }));
      await session.command('ROLLBACK');
      await failureOf(session.rows('SELECT 1 / $1::int', ['0'], { repeated: true }));
      expect(await session.rows('SELECT 1 / $1::int AS n', ['1'], { repeated: true })).toEqual([{ n: '1' }]);
    });
  });

  describe('the end of a transaction', () => {
    it('tells COMMIT from the ROLLBACK of an aborted transaction', async () => {
      await session.command('BEGIN');
      expect(await session.command('COMMIT')).toBe('COMMIT');
      await session.command('BEGIN');
      await failureOf(session.rows('SELECT 1 / 0'));
      expect(await session.command('COMMIT')).toBe('ROLLBACK');
    });

    it('reports a deferred constraint that refuses at COMMIT', async () => {
      await session.command('BEGIN');
      await session.rows("INSERT INTO public.item VALUES (1, 'x', 42)");
      const failure = await failureOf(session.command('COMMIT'));
      expect(failure).toMatchObject({ sqlstate: '23503', constraint: 'item_parent_fkey', table: 'item' });
      expect(await stored()).toBe(0);
    });
  });

  it('keeps what the server says unasked', async () => {
    const before = session.notices().length;
    await session.rows("INSERT INTO public.item VALUES (1, 'noted')");
    expect(session.notices().slice(before)).toEqual([
      { severity: 'WARNING', sqlstate: '01000', message: 'the guard noted it' },
    ]);
  });

  it('rolls back what a session leaves open when it closes', async () => {
    const other = await stage.databases.open('exec', { name: 'cutter/test/leaver' });
    await other.command('BEGIN');
    await other.send({ statements: inserts(3), window: 10 });
    await other.close();
    await other.close();
    expect(await stored()).toBe(0);
    expect((await failureOf(other.rows('SELECT 1'))).connectionLost).toBe(true);
  });
}
