/** Ends at a random moment of a run: of cutter, of its backend, of the whole server; then the plan is applied again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Started, startCutter } from '../support/cli.ts';
import { startServer } from '../support/server.ts';
import { type Found, type Part, Tally, type Trial } from './part.ts';
import { openStage, type Stage, untrue } from './stage.ts';
import { startWorker } from './workers.ts';

/** Between a run that was ended and the look at the database, a backend that lost its client may still be at work. */
const ENDS = 'run again ends in one application';

/** A moment of a run that lasts 1: more often in its second half, where it writes; sometimes just after its end. */
const moment = ({ random }: Trial): number => 1.1 * Math.sqrt(random.fraction());

/** One round of a part: `act` runs apply into the fault, and says what it came to. */
async function rounds(
  trial: Trial,
  stage: Stage,
  act: () => Promise<{
    readonly word: string;
    readonly lie?: (found: Awaited<ReturnType<Stage['judge']>>) => string | undefined;
  }>,
): Promise<Found> {
  const wrong: string[] = [];
  const words = new Tally();
  const { ledger } = await stage.judge();
  let round = 0;
  while (round < trial.count && !trial.over()) {
    round += 1;
    const { word, lie } = await act();
    await stage.endSessions();
    const found = await stage.judge();
    words.add(`${word} with ${found.rows}`);
    const half = found.rows === 'half' ? found.said : undefined;
    const broken =
      half ??
      lie?.(found) ??
      (found.ledger === ledger ? undefined : 'the ledger is another') ??
      (await stage.again(found));
    if (broken !== undefined) wrong.push(`round ${round}, ${word}: ${broken}`);
    await stage.reset();
    trial.done();
  }
  return { count: round, wrong, detail: words.toString() };
}

const MUST = `0 half-written, ledger intact, ${ENDS}`;

export const kill: Part = {
  name: 'kill',
  what: 'kill -9 of cutter at a random moment',
  target: 1000,
  list: false,
  short: 3,
  must: MUST,
  async run(trial) {
    const stage = await openStage();
    let next = startWorker(trial.root, stage);
    try {
      const whole = await firstDuration(trial.root, stage);
      const argv = ['apply', stage.plan.file, '--approval', stage.approval, '--json'];
      const start = (): Started => startCutter(argv, { cwd: stage.work.folder });
      let command: number | undefined;
      let round = 0;
      return await rounds(trial, stage, async () => {
        round += 1;
        // Of the command, the first third is Node, starting; so most rounds kill a process that has started already.
        if (round % 10 === 0) {
          command ??= await median(stage, () => start().ended);
          const code = await commandEnd(start(), command * (0.3 + 0.7 * moment(trial)));
          return { word: code === null ? 'killed' : `ended ${code}` };
        }
        const worker = next;
        await worker.ready;
        const ended = worker.apply();
        await sleep(whole * moment(trial));
        worker.process.kill('SIGKILL');
        next = startWorker(trial.root, stage);
        return { word: await ended };
      });
    } finally {
      await next.end();
      await stage.close();
    }
  },
};

/** The exit code of a command that is killed after a time, unless it ended before; null = it was killed. */
async function commandEnd({ process, ended }: Started, milliseconds: number): Promise<number | null> {
  const killed = setTimeout(() => process.kill('SIGKILL'), milliseconds);
  const { code } = await ended;
  clearTimeout(killed);
  return code;
}

export const terminate: Part = {
  name: 'terminate',
  what: 'pg_terminate_backend of a session of cutter at a random moment',
  target: 300,
  list: false,
  short: 3,
  must: `${MUST}; what the run says is so`,
  async run(trial) {
    const stage = await openStage();
    try {
      const whole = await duration(stage);
      return await rounds(trial, stage, async () => {
        const run = stage.work.apply(stage.plan).then(
          ({ outcome }) => outcome,
          () => 'threw' as const,
        );
        await sleep(whole * moment(trial));
        const role = trial.random.fraction() < 0.75 ? 'cutter_exec' : 'cutter_verify';
        await stage.database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE usename = '${role}' AND datname = current_database()`);
        const outcome = await run;
        return { word: outcome, lie: (found) => (outcome === 'threw' ? undefined : untrue(outcome, found)) };
      });
    } finally {
      await stage.close();
    }
  },
};

export const crash: Part = {
  name: 'crash',
  what: 'kill -9 of the server, every process of it, at a random moment',
  target: 50,
  list: false,
  short: 1,
  must: `${MUST}; what the run says is so`,
  async run(trial) {
    const server = await startServer();
    const stage = await openStage({ server });
    try {
      const whole = await duration(stage);
      return await rounds(trial, stage, async () => {
        const run = stage.work.apply(stage.plan).then(
          ({ outcome }) => outcome,
          () => 'threw' as const,
        );
        await sleep(whole * moment(trial));
        await server.kill();
        await server.restart();
        const outcome = await run;
        return { word: outcome, lie: (found) => (outcome === 'threw' ? undefined : untrue(outcome, found)) };
      });
    } finally {
      await server.stop();
    }
  },
};

/** How long a run takes that nothing disturbs. */
const duration = (stage: Stage): Promise<number> => median(stage, () => stage.work.apply(stage.plan));

/** The same for the first run of a process that has loaded everything. */
async function firstDuration(root: string, stage: Stage): Promise<number> {
  const workers = Array.from({ length: ROUNDS }, () => startWorker(root, stage));
  await Promise.all(workers.map(({ ready }) => ready));
  const waiting = [...workers];
  const whole = await median(stage, async () => waiting.pop()?.apply());
  await Promise.all(workers.map((worker) => worker.end()));
  return whole;
}

const ROUNDS = 3;

/** Of three times, in milliseconds. */
async function median(stage: Stage, act: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    await act();
    times.push(performance.now() - started);
    await stage.reset();
  }
  return times.sort((a, b) => a - b)[1] as number;
}
