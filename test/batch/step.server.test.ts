/** One document's step, where others work on the same run. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Run } from '../../src/core/run/replay.ts';
import { type StepEnd, step } from '../../src/flows/batch/step.ts';
import type { RunStore } from '../../src/ports.ts';
import { type Place, place } from '../run/place.ts';
import { EXAMPLE_CUT } from '../support/cutter.ts';

let at: Place;
afterEach(() => at.end());

/** Looks at the record once before its last line is written, and as it is from then on. */
function early(store: RunStore): RunStore {
  let looks = 0;
  return {
    ...store,
    async lines(run) {
      looks += 1;
      const lines = await store.lines(run);
      return looks === 1 ? lines.slice(0, -1) : lines;
    },
  };
}

async function stepOf(run: Run, may: 'none' | 'SG_1', store: RunStore): Promise<StepEnd> {
  const { ports, settings } = await at.world({ store });
  const document = { cutFile: EXAMPLE_CUT, prefix: run.facts.prefix ?? '', planFolder: join(at.folder, 'plans/run') };
  const newRun = (): never => {
    throw new Error('there is a run');
  };
  return step(document, may, { ports, settings, target: 'server', newRun, evidence: async () => [] });
}

describe('a step of a batch', () => {
  it('finds no problem in an approval that is missing where another hand brought the run to it meanwhile', async () => {
    at = await place();
    const run = await at.start();
    expect(run.station).toBe('awaiting_cut_authorization');
    const { run: found, problems } = await stepOf(run, 'none', early(at.store));
    expect(problems).toEqual([]);
    expect(found?.station).toBe('awaiting_cut_authorization');
    // Asked to pass the approval, it says that there is none.
    const asked = await stepOf(run, 'SG_1', at.store);
    expect(asked.problems.map(({ code }) => code)).toEqual(['gate.approval_required']);
    expect((await at.store.lines(run.id)).length).toBe(run.transitions.length);
  });
});
