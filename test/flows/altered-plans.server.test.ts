/** A plan that was altered, with its digests made right, and approved by a valid key. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALTERED_PLANS, type PlanParts } from '../support/altered-plans.ts';
import { contentOf, NOTHING, type PlannedCut, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { partsOf, planOf, tryAltered } from '../support/plan-parts.ts';

let work: ServerWorkplace;
let plan: PlannedCut;
let parts: PlanParts;
beforeAll(async () => {
  work = await serverWorkplace();
  plan = await work.plan();
  parts = partsOf(plan.file);
});
afterAll(() => work.database.drop());

it('one that was not altered would be applied', async () => {
  const { statements, header } = parts;
  expect(await tryAltered(work, plan, { header, statements })).toEqual({ outcome: 'applied', codes: [], writers: 1 });
  await work.database.drop();
  work = await serverWorkplace();
  plan = await work.plan();
  parts = partsOf(plan.file);
});

describe('altered', () => {
  it.each(ALTERED_PLANS)('%s: no writer is opened', async (_, alter) => {
    const altered = alter(parts);
    expect(planOf(altered, parts)).not.toBe(planOf(parts, parts));
    const { outcome, codes, writers } = await tryAltered(work, plan, altered);
    expect({ outcome, writers }).toEqual({ outcome: 'refused', writers: 0 });
    expect(codes).not.toEqual([]);
    expect(codes).not.toContain('gate.approval_required');
  });

  it('nothing was written', async () => expect(await contentOf(work.database)).toEqual(NOTHING));
});
