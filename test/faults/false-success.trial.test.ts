import { afterAll, describe, expect, it } from 'vitest';
import { FALSE_SUCCESSES, type FalseSuccess } from './false-success.ts';
import { openStage, type Stage } from './stage.ts';

/** Stages by what was in the database when the plan was made. */
const stages = new Map<string, Stage>();
afterAll(async () => {
  for (const stage of stages.values()) await stage.close();
});

async function stageFor({ planned = '' }: FalseSuccess): Promise<Stage> {
  const stage = stages.get(planned) ?? (await openStage({ sql: planned }));
  stages.set(planned, stage);
  return stage;
}

describe('no success is reported', () => {
  it.each(FALSE_SUCCESSES)('$what', async (way) => {
    const stage = await stageFor(way);
    await way.arrange?.(stage);
    if (way.since !== undefined) await stage.database.query(way.since[0]);
    const databases = way.databases?.(stage);
    try {
      const run = stage.work.apply(stage.plan, {}, databases === undefined ? {} : { databases });
      const outcome = await run.then(
        (result) => result.outcome,
        () => 'threw' as const,
      );
      await stage.endSessions();
      const { rows } = await stage.judge();
      expect(['refused', 'rolled_back', 'in_doubt', 'threw']).toContain(outcome);
      // A run that is not in doubt says what is so.
      if (outcome !== 'in_doubt') expect(rows).toBe('none');
    } finally {
      if (way.since !== undefined) await stage.database.query(way.since[1]);
      await stage.reset();
    }
  });
});
