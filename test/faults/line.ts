/** The connection is cut around COMMIT, by a proxy between cutter and the server. */
import { databasesOf } from '../database/reference.ts';
import { type Fate, type SeenQuery, startProxy } from '../support/proxy.ts';
import { type Found, type Part, Tally, type Trial } from './part.ts';
import { openStage, said, untrue } from './stage.ts';

/** Half open costs three seconds of waiting for a lock, so it is drawn less often. */
const FATES: readonly (readonly [Fate, weight: number])[] = [
  ['cut before', 20],
  ['cut at once', 20],
  ['lose answer', 20],
  ['cut in answer', 20],
  ['reset', 10],
  ['reset after', 7],
  ['leave server waiting', 3],
];

export const line: Part = {
  name: 'proxy',
  what: 'the connection cut around COMMIT by a proxy: before, after, during the answer, half open, reset',
  target: 1000,
  list: false,
  short: 4,
  must: 'the right verdict every time, COMMIT never sent twice',
  run: proveLine,
};

export const isCommit = ({ application, sql }: SeenQuery): boolean =>
  sql === 'COMMIT' && application.startsWith('cutter/apply/') && !application.endsWith('/witness');

async function proveLine(trial: Trial): Promise<Found> {
  const stage = await openStage();
  const wrong: string[] = [];
  const verdicts = new Tally();
  let fate: Fate = 'pass';
  let commits = 0;
  let round = 0;
  const proxy = await startProxy({
    to: stage.database,
    onQuery: (query) => {
      if (!isCommit(query)) return 'pass';
      commits += 1;
      return fate;
    },
  });
  const databases = databasesOf({ ...stage.database, host: proxy.host, port: proxy.port });
  const bag = FATES.flatMap(([one, weight]) => Array<Fate>(weight).fill(one));
  try {
    while (round < trial.count && !trial.over()) {
      round += 1;
      fate = trial.random.pick(bag);
      commits = 0;
      const result = await stage.work.apply(stage.plan, {}, { databases });
      const found = await stage.judge();
      verdicts.add(`${fate}: ${result.outcome}`);
      const broken =
        (result.outcome === 'in_doubt' ? `in doubt${said(result)}` : untrue(result.outcome, found)) ??
        (commits === 1 ? undefined : `COMMIT was sent ${commits} times`) ??
        (found.locks === 0 ? undefined : `${found.locks} locks left`) ??
        (await stage.again(found));
      if (broken !== undefined) wrong.push(`round ${round}, ${fate}: ${broken}`);
      await stage.reset();
      trial.done();
    }
  } finally {
    await proxy.close();
    await stage.close();
  }
  return { count: round, wrong, detail: verdicts.toString() };
}
