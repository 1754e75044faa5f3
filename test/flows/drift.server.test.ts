/** A database that is no longer the one the plan was made for: refused, with the name of what changed. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drift } from '../../src/flows/drift.ts';
import {
  codesOf,
  contentOf,
  NOTHING,
  type PlannedCut,
  refusalOf,
  type ServerWorkplace,
  serverWorkplace,
} from '../support/cutter.ts';
import { DRIFT_FIXTURE, DRIFT_KINDS } from '../support/drift-kinds.ts';
import { bystander, emptied, holdLock, RIG, rig, unrig, waitingWriter } from '../support/rig.ts';

let work: ServerWorkplace;
let plan: PlannedCut;
beforeAll(async () => {
  work = await serverWorkplace(RIG + DRIFT_FIXTURE);
  plan = await work.plan();
  await work.approve(plan);
});
afterAll(() => work.database.drop());
beforeEach(() => unrig(work.database));

const functionDefinition = async (name: string): Promise<string> =>
  (await work.database.query(`SELECT pg_get_functiondef('${name}'::regproc) AS text`))[0]?.text as string;

async function expectDrift(named: readonly string[], run = work.apply(plan)): Promise<void> {
  const { outcome, problems } = await run;
  expect({ outcome, codes: codesOf(problems) }).toEqual({ outcome: 'refused', codes: ['gate.drift'] });
  const said = problems.map(({ message }) => message);
  for (const name of named)
    expect(
      said.some((message) => message.includes(name)),
      `${name} in ${said.join(' | ')}`,
    ).toBe(true);
  expect(await contentOf(work.database)).toEqual(NOTHING);
}

describe('since the plan was made', () => {
  it.each(DRIFT_KINDS)('$what', async ({ change, back, named }) => {
    await work.database.query(change);
    try {
      await expectDrift(named);
    } finally {
      await work.database.query(back);
    }
  });

  it("another body of a trigger's function", async () => {
    const before = await functionDefinition('public.fn_iu_birth_gate_l2');
    expect(before).toContain('v_owner = NEW.id AND v_content = v_anchor::text');
    await work.database.query(before.replace('v_owner = NEW.id AND v_content = v_anchor::text', 'true'));
    await expectDrift(['changed: function public.fn_iu_birth_gate_l2()']);
    await work.database.query(before);
  });

  it('nothing: the same plan is still applied, once everything is as it was', async () => {
    expect((await work.apply(plan, { dryRun: true })).outcome).toBe('dry_run');
  });
});

describe('while the run waits for its turn, after the witness has looked', () => {
  it.each(DRIFT_KINDS)('$what', async ({ change, back, named }) => {
    const held = await bystander(work.database);
    await held.query(`SELECT pg_advisory_lock(hashtextextended('cutter/' || $1, 0))`, ['ICX-CONST']);
    const run = work.apply(plan);
    await waitingWriter(work.database);
    await work.database.query(change);
    try {
      await held.end();
      await expectDrift(named, run);
    } finally {
      await work.database.query(back);
    }
  });
});

it('what does not belong to the plan may change', async () => {
  await work.database.query(`CREATE TABLE public.unrelated (a int); INSERT INTO public.dot_config (key, value) VALUES ('other.key', 'x');
    INSERT INTO public.test_lookup VALUES ('row'); CREATE ROLE bystander; ALTER ROLE bystander SET work_mem = '9MB'`);
  expect((await work.apply(plan, { dryRun: true })).outcome).toBe('dry_run');
  await work.database.query('DROP ROLE bystander');
});

it('a function changed while the statements are sent is found before COMMIT', async () => {
  const held = await holdLock(work.database);
  await rig(work.database, 'wait', 'ICX-CONST/DIEU-43');
  const run = work.apply(plan);
  await waitingWriter(work.database);
  const before = await functionDefinition('public.test_inner');
  await work.database.query(before.replace('min(word)', 'max(word)'));
  await held.query('SELECT pg_advisory_unlock_all()');
  const { outcome, problems, receipt } = await run;
  await work.database.query(before);
  expect(outcome).toBe('rolled_back');
  expect(problems).toMatchObject([
    { code: 'apply.drift', message: expect.stringContaining('function public.test_inner(text)') },
  ]);
  expect(receipt?.commit).toBeUndefined();
  expect(await contentOf(work.database)).toEqual(NOTHING);
});

it.each([
  ['a function', 'define', 'fn_iu_birth_gate_l1()'],
  ['a vocabulary', 'configure', 'configuration vocab.'],
] as const)(
  '%s changed by the run itself, through a trigger, is found before COMMIT',
  async (_what, mischief, named) => {
    await rig(work.database, mischief, 'ICX-CONST/DIEU-43');
    const { outcome, problems } = await work.apply(plan);
    expect(outcome).toBe('rolled_back');
    expect(problems).toMatchObject([{ code: 'apply.drift', message: expect.stringContaining(named) }]);
    expect(await contentOf(work.database)).toEqual(NOTHING);
  },
);

it('of another database nothing is said', async () => {
  const other = await serverWorkplace(RIG);
  const found = await refusalOf(drift(plan.file, 'other', { files: other.wire.files, databases: other.databases }));
  await other.database.drop();
  expect(found.map(({ code }) => code)).toEqual(['gate.identity']);
});

it('a temporary table that a trigger makes and drops is no drift', async () => {
  await rig(work.database, 'temporary table', 'ICX-CONST/DIEU-43');
  expect((await work.apply(plan, { dryRun: true })).outcome).toBe('dry_run');
});

it('a trigger cannot be made while the statements are sent: its maker waits until the run is over', async () => {
  const held = await holdLock(work.database);
  await rig(work.database, 'wait', 'ICX-CONST/DIEU-43');
  const run = work.apply(plan);
  await waitingWriter(work.database);
  const made = work.database.query(
    'CREATE TRIGGER trg_new BEFORE INSERT ON public.unit_version FOR EACH ROW EXECUTE FUNCTION public.test_outer()',
  );
  await held.query('SELECT pg_advisory_unlock_all()');
  expect((await run).outcome).toBe('applied');
  await made;
  await emptied(work.database);
});
