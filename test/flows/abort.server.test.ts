/**
 * What goes wrong inside the transaction leaves nothing behind, wherever it happens. The triggers that make it go wrong
 * stand in the database before the plan is made, so every gate passes.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EXIT_OF_OUTCOME } from '../../src/core/outcome.ts';
import type { ApplyResult } from '../../src/flows/apply/request.ts';
import { unit } from '../database/reference.ts';
import { type Started, startCutter } from '../support/cli.ts';
import { contentOf, NOTHING, type PlannedCut, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { bystander, emptied, holdLock, type Mischief, RIG, rig, unrig, waitingWriter } from '../support/rig.ts';

let work: ServerWorkplace;
let plan: PlannedCut;
let approval: string;

beforeAll(async () => {
  work = await serverWorkplace(RIG);
  plan = await work.plan();
  approval = await work.approve(plan);
});
afterAll(() => work.database.drop());

const POSITIONS = [
  { where: 'first', number: 1, address: 'ICX-CONST/NT-1' },
  { where: 'middle', number: 31, address: 'ICX-CONST/DIEU-7' },
  { where: 'last', number: 60, address: 'ICX-CONST/DIEU-43' },
] as const;

/** What every abort has in common. */
async function expectNothing(result: ApplyResult): Promise<void> {
  expect(result.outcome).toBe('rolled_back');
  expect(EXIT_OF_OUTCOME[result.outcome]).toBe(4);
  expect(await contentOf(work.database)).toEqual(NOTHING);
  expect(result.receipt).toMatchObject({ outcome: 'rolled_back', rows: { inserted: {}, updated: {} } });
  expect(result.receipt?.commit).toBeUndefined();
}

it('counts its positions as the plan does', async () => {
  const { statements } = JSON.parse(await (await import('node:fs/promises')).readFile(plan.file, 'utf8'));
  expect(statements).toHaveLength(180);
  for (const { number, address } of POSITIONS) expect(statements[3 * number - 1][1]).toBe(address);
});

describe.each(POSITIONS)('at the $where unit', ({ number, address }) => {
  afterEach(() => unrig(work.database));

  const REFUSED: readonly (readonly [Mischief, number, string, string])[] = [
    ['birth gate L1', 3 * number - 2, 'apply.statement_failed', 'IU002'],
    ['foreign key', 3 * number - 1, 'apply.statement_failed', '23503'],
  ];
  it.each(REFUSED)('%s: names the statement and the address', async (mischief, statement, code, sqlstate) => {
    await rig(work.database, mischief, address);
    const result = await work.apply(plan);
    await expectNothing(result);
    expect(result.problems).toHaveLength(1);
    expect(result.problems[0]).toMatchObject({ code, place: { statement, address } });
    expect(result.problems[0]?.message).toContain(sqlstate);
    expect(result.receipt?.problems).toMatchObject([{ code, statement, address }]);
  });

  it.each<Mischief>(['birth gate L2', 'deferred foreign key'])(
    '%s: refused before COMMIT is sent',
    async (mischief) => {
      await rig(work.database, mischief, address);
      const result = await work.apply(plan);
      await expectNothing(result);
      expect(result.problems).toMatchObject([{ code: 'apply.constraint' }]);
      expect(result.problems[0]?.message).toContain(address);
      expect(result.receipt?.statements).toEqual({ planned: 180, answered: 180 });
    },
  );

  it('a duplicate address, written by another session behind the gates', async () => {
    const other = await bystander(work.database);
    const taken = unit({ canonical_address: address });
    await other.query('BEGIN');
    for (const statement of taken.birth) await other.query(statement);
    const run = work.apply(plan);
    await waitingWriter(work.database);
    await other.query('COMMIT');
    const result = await run;
    await other.end();
    expect(await contentOf(work.database)).toEqual({ ...NOTHING, units: '1', versions: '1', births: '1' });
    await emptied(work.database);
    await expectNothing(result);
    expect(result.problems).toMatchObject([
      { code: 'apply.statement_failed', place: { statement: 3 * number - 2, address } },
    ]);
    expect(result.problems[0]?.message).toContain('23505');
  });

  it('the connection cut', async () => {
    const held = await holdLock(work.database);
    await rig(work.database, 'wait', address);
    const run = work.apply(plan);
    await work.database.query('SELECT pg_terminate_backend($1)', [await waitingWriter(work.database)]);
    const result = await run;
    await held.end();
    await expectNothing(result);
    expect(result.problems).toMatchObject([{ code: 'apply.connection_lost' }]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s, sent to the process', async (signal) => {
    const held = await holdLock(work.database);
    await rig(work.database, 'wait', address);
    const run: Started = startCutter(['apply', plan.file, '--approval', approval, '--json'], { cwd: work.folder });
    await waitingWriter(work.database);
    run.process.kill(signal);
    const { code, stdout, stderr } = await run.ended;
    await held.end();
    expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
    const result = JSON.parse(stdout) as ApplyResult;
    await expectNothing(result);
    expect(result.problems).toMatchObject([{ code: 'apply.interrupted' }]);
  });
});

it('applies the same plan once nothing goes wrong', async () => {
  expect((await work.apply(plan)).outcome).toBe('applied');
  expect(await contentOf(work.database)).toEqual({ ...NOTHING, units: '60', versions: '60', births: '60' });
});
