/** A plan whose templates were replaced by other SQL, with its digests made right, and approved by a valid key. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentOf, NOTHING, type PlannedCut, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { HOSTILE_SQL } from '../support/hostile-sql.ts';
import { partsOf, tryAltered } from '../support/plan-parts.ts';

let work: ServerWorkplace;
let plan: PlannedCut;
beforeAll(async () => {
  work = await serverWorkplace();
  plan = await work.plan();
});
afterAll(() => work.database.drop());

describe('in the place of a template', () => {
  it.each(HOSTILE_SQL)('%j: no writer is opened', async (sql) => {
    const { header, statements } = partsOf(plan.file);
    const set_anchors = { sql, parameters: ['unit.version_id', 'unit.unit_id'] as const };
    const hostile = { ...header, templates: { ...header.templates, set_anchors } };
    const { outcome, codes, writers } = await tryAltered(work, plan, { header: hostile, statements });
    expect({ outcome, writers }).toEqual({ outcome: 'refused', writers: 0 });
    expect(codes).toEqual(['plan.template']);
  });
});

describe('as a value of a statement', () => {
  it.each(HOSTILE_SQL)('%j: no writer is opened', async (sql) => {
    const { header, statements } = partsOf(plan.file);
    const changed = statements.map((one, index) =>
      index === 1 ? ([one[0], one[1], one[2].with(2, `'; ${sql}; --`)] as const) : one,
    );
    const { outcome, codes, writers } = await tryAltered(work, plan, { header, statements: changed });
    expect({ outcome, codes, writers }).toEqual({ outcome: 'refused', codes: ['gate.writer'], writers: 0 });
  });
});

it('nothing was written', async () => expect(await contentOf(work.database)).toEqual(NOTHING));
