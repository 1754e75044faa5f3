/** Arming and the kill row: unarmed at rest, taken exactly once, and written by the owner alone. */
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import { hex, refusals } from './ledger.ts';
import { attempt, referenceDatabase } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
});

let numbered = 0;
const plan = (): string => {
  numbered += 1;
  return hex(`plan ${numbered}`);
};
const owner = (...statements: string[]) =>
  attempt(database, database.superuser, ['SET LOCAL ROLE directus', ...statements]);
const arm = (sha: string, until = `now() + interval '15 minutes'`) =>
  `INSERT INTO cutter_governance.execution_arming (plan_sha256, armed_until) VALUES ('${sha}', ${until})
   ON CONFLICT (plan_sha256) WHERE taken_at IS NULL DO UPDATE SET armed_until = excluded.armed_until`;
const disarm = (sha: string) =>
  `UPDATE cutter_governance.execution_arming SET armed_until = now() WHERE plan_sha256 = '${sha}' AND taken_at IS NULL`;
const taking = (sha: string, run = 'run-1') =>
  `SELECT cutter_governance.fn_execution_take('${sha}', '${run}') AS answer`;
async function take(sha: string, run?: string): Promise<Record<string, unknown>> {
  const done = await attempt(database, 'cutter_exec', [taking(sha, run)]);
  expect(done.message).toBeUndefined();
  return done.rows[0]?.answer as Record<string, unknown>;
}
const kill = (killed: boolean, reason: string | null) =>
  `UPDATE cutter_governance.execution_kill SET killed = ${killed}, reason = ${reason === null ? 'NULL' : `'${reason}'`}`;

describe('an arming', () => {
  test('is not there at rest', async () => {
    expect(await take(plan())).toEqual({ status: 'not_armed', detail: 'this plan was never armed' });
  });

  test('is taken once, and says by whom and for which run', async () => {
    const sha = plan();
    expect((await owner(arm(sha))).message).toBeUndefined();
    expect(await take(plan())).toMatchObject({ status: 'not_armed' });
    expect(await take(sha, 'run-7')).toMatchObject({ status: 'taken', armed_by: database.superuser });
    expect(await take(sha)).toEqual({ status: 'not_armed', detail: 'its last arming was taken by the run run-7' });
    expect(
      await database.query(
        'SELECT taken_by, taken_run FROM cutter_governance.execution_arming WHERE plan_sha256 = $1',
        [sha],
      ),
    ).toEqual([{ taken_by: 'cutter_exec', taken_run: 'run-7' }]);
  });

  test('may be given again, and that one is taken once as well', async () => {
    const sha = plan();
    await owner(arm(sha));
    await take(sha);
    await owner(arm(sha));
    expect((await take(sha)).status).toBe('taken');
    expect((await take(sha)).status).toBe('not_armed');
  });

  test('of one plan is one, however often it is given', async () => {
    const sha = plan();
    await owner(arm(sha), arm(sha), arm(sha, `now() + interval '1 minute'`));
    expect((await take(sha)).status).toBe('taken');
    expect((await take(sha)).status).toBe('not_armed');
  });

  test('ends with its time, and when the owner ends it', async () => {
    const [late, ended] = [plan(), plan()];
    await owner(arm(late, `now() - interval '1 second'`), arm(ended));
    await owner(disarm(ended));
    expect((await take(late)).status).toBe('expired');
    expect((await take(ended)).status).toBe('expired');
    await owner(arm(ended));
    expect((await take(ended)).status).toBe('taken');
  });

  test('lasts a day at most', async () => {
    expect(await owner(arm(plan(), `now() + interval '25 hours'`))).toMatchObject({
      refused: true,
      constraint: 'ck_arming_short',
    });
  });

  test('is not taken by a transaction that is rolled back', async () => {
    const sha = plan();
    await owner(arm(sha));
    await attempt(database, 'cutter_exec', [taking(sha)], 'ROLLBACK');
    expect((await take(sha)).status).toBe('taken');
  });

  test('never changes once it is taken, and keeps its plan', async () => {
    const [taken, open] = [plan(), plan()];
    await owner(arm(taken), arm(open));
    await take(taken);
    const update = (set: string, sha: string) =>
      `UPDATE cutter_governance.execution_arming SET ${set} WHERE plan_sha256 = '${sha}'`;
    const cases = [
      update('taken_at = NULL, taken_by = NULL, taken_run = NULL', taken),
      update(`armed_until = now() + interval '1 hour'`, taken),
      update(`plan_sha256 = '${plan()}'`, open),
    ].flatMap((sql) => [[sql], ['SET LOCAL session_replication_role = replica', sql]]);
    expect(await refusals(database, cases)).toEqual(cases.map(() => 'IU012'));
  });

  test('is refused without a plan hash or a run', async () => {
    for (const sql of [taking('x'), taking(plan(), ' '), 'SELECT cutter_governance.fn_execution_take(NULL, NULL)']) {
      expect(await attempt(database, 'cutter_exec', [sql])).toMatchObject({ code: 'IU012' });
    }
  });

  test('of twelve takers at once, in each of ten rounds, exactly one has it', async () => {
    const { host, port, superuser: user } = database;
    const clients = Array.from({ length: 12 }, () => new pg.Client({ host, port, user, database: database.database }));
    await Promise.all(clients.map((client) => client.connect()));
    try {
      await Promise.all(clients.map((client) => client.query('SET ROLE cutter_exec')));
      for (let round = 0; round < 10; round += 1) {
        const sha = plan();
        await owner(arm(sha));
        const answers = await Promise.all(clients.map((client, i) => client.query(taking(sha, `run-${i}`))));
        const statuses = answers.map((answer) => answer.rows[0].answer.status).sort();
        expect(statuses).toEqual([...Array.from({ length: 11 }, () => 'not_armed'), 'taken']);
      }
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });
});

describe('the kill row', () => {
  afterEach(async () => void (await owner(kill(false, null))));

  test('is there, unset, and readable by both lanes', async () => {
    for (const role of ['cutter_exec', 'cutter_verify']) {
      const done = await attempt(database, role, ['SELECT killed, reason FROM cutter_governance.execution_kill']);
      expect(done.rows).toEqual([{ killed: false, reason: null }]);
    }
  });

  test('while it is set no arming is taken; afterwards it is', async () => {
    const sha = plan();
    await owner(arm(sha), kill(true, 'stop everything'));
    expect(await take(sha)).toEqual({ status: 'killed', detail: 'stop everything' });
    const [row] = await database.query('SELECT set_by FROM cutter_governance.execution_kill');
    expect(row?.set_by).toBe(database.superuser);
    await owner(kill(false, null));
    expect((await take(sha)).status).toBe('taken');
  });

  test('needs a reason, and there is one of it', async () => {
    expect(await owner(kill(true, null))).toMatchObject({ refused: true, constraint: 'ck_kill_reason' });
    expect(await owner('INSERT INTO cutter_governance.execution_kill (killed) VALUES (false)')).toMatchObject({
      code: '23505',
    });
    expect(
      (await owner('INSERT INTO cutter_governance.execution_kill (only_row, killed) VALUES (false, false)')).code,
    ).toBe('23514');
  });

  test('counts as set when it is missing', async () => {
    const sha = plan();
    const done = await attempt(
      database,
      database.superuser,
      [
        arm(sha),
        'ALTER TABLE cutter_governance.execution_kill DISABLE TRIGGER USER',
        'DELETE FROM cutter_governance.execution_kill',
        taking(sha),
      ],
      'ROLLBACK',
    );
    expect(done.rows).toEqual([{ answer: { status: 'killed', detail: 'the kill row is missing' } }]);
  });
});

describe('what only the owner writes', () => {
  test.each([
    arm(hex('x')),
    disarm(hex('x')),
    kill(true, 'x'),
    'DELETE FROM cutter_governance.execution_kill',
    `INSERT INTO public.dot_config (key, value) VALUES ('cutter.policy_sha256', '${hex('x')}')`,
    `UPDATE public.dot_config SET value = '${hex('x')}' WHERE key = 'cutter.signers_sha256'`,
  ])('%s', async (sql) => {
    const cases = ['cutter_exec', 'cutter_verify', 'cutter_ro'].map((role) => [`SET LOCAL ROLE ${role}`, sql]);
    expect(await refusals(database, cases)).toEqual(['42501', '42501', '42501']);
  });

  test('only the executor takes', async () => {
    expect(
      await refusals(
        database,
        ['cutter_verify', 'cutter_ro'].map((role) => [`SET LOCAL ROLE ${role}`, taking(plan())]),
      ),
    ).toEqual(['42501', '42501']);
  });

  test('nothing of it is removed', async () => {
    const cases = ['execution_arming', 'execution_kill'].flatMap((table) =>
      ['DELETE FROM', 'TRUNCATE'].flatMap((verb) =>
        ['SET LOCAL ROLE directus', 'SET LOCAL session_replication_role = replica'].map((set) => [
          set,
          `${verb} cutter_governance.${table}`,
        ]),
      ),
    );
    expect(await refusals(database, cases)).toEqual(cases.map(() => 'IU006'));
  });

  test('roots of trust are digests', async () => {
    const set = (value: string) =>
      `INSERT INTO public.dot_config (key, value) VALUES ('cutter.policy_sha256', '${value}'), ('cutter.signers_sha256', '${value}')`;
    expect(await refusals(database, [[set('')], [set('x')], [set(hex('policy'))]])).toEqual([
      '23514',
      '23514',
      undefined,
    ]);
  });
});
