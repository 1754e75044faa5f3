/** Twelve processes apply the same plan at the same time. */
import { type Found, type Part, Tally, type Trial } from './part.ts';
import { openStage } from './stage.ts';
import { startWorker } from './workers.ts';

const PROCESSES = 12;

export const together: Part = {
  name: 'together',
  what: `${PROCESSES} processes applying the same plan at once, rounds`,
  target: 200,
  list: false,
  short: 1,
  must: 'one applies, the others no-op or refuse, no lock left behind',
  run: proveTogether,
};

/** Half of the rounds with the two connections that the role has, half with enough for all to wait for the lock. */
async function proveTogether(trial: Trial): Promise<Found> {
  const wrong: string[] = [];
  const outcomes = new Tally();
  let count = 0;
  const half = Math.ceil(trial.count / 2);
  const stages = [
    { rounds: half, sql: 'ALTER ROLE cutter_exec CONNECTION LIMIT 40' },
    { rounds: trial.count - half, sql: '' },
  ];
  for (const { rounds, sql } of stages.filter((one) => one.rounds > 0)) {
    const stage = await openStage({ sql });
    const workers = Array.from({ length: PROCESSES }, () => startWorker(trial.root, stage));
    try {
      await Promise.all(workers.map(({ ready }) => ready));
      for (let round = 1; round <= rounds && !trial.over(); round += 1) {
        const ended = await Promise.all(workers.map((worker) => worker.apply()));
        for (const outcome of ended) outcomes.add(outcome);
        const found = await stage.judge();
        const applied = ended.filter((outcome) => outcome === 'applied').length;
        const others = ended.filter((outcome) => !['applied', 'already_applied', 'refused'].includes(outcome));
        if (applied !== 1) wrong.push(`round ${round}: ${applied} applied`);
        if (others.length > 0) wrong.push(`round ${round}: ${others.join(', ')}`);
        if (found.rows !== 'all' || found.locks !== 0)
          wrong.push(`round ${round}: ${found.said}, ${found.locks} locks`);
        await stage.reset();
        count += 1;
        trial.done();
      }
    } finally {
      await Promise.all(workers.map((worker) => worker.end()));
      await stage.database.query('ALTER ROLE cutter_exec CONNECTION LIMIT 2');
      await stage.close();
    }
  }
  return { count, wrong, detail: outcomes.toString() };
}
