/**
 * The answer to COMMIT is lost. COMMIT is never sent again; whether it took effect is found out from the rows, and when
 * it cannot be found out the run says so.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT_OF_OUTCOME } from '../../src/core/outcome.ts';
import type { ApplyPorts } from '../../src/flows/apply/request.ts';
import type { Databases } from '../../src/ports.ts';
import { databasesOf } from '../database/reference.ts';
import { contentOf, NOTHING, type PlannedCut, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { type Fate, type Proxy as Line, type SeenQuery, startProxy } from '../support/proxy.ts';
import { bystander, emptied, RIG, unrig } from '../support/rig.ts';
import { overriding } from './ports.ts';

const ALL = { ...NOTHING, units: '60', versions: '60', births: '60' };

let work: ServerWorkplace;
let plan: PlannedCut;

beforeAll(async () => {
  work = await serverWorkplace(RIG);
  plan = await work.plan();
  await work.approve(plan);
});
afterAll(() => work.database.drop());
beforeEach(() => emptied(work.database));

let proxy: Line | undefined;
let seen: SeenQuery[] = [];
afterEach(async () => {
  await proxy?.close();
  seen = [];
  await unrig(work.database);
});

const isCommit = ({ application, sql }: SeenQuery): boolean =>
  sql === 'COMMIT' && application.startsWith('cutter/apply/') && !application.endsWith('/witness');

/** The databases behind a proxy that does this to the writer's COMMIT. */
async function through(fate: Fate, alsoThen?: (proxy: Line) => void): Promise<Databases> {
  const started = await startProxy({
    to: work.database,
    onQuery: (query) => {
      seen.push(query);
      if (!isCommit(query)) return 'pass';
      if (alsoThen !== undefined) setImmediate(() => alsoThen(started));
      return fate;
    },
  });
  proxy = started;
  return databasesOf({ ...work.database, host: started.host, port: started.port });
}

const hasty: ApplyPorts['clock'] = { now: () => new Date(), sleep: async () => undefined };

/** Applies through the databases, and says what the run and its receipt hold. */
async function outcome(databases: Databases, ports: Partial<ApplyPorts> = {}) {
  const result = await work.apply(plan, {}, { databases, ...ports });
  const receipt = JSON.parse(await readFile(result.receiptFile as string, 'utf8'));
  expect(receipt).toEqual(JSON.parse(JSON.stringify(result.receipt)));
  return { result, receipt };
}

describe('the answer to COMMIT is lost', () => {
  const CASES: readonly { fate: Fate; outcome: 'applied' | 'rolled_back' }[] = [
    { fate: 'cut before', outcome: 'rolled_back' },
    { fate: 'lose answer', outcome: 'applied' },
    { fate: 'leave server waiting', outcome: 'rolled_back' },
  ];
  it.each(CASES)('$fate: $outcome', async (expected) => {
    const { result, receipt } = await outcome(await through(expected.fate));
    expect(result.outcome).toBe(expected.outcome);
    expect(await contentOf(work.database)).toEqual(expected.outcome === 'applied' ? ALL : NOTHING);
    expect(receipt).toMatchObject({
      outcome: expected.outcome,
      commit: { tag: null, witness: 'connection', rows: expected.outcome === 'applied' ? 'all' : 'none' },
      rows: expected.outcome === 'applied' ? { inserted: { 'public.information_unit': 60 } } : { inserted: {} },
    });
    expect(seen.filter(isCommit)).toHaveLength(1);
    // A server process takes its moment to end after the goodbye.
    const left = () => work.database.query(`SELECT pid FROM pg_stat_activity WHERE usename = 'cutter_exec'`);
    await expect.poll(left, { timeout: 5_000 }).toEqual([]);
  });

  it('cut as it is passed on: whatever the server made of it is what the run says, ten times', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { result } = await outcome(await through('cut at once'));
      expect(['applied', 'rolled_back']).toContain(result.outcome);
      expect(await contentOf(work.database)).toEqual(result.outcome === 'applied' ? ALL : NOTHING);
      await proxy?.close();
      await emptied(work.database);
    }
    expect(seen.filter(isCommit)).toHaveLength(10);
  });

  it('and the server stays away: in doubt, and the receipt says so', async () => {
    const databases = await through('lose answer', (started) => {
      started.refuse();
      setTimeout(() => started.cut(), 50);
    });
    const { result, receipt } = await outcome(databases, { clock: hasty });
    expect(result.outcome).toBe('in_doubt');
    expect(EXIT_OF_OUTCOME[result.outcome]).toBe(5);
    expect(result.problems).toMatchObject([{ code: 'apply.in_doubt', place: { file: result.receiptFile } }]);
    expect(receipt).toMatchObject({ outcome: 'in_doubt', commit: { tag: null, rows: 'not_read' } });
    expect(seen.filter(isCommit)).toHaveLength(1);
    // A second run finds the rows, and needs no COMMIT.
    expect((await work.apply(plan)).outcome).toBe('already_applied');
  });

  it.each(['system_identifier', 'timeline'])('and another server answers (%s): in doubt', async (column) => {
    const databases = overriding(await through('lose answer'), {
      name: /\/settle$/,
      rows: (_sql, rows) => rows.map((row) => (column in row ? { ...row, [column]: '99' } : row)),
    });
    const { result } = await outcome(databases, { clock: hasty });
    expect(result.outcome).toBe('in_doubt');
    expect(seen.filter(isCommit)).toHaveLength(1);
  });

  it('and a standby answers, which has no such rows: in doubt, and it is said why', async () => {
    const databases = overriding(await through('lose answer'), {
      name: /\/settle$/,
      rows: (_sql, rows) => rows.map((row) => ('in_recovery' in row ? { ...row, in_recovery: 'true' } : row)),
    });
    const { result } = await outcome(databases, { clock: hasty });
    expect(result.outcome).toBe('in_doubt');
    expect(result.problems[0]?.detail).toEqual([
      expect.stringContaining('The answer to COMMIT was lost'),
      'The server that answers is a standby.',
    ]);
    expect(await contentOf(work.database)).toEqual(ALL);
  });

  it('and somebody else holds the prefix: waits, then says what is there', async () => {
    const other = await bystander(work.database);
    const databases = await through('cut before', () => {
      void other.query(`SELECT pg_advisory_lock(hashtextextended('cutter/ICX-CONST', 0))`);
      setTimeout(() => void other.query('SELECT pg_advisory_unlock_all()'), 3_000);
    });
    const { result } = await outcome(databases);
    expect(result.outcome).toBe('rolled_back');
    expect(await contentOf(work.database)).toEqual(NOTHING);
    // Only its own backends are ended, never another's.
    expect((await other.query('SELECT 1 AS alive')).rows).toEqual([{ alive: 1 }]);
  });
});

describe('COMMIT is answered', () => {
  it('with ROLLBACK, because the transaction had failed: nothing is there, and nothing is claimed', async () => {
    const databases = overriding(work.databases, {
      name: /apply-[^/]*$/,
      async before(sql, session) {
        // An error that nobody saw leaves a transaction whose COMMIT is answered ROLLBACK.
        if (sql === 'COMMIT') await session.rows('SELECT 1 / 0').catch(() => undefined);
      },
    });
    const { result, receipt } = await outcome(databases);
    expect(result.outcome).toBe('rolled_back');
    expect(result.problems).toMatchObject([{ code: 'apply.not_there' }]);
    expect(receipt.commit).toEqual({ tag: 'ROLLBACK', witness: 'connection', rows: 'none' });
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('with COMMIT, but another hand was in the rows before anyone looked: in doubt', async () => {
    const databases = overriding(work.databases, {
      name: /apply-[^/]*$/,
      async after(sql) {
        if (sql !== 'COMMIT') return;
        await work.database.query(`UPDATE public.information_unit SET doc_code = 'X'
          WHERE canonical_address = 'ICX-CONST/NT-1'`);
      },
    });
    const { result } = await outcome(databases);
    expect(result.outcome).toBe('in_doubt');
  });

  it.each([
    ['off', 'on'],
    ['local', 'local'],
    ['remote_apply', 'remote_apply'],
  ])('what it answers is on the disk: where the server says %s for synchronous_commit, %s', async (server, here) => {
    let said: string | null | undefined;
    const databases = overriding(work.databases, {
      name: /apply-[^/]*$/,
      command: (sql) => sql.replace(/^BEGIN/, `SET synchronous_commit = ${server}; BEGIN`),
      async before(sql, session) {
        if (sql !== 'COMMIT') return;
        said = (await session.rows(`SELECT current_setting('synchronous_commit') AS now`))[0]?.now;
      },
    });
    expect((await work.apply(plan, {}, { databases })).outcome).toBe('applied');
    expect(said).toBe(here);
  });

  it('not at all, and the person will not wait: the run settles what became of it', async () => {
    const controller = new AbortController();
    const databases = await through('leave server waiting', () => controller.abort());
    const result = await work.apply(plan, { signal: controller.signal }, { databases, clock: hasty });
    expect(result.outcome).toBe('rolled_back');
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('and the rows are locked by another when the witness looks: in doubt after a while, with the reason', async () => {
    const other = await bystander(work.database);
    const hurried = (sql: string) => sql.replace(/lock_timeout = '[^']*'/, "lock_timeout = '50ms'");
    const witnessed = overriding(work.databases, { name: /\/(witness|settle)$/, command: hurried });
    const databases = overriding(witnessed, {
      name: /apply-[^/]*$/,
      async after(sql) {
        if (sql === 'COMMIT') await other.query('BEGIN; LOCK TABLE public.information_unit IN ACCESS EXCLUSIVE MODE');
      },
    });
    const { result } = await outcome(databases, { clock: hasty });
    expect(result.outcome).toBe('in_doubt');
    expect(result.problems[0]?.detail?.join(' ')).toContain('lock timeout');
    await other.query('ROLLBACK');
    expect(await contentOf(work.database)).toEqual(ALL);
  });

  it('and the witness is gone by then: the rows are looked at on a new connection', async () => {
    const databases = overriding(work.databases, {
      name: /apply-[^/]*$/,
      async before(sql) {
        if (sql !== 'COMMIT') return;
        await work.database.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
          WHERE usename = 'cutter_verify' AND datname = current_database()`);
      },
    });
    const { result, receipt } = await outcome(databases);
    expect(result.outcome).toBe('applied');
    expect(receipt.commit).toEqual({ tag: 'COMMIT', witness: 'connection', rows: 'all' });
  });
});

describe('before COMMIT is sent', () => {
  it('the receipt says in_doubt, so that a process that dies leaves a trace', async () => {
    let journal: unknown;
    const databases = overriding(work.databases, {
      name: /apply-[^/]*$/,
      async before(sql) {
        if (sql === 'COMMIT') journal = JSON.parse(await readFile(receiptFile, 'utf8'));
      },
    });
    const run = work.wire.run('apply');
    const receiptFile = `${plan.folder}/receipts/${run}.json`;
    const result = await work.apply(plan, { run }, { databases });
    expect(result.outcome).toBe('applied');
    expect(journal).toMatchObject({ outcome: 'in_doubt', run, rows: { inserted: {}, updated: {} } });
  });

  it('a signal that comes while the receipt is written still rolls back', async () => {
    const controller = new AbortController();
    const output = {
      ...work.wire.output,
      write: async (path: string, content: Iterable<string> | AsyncIterable<string>) => {
        await work.wire.output.write(path, content);
        controller.abort();
      },
    };
    const result = await work.apply(plan, { signal: controller.signal }, { output });
    expect(result.outcome).toBe('rolled_back');
    expect(result.problems).toMatchObject([{ code: 'apply.interrupted' }]);
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });

  it('a receipt that cannot be written stops the run', async () => {
    const output = {
      ...work.wire.output,
      write: () => work.wire.output.write('/dev/null/no/folder', ['']),
    };
    await expect(work.apply(plan, {}, { output })).rejects.toMatchObject({ problems: [{ code: 'output.unwritable' }] });
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });
});

it('a receipt that cannot be written after COMMIT does not hide that it is applied', async () => {
  let writes = 0;
  const output = {
    ...work.wire.output,
    write: (path: string, content: Iterable<string> | AsyncIterable<string>) => {
      writes += 1;
      return work.wire.output.write(writes === 1 ? path : '/dev/null/no/folder', content);
    },
  };
  const result = await work.apply(plan, {}, { output });
  expect(result.outcome).toBe('applied');
  expect(result.problems).toMatchObject([{ code: 'output.unwritable' }]);
  expect(await contentOf(work.database)).toEqual(ALL);
});
