/** The state machine of requests, its history and its dependencies, as the database holds them. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import { entry, into, move, refusals, registerDocuments, step } from './ledger.ts';
import { attempt, referenceDatabase } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
  await registerDocuments(database);
});

/** Every status, with the steps that lead to it from its birth. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  marked: ['marked'],
  review_pending: ['marked', 'review_pending'],
  reviewed_approved: ['marked', 'review_pending', 'reviewed_approved'],
  reviewed_deferred: ['marked', 'review_pending', 'reviewed_deferred'],
  reviewed_rejected: ['marked', 'review_pending', 'reviewed_rejected'],
  cut_in_progress: ['marked', 'review_pending', 'reviewed_approved', 'cut_in_progress'],
  cut_applied: ['cut_applied'],
  verify_in_progress: ['cut_applied', 'verify_in_progress'],
  verified_complete: ['cut_applied', 'verify_in_progress', 'verified_complete'],
  verify_failed_escalated: ['cut_applied', 'verify_in_progress', 'verify_failed_escalated'],
  abandoned: ['marked', 'abandoned'],
};
const STATUSES = Object.keys(PATHS);
const EXECUTOR = [
  'marked review_pending',
  'review_pending reviewed_approved',
  'review_pending reviewed_deferred',
  'review_pending reviewed_rejected',
  'reviewed_deferred review_pending',
  'reviewed_approved cut_in_progress',
  'cut_in_progress cut_applied',
  'marked abandoned',
  'review_pending abandoned',
  'reviewed_deferred abandoned',
  'reviewed_approved abandoned',
  'cut_applied abandoned',
  'verify_failed_escalated abandoned',
];
const VERIFIER = [
  'cut_applied verify_in_progress',
  'verify_failed_escalated verify_in_progress',
  'verify_in_progress verified_complete',
  'verify_in_progress verify_failed_escalated',
];

/** A request brought to the status, one statement a step. */
function brought(id: string, status: string): string[] {
  const path = PATHS[status] ?? [];
  return [entry(id, { status: path[0] }), ...path.slice(1).map((to, i) => move(id, path[i] as string, to))];
}

/** A last step as the role; it is rolled back, so nothing has to be settled. */
const tried = (role: string, from: string, to: string): string[] => {
  const id = randomUUID();
  return [
    ...brought(id, from),
    `SET LOCAL ROLE ${role}`,
    `UPDATE cutter_governance.decision_backlog_entry SET status = '${to}' WHERE entry_id = '${id}'`,
  ];
};

describe('a request', () => {
  test.each(STATUSES)('from %s goes along legal edges alone, each lane along its own', async (from) => {
    const cases = STATUSES.flatMap((to) =>
      ['directus', 'cutter_exec', 'cutter_verify'].map((role) => [role, to] as const),
    );
    const found = await refusals(
      database,
      cases.map(([role, to]) => tried(role, from, to)),
    );
    const expected = cases.map(([role, to]) => {
      const edge = `${from} ${to}`;
      if (![...EXECUTOR, ...VERIFIER].includes(edge)) return 'IU007';
      if (role === 'directus') return undefined;
      return (role === 'cutter_exec' ? EXECUTOR : VERIFIER).includes(edge) ? undefined : 'IU009';
    });
    const said = (codes: readonly (string | undefined)[]) =>
      cases.map(([role, to], i) => `${role}: ${from} to ${to}: ${codes[i]}`);
    expect(said(found)).toEqual(said(expected));
  });

  test('begins as marked or cut_applied', async () => {
    const codes = await refusals(
      database,
      STATUSES.map((status) => [entry(randomUUID(), { status })]),
    );
    expect(codes).toEqual(STATUSES.map((status) => (['marked', 'cut_applied'].includes(status) ? undefined : 'IU007')));
  });

  test('has no status outside the machine', async () => {
    expect(await refusals(database, [tried('directus', 'marked', 'done')])).toEqual(['IU007']);
  });

  test('changes in nothing but its status', async () => {
    const changes = [
      `kind = 'other'`,
      `payload = '{}'`,
      `emitted_at = now() + interval '1 day'`,
      `scenario_ref = 'x'`,
      'entry_id = gen_random_uuid()',
    ];
    const cases = ['directus', 'cutter_exec'].flatMap((role) =>
      changes.map((change) => {
        const id = randomUUID();
        return [
          entry(id),
          `SET LOCAL ROLE ${role}`,
          `UPDATE cutter_governance.decision_backlog_entry SET ${change} WHERE entry_id = '${id}'`,
        ];
      }),
    );
    expect(await refusals(database, cases)).toEqual([...changes.map(() => 'IU006'), ...changes.map(() => '42501')]);
  });

  test('a compare-and-swap that comes too late finds no row', async () => {
    const id = randomUUID();
    const swept = [move(id, 'marked', 'review_pending'), step(id, 2, 'marked', 'review_pending', 'sweep_promote')];
    expect(
      (await attempt(database, 'cutter_exec', [entry(id), step(id, 1, null, 'marked', 'mark'), ...swept])).message,
    ).toBeUndefined();
    const late = await attempt(database, 'cutter_exec', [`${move(id, 'marked', 'abandoned')} RETURNING 1`]);
    expect(late).toMatchObject({ refused: false, rows: [] });
  });
});

describe('at COMMIT', () => {
  const commit = (statements: readonly string[]) => attempt(database, database.superuser, statements);

  test.each(['cut_in_progress', 'verify_in_progress'])('nothing is %s', async (status) => {
    const id = randomUUID();
    const path = PATHS[status] as readonly string[];
    const history = path.map((to, i) => step(id, i + 1, path[i - 1] ?? null, to, i === 0 ? 'mark' : 'cut'));
    const done = await commit([...brought(id, status), ...history]);
    expect(done).toMatchObject({ refused: true, code: 'IU007', column: 'status' });
    expect(done.message).toContain(status);
  });

  test('a status without its history row is refused, and a history row without its status', async () => {
    const id = randomUUID();
    expect(await commit([entry(id)])).toMatchObject({ refused: true, code: 'IU007' });
    expect(await commit([entry(id), step(id, 1, null, 'review_pending', 'mark')])).toMatchObject({ code: 'IU007' });
    expect((await commit([entry(id), step(id, 1, null, 'marked', 'mark')])).message).toBeUndefined();
    expect(await commit([move(id, 'marked', 'review_pending')])).toMatchObject({ refused: true, code: 'IU007' });
    expect(await commit([step(id, 2, 'marked', 'review_pending', 'sweep_promote')])).toMatchObject({ code: 'IU007' });
  });

  test('under the replica role as well', async () => {
    expect(await commit(['SET LOCAL session_replication_role = replica', entry(randomUUID())])).toMatchObject({
      code: 'IU007',
    });
  });
});

describe('history', () => {
  test('goes on where it ended: no gap, no second branch, no other beginning', async () => {
    const id = randomUUID();
    const begun = [entry(id), step(id, 1, null, 'marked', 'mark')];
    for (const wrong of [
      step(id, 2, 'review_pending', 'marked', 'sweep_promote'),
      step(id, 3, 'marked', 'review_pending', 'sweep_promote'),
      step(id, 1, null, 'marked', 'mark'),
    ]) {
      const done = await attempt(database, 'cutter_exec', [...begun, wrong]);
      expect(done).toMatchObject({ refused: true, code: 'IU007', table: 'decision_backlog_history' });
    }
    expect(await attempt(database, 'cutter_exec', [entry(id), step(id, 1, 'marked', 'marked', 'mark')])).toMatchObject({
      code: 'IU007',
    });
  });
});

describe('dependencies', () => {
  const waits = (from: string, to: string): string =>
    into('decision_backlog_dependency', {
      dependency_id: randomUUID(),
      from_entry_id: from,
      to_entry_id: to,
      dependency_kind: 'after',
      created_by: 'test',
    });

  async function requests(n: number): Promise<string[]> {
    const ids = Array.from({ length: n }, () => randomUUID());
    const done = await attempt(
      database,
      'cutter_exec',
      ids.flatMap((id) => [entry(id), step(id, 1, null, 'marked', 'mark')]),
    );
    expect(done.message).toBeUndefined();
    return ids;
  }

  test('have no cycle, of whatever length; a diamond is none', async () => {
    const [a = '', b = '', c = '', d = ''] = await requests(4);
    expect(await attempt(database, 'cutter_exec', [waits(a, a)])).toMatchObject({
      code: 'IU008',
      column: 'to_entry_id',
    });
    expect(
      (await attempt(database, 'cutter_exec', [waits(a, b), waits(a, c), waits(b, d), waits(c, d)])).message,
    ).toBeUndefined();
    for (const [from, to] of [
      [b, a],
      [d, a],
      [d, b],
    ] as const) {
      const done = await attempt(database, 'cutter_exec', [waits(from, to)]);
      expect(done).toMatchObject({ refused: true, code: 'IU008' });
      expect(done.message).toContain(from);
    }
    expect(await attempt(database, 'cutter_exec', [waits(a, b)])).toMatchObject({
      code: '23505',
      constraint: 'uq_backlog_dependency',
    });
  });

  test('of two halves of a cycle written at once, the second waits and is refused', async () => {
    const [a = '', b = ''] = await requests(2);
    const { host, port, database: name, superuser: user } = database;
    const clients = [0, 1].map(() => new pg.Client({ host, port, database: name, user }));
    const [first, second] = clients as [pg.Client, pg.Client];
    await Promise.all(clients.map((client) => client.connect()));
    try {
      // Not by logging in: the role may have two connections, and those of a test before may be ending still.
      for (const client of clients) await client.query('SET SESSION AUTHORIZATION cutter_exec');
      await first.query('BEGIN');
      await first.query(waits(a, b));
      await second.query('BEGIN');
      const late = second.query(waits(b, a)).then(
        () => 'accepted',
        (error: pg.DatabaseError) => error.code,
      );
      const early = await Promise.race([late, new Promise((resolve) => setTimeout(() => resolve('waiting'), 100))]);
      expect(early).toBe('waiting');
      await first.query('COMMIT');
      expect(await late).toBe('IU008');
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });
});
