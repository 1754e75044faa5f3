/** A request that waits for others: the order of cuts, and cycles. */
import { describe, expect, it } from 'vitest';
import { entryOf, everything, made, type Place, place, refused, STEPS, step, verdict } from '../support/backlog.ts';

const on = (other: Place) => ({ given: { on: entryOf(other.cut) } });
const PERSON = { by: 'approver@example.org', reason: 'no longer wanted' };

async function approved(at: Place): Promise<void> {
  await made(at, STEPS.sweep);
  await made(at, STEPS.review, verdict('approve'));
}

async function requested(documents: number): Promise<[Place, ...Place[]]> {
  const first = await place(1);
  await made(first, STEPS.request);
  const places: [Place, ...Place[]] = [first];
  for (let number = 1; number < documents; number += 1) {
    const next = await place(1, first.work);
    await made(next, STEPS.request);
    places.push(next);
  }
  return places;
}

describe('a request that waits for another', () => {
  it('is swept and reviewed, and cut only after that one; the refusal names it', async () => {
    const [first, second] = (await requested(2)) as [Place, Place];
    await made(second, STEPS.depend, on(first));
    await approved(second);
    const problems = await refused(second, () => step(second.work, second.cut, STEPS.cut), 'plan.waits');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/waits for that of BIG-DOC, which is marked/);
    await approved(first);
    await refused(second, () => step(second.work, second.cut, STEPS.cut), 'plan.waits');
    await made(first, STEPS.cut);
    await made(second, STEPS.cut);
  });

  it('names every one that it waits for, and can always be abandoned', async () => {
    const [first, second, third] = (await requested(3)) as [Place, Place, Place];
    await made(third, STEPS.depend, on(first));
    await made(third, STEPS.depend, on(second));
    await made(first, STEPS.abandon, { given: PERSON });
    await approved(third);
    const problems = await refused(third, () => step(third.work, third.cut, STEPS.cut), 'plan.waits');
    expect(problems.map(({ message }) => /which is (\w+)/.exec(message)?.[1]).sort()).toEqual(['abandoned', 'marked']);
    await made(third, STEPS.abandon, { given: PERSON });
  });

  it('is not cut by a plan that was made before it had to wait', async () => {
    const [first, second] = (await requested(2)) as [Place, Place];
    await approved(second);
    const dry = await step(second.work, second.cut, STEPS.cut, { request: { dryRun: true } });
    expect(dry.outcome).toBe('dry_run');
    await made(second, STEPS.depend, on(first));
    const planned = { ...second.cut, file: `${second.cut.folder}/tracked-cut/plan.json` };
    const { wire } = second.work;
    const lanes = await wire.laneKeys();
    const approvalFiles = await wire.files.list(`${second.cut.folder}/approvals`);
    await refused(
      second,
      () => second.work.apply(planned, { approvalFiles, ...(lanes === undefined ? {} : { lanes }) }),
      'gate.premises',
    );
  });
});

describe('dependencies that are refused', () => {
  it('on itself, in a cycle of two, and in one of four', async () => {
    const places = await requested(4);
    for (const [index, at] of places.entries()) {
      const next = places[index + 1];
      if (next !== undefined) await made(at, STEPS.depend, on(next));
    }
    const [first, second, , last] = places as [Place, Place, Place, Place];
    for (const [from, to] of [
      [first, first],
      [second, first],
      [last, first],
    ] as const) {
      const [problem] = await refused(from, () => step(from.work, from.cut, STEPS.depend, on(to)), 'plan.backlog');
      expect(problem?.message).toMatch(/cannot wait for/);
    }
  });

  it('the database refuses a cycle as well, whoever writes it', async () => {
    const [first, second] = (await requested(2)) as [Place, Place];
    await made(first, STEPS.depend, on(second));
    const before = await everything(first.work);
    await expect(
      first.work.database.query(`SET ROLE cutter_exec; INSERT INTO cutter_governance.decision_backlog_dependency
        (dependency_id, from_entry_id, to_entry_id, dependency_kind, created_by)
        VALUES (gen_random_uuid(), '${entryOf(second.cut)}', '${entryOf(first.cut)}', 'cut_after', 'x')`),
    ).rejects.toThrow(/cannot wait for entry/);
    expect(await everything(first.work)).toEqual(before);
  });

  it('on what nobody requested, and of what is cut already', async () => {
    const [first] = await requested(1);
    const second = await place(1, first.work);
    await refused(first, () => step(first.work, first.cut, STEPS.depend, on(second)), 'plan.backlog');
    await refused(second, () => step(second.work, second.cut, STEPS.depend, on(first)), 'plan.backlog');
    await made(second, STEPS.request);
    await approved(first);
    await made(first, STEPS.cut);
    await refused(first, () => step(first.work, first.cut, STEPS.depend, on(second)), 'plan.backlog');
  });
});
