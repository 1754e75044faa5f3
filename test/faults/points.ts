/** A fault at every call of every port during apply, once and for ever; then the plan is applied again. */
import type { ApplyPorts, ApplyResult } from '../../src/flows/apply/request.ts';
import { silent } from '../support/cutter.ts';
import { failureAt, faulty, type Place } from './faulty.ts';
import { type Found, type Part, some, Tally, type Trial } from './part.ts';
import { openStage, type Stage, untrue } from './stage.ts';
import { startWorker } from './workers.ts';

const FAULTS = ['throw once', 'throw for ever', 'hang', 'kill -9'] as const;
type Fault = (typeof FAULTS)[number];

/** What hangs is looked at for so long before the run is given up, as a person would give it up. */
const PATIENCE_MS = 400;

export const points: Part = {
  name: 'points',
  what: 'a fault at every call of every port during apply: throw, hang, kill -9; once and for ever; then run again',
  target: 40,
  list: true,
  short: 6,
  must: '0 half-written; every re-run ends in exactly one application',
  run: provePoints,
};

async function provePoints(trial: Trial): Promise<Found> {
  const stage = await openStage();
  const wrong: string[] = [];
  const outcomes = new Tally();
  try {
    const places = await placesOf(stage);
    let count = 0;
    let next = startWorker(trial.root, stage);
    const strikes = places.flatMap((place) =>
      FAULTS.filter((fault) => !(fault === 'hang' && place.instant)).map((fault) => ({ place, fault })),
    );
    for (const { place, fault } of some(strikes, trial)) {
      if (trial.over()) break;
      let outcome: ApplyResult['outcome'] | 'threw' | 'hung' | 'killed';
      if (fault === 'kill -9') {
        const worker = next;
        // The next one gets ready meanwhile.
        next = startWorker(trial.root, stage);
        outcome = (await worker.apply({ killAt: place.number })) === 'killed' ? 'killed' : 'threw';
      } else outcome = await strike(stage, place, fault);
      outcomes.add(outcome);
      await stage.endSessions();
      const found = await stage.judge();
      const lie = ['threw', 'hung', 'killed'].includes(outcome)
        ? found.rows === 'half'
          ? found.said
          : undefined
        : untrue(outcome as ApplyResult['outcome'], found);
      const broken = lie ?? (await stage.again(found));
      if (broken !== undefined)
        wrong.push(`${fault} ${place.when} ${place.port} ${place.call} (${place.number}): ${broken}`);
      await stage.reset();
      count += 1;
      trial.done();
    }
    await next.end();
    return { count, wrong, detail: `${places.length} places; ${outcomes}` };
  } finally {
    await stage.close();
  }
}

export const portsOf = async ({ work }: Stage): Promise<ApplyPorts> => ({
  files: work.wire.files,
  output: work.wire.output,
  databases: work.databases,
  clock: work.wire.clock,
  secondOpinion: await work.wire.secondOpinion(),
  progress: silent,
});

/** Every place that a run comes to that goes well. */
async function placesOf(stage: Stage): Promise<readonly Place[]> {
  const places: Place[] = [];
  const ports = faulty(await portsOf(stage), (place) => void places.push(place));
  const { outcome } = await stage.work.apply(stage.plan, {}, ports);
  if (outcome !== 'applied') throw new Error(`Without a fault the plan is ${outcome}.`);
  await stage.reset();
  return places;
}

async function strike(
  stage: Stage,
  at: Place,
  fault: Exclude<Fault, 'kill -9'>,
): Promise<ApplyResult['outcome'] | 'threw' | 'hung'> {
  let tellHung: () => void = () => undefined;
  const hung = new Promise<'hung'>((resolve) => {
    tellHung = () => setTimeout(() => resolve('hung'), PATIENCE_MS);
  });
  const real = await portsOf(stage);
  const hasty = { ...real, clock: { now: real.clock.now, sleep: () => real.clock.sleep(1) } };
  const ports = faulty(hasty, (place) => {
    const struck =
      fault === 'throw for ever' ? place.number >= at.number && place.port === at.port : place.number === at.number;
    if (!struck) return undefined;
    if (fault !== 'hang') throw failureAt(place);
    tellHung();
    return new Promise(() => undefined);
  });
  const run = stage.work.apply(stage.plan, {}, ports).then(
    ({ outcome }) => outcome,
    () => 'threw' as const,
  );
  return Promise.race([run, hung]);
}
