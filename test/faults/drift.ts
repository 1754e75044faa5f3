/** The database drifts at a moment of a run: every kind of drift, at each of the moments. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplyResult } from '../../src/flows/apply/request.ts';
import { DRIFT_FIXTURE, DRIFT_KINDS, type Drifting } from '../support/drift-kinds.ts';
import { faulty, type Place } from './faulty.ts';
import { type Found, type Part, some, Tally, type Trial } from './part.ts';
import { portsOf } from './points.ts';
import { openStage, type Stage } from './stage.ts';

/** `before the plan is applied`, or the first place of a run that is this one. */
interface Moment {
  readonly name: string;
  readonly at?: (place: Place) => boolean;
  /** Behind the gates: what it makes the database refuse, that says so first. */
  readonly during?: true;
}

const call =
  (port: string, name: string, when: Place['when'] = 'before') =>
  (place: Place): boolean =>
    place.port === port && place.call === name && place.when === when;

const MOMENTS: readonly Moment[] = [
  { name: 'since the plan was made' },
  { name: 'as the witness connects', at: call('databases', 'open verify') },
  { name: 'as the plan is read', at: call('files', 'stream') },
  { name: 'as approvals are verified', at: call('second opinion', 'verify') },
  { name: 'as the writer connects', at: call('databases', 'open exec') },
  { name: 'when the writer has connected', at: call('databases', 'open exec', 'after') },
  { name: 'before BEGIN', at: call('writer', 'command BEGIN') },
  { name: 'before the lock is asked for', at: call('writer', 'rows') },
  { name: 'before the first statement', at: call('writer', 'send'), during: true },
  { name: 'in the middle of the statements', at: call('writer', 'statement 18'), during: true },
  { name: 'before the last statement', at: call('writer', 'statement 36'), during: true },
  { name: 'behind the last statement', at: call('writer', 'send', 'after'), during: true },
];

export const drift: Part = {
  name: 'drift',
  what: `drift of the database: ${DRIFT_KINDS.length} kinds, each at ${MOMENTS.length} moments`,
  target: 400,
  list: true,
  short: 0,
  must: 'every one refused or blocked, and named',
  run: proveDrift,
};

/** What an apply that is under way does not let happen waits so long, and is given up. */
const BLOCKED_MS = 400;

async function proveDrift(trial: Trial): Promise<Found> {
  const stage = await openStage({ sql: DRIFT_FIXTURE });
  const wrong: string[] = [];
  const words = new Tally();
  let count = 0;
  const strikes = MOMENTS.flatMap((moment) => DRIFT_KINDS.map((kind) => ({ moment, kind })));
  const drawn = some(strikes, trial);
  try {
    for (const { moment, kind } of drawn) {
      const { during } = moment;
      if (trial.over()) break;
      count += 1;
      const { changed, reached, result } = await strike(stage, moment, kind);
      await stage.endSessions();
      const found = await stage.judge();
      const name = `${kind.what}, ${moment.name}`;
      if (!reached) wrong.push(`${name}: that moment never came`);
      else if (changed) {
        words.add(result.outcome);
        const said = result.problems.map(({ message }) => message).join(' ');
        if (!['refused', 'rolled_back'].includes(result.outcome)) wrong.push(`${name}: ${result.outcome}`);
        else if (found.rows !== 'none') wrong.push(`${name}: ${found.said}`);
        else if (during && result.problems.every(({ code }) => BY_THE_DATABASE.includes(code)))
          words.add('and by the database');
        else if (!kind.named.every((word) => said.includes(word)))
          wrong.push(`${name}: not named in: ${said.slice(0, 300)}`);
      } else {
        words.add('blocked');
        if (result.outcome !== 'applied' || found.rows !== 'all')
          wrong.push(`${name}: blocked, and then ${result.outcome}`);
      }
      if (changed) await stage.database.query(kind.back);
      await stage.reset();
      trial.done();
    }
    return { count, wrong, detail: words.toString() };
  } finally {
    await stage.close();
  }
}

async function strike(
  stage: Stage,
  { at }: Moment,
  { change }: Drifting,
): Promise<{ readonly changed: boolean; readonly reached: boolean; readonly result: ApplyResult }> {
  let drifting: Promise<boolean> | undefined;
  const drifted = (): Promise<boolean> =>
    stage.database.query(`SET lock_timeout = ${BLOCKED_MS}; ${change}`).then(
      () => true,
      (error: { readonly code?: string }) => {
        // What waits for a lock that the run holds is given up, and nothing of it stays.
        if (error.code === LOCK_NOT_AVAILABLE) return false;
        throw error;
      },
    );
  if (at === undefined) drifting = drifted();
  await drifting;
  const ports = faulty(await portsOf(stage), (place) => {
    if (drifting !== undefined || at?.(place) !== true) return undefined;
    drifting = drifted();
    return drifting.then(() => undefined);
  });
  const result = await stage.work.apply(stage.plan, {}, ports);
  await sleep(0);
  return { changed: (await drifting) === true, reached: drifting !== undefined, result };
}

/** What changes behind the gates may make the database refuse a statement; the drift is then not asked for any more. */
const BY_THE_DATABASE: readonly string[] = ['apply.statement_failed', 'apply.row_count', 'apply.constraint'];

const LOCK_NOT_AVAILABLE = '55P03';
