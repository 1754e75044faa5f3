/** kill -9 of a run at every boundary of its phases and at random moments: it always completes, each effect once. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { storeOf } from '../../src/cli/run-world.ts';
import { Wire } from '../../src/cli/wire.ts';
import { countsOf, insertedBy, matrixOf } from '../../src/core/run/matrix.ts';
import type { Run } from '../../src/core/run/replay.ts';
import { STATIONS } from '../../src/core/run/states.ts';
import { makeKeyPair } from '../../src/edge/ssh/keygen.ts';
import { checkLedger } from '../../src/flows/ledger/check.ts';
import { openPlan } from '../../src/flows/open-plan.ts';
import { countRows } from '../../src/flows/run/count.ts';
import { openRun } from '../../src/flows/run/record.ts';
import type { Databases } from '../../src/ports.ts';
import { random } from '../faults/random.ts';
import { startCutter } from '../support/cli.ts';
import {
  APPROVER,
  EXAMPLE_CUT,
  ROOT,
  registerCut,
  type ServerWorkplace,
  serverWorkplace,
  type Workplace,
  workplaceAt,
} from '../support/cutter.ts';
import { embeddedReference } from '../support/embedded.ts';
import { temporaryFolder } from '../support/folder.ts';
import { inProcess, type Order, type Told } from './workers.ts';

const opened: ServerWorkplace[] = [];
afterEach(async () => {
  for (const work of opened.splice(0)) await work.database.drop();
});

async function onServer(): Promise<Workplace> {
  const work = await serverWorkplace();
  opened.push(work);
  return withLanes(work);
}

/** A workplace whose target is the embedded database in its folder. */
async function embedded(): Promise<Workplace> {
  const work = await workplaceAt(undefined as unknown as Databases);
  const server = await embeddedReference(join(work.folder, '.cutter/database'));
  await registerCut(server.databases(), EXAMPLE_CUT);
  await server.close();
  return withLanes(work);
}

async function withLanes(work: Workplace): Promise<Workplace> {
  for (const [lane, path] of Object.entries(await work.wire.laneKeyFiles())) {
    mkdirSync(join(path, '..'), { recursive: true });
    await makeKeyPair(path, lane);
  }
  return work;
}

const fresh = (folder: string): Wire =>
  new Wire({ config: join(folder, 'cutter.yaml'), target: undefined, root: ROOT });

/** The only run of the workplace, as another process reads it; undefined = none was begun. */
async function recorded({ folder }: Workplace): Promise<Run | undefined> {
  const store = await storeOf(fresh(folder));
  try {
    const [id, other] = await store.ids();
    expect(other).toBeUndefined();
    return id === undefined ? undefined : await openRun(id, store);
  } finally {
    await store.close();
  }
}

/** Every effect of the run is there once, and nothing else is. */
async function expectOnce(work: Workplace): Promise<void> {
  const run = await recorded(work);
  expect(run).toMatchObject({ state: 'closeout_reported', facts: { closed: 'enacted' } });
  const wire = fresh(work.folder);
  const databases = await wire.databases();
  try {
    const plans = ['', 'record', 'write-verify', 'enact'].map((name) => join(work.folder, 'plans/run', name));
    const inserted = await Promise.all(
      plans.map(async (folder) => (await openPlan(wire.files, join(folder, 'plan.json'))).header.expect.inserted),
    );
    const now = countsOf(await countRows(databases, 'test'));
    const rows = matrixOf(countsOf(run?.facts.rows_before ?? ''), insertedBy(inserted), now);
    expect(rows.filter(({ exact }) => !exact)).toEqual([]);
    expect(now.get('public.information_unit')).toBe(60);
    expect(now.get('cutter_governance.cut_change_set')).toBe(1);
    expect(now.get('cutter_governance.verify_result')).toBe(1);
    const signers = { lanes: undefined, approvers: undefined };
    expect((await checkLedger({ signers, run: 'test' }, { files: wire.files, databases })).findings).toEqual([]);
  } finally {
    await wire.close();
  }
}

/** A process that was killed may leave a session behind, for the moment that the server takes to notice. */
const BUSY = ['run.busy', 'gate.connections'];
const PATIENCE_MS = 15_000;

async function patiently(act: () => Promise<Told | 'killed'>): Promise<Told | 'killed'> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const told = await act();
    if (told === 'killed' || !(told.codes ?? []).some((code) => BUSY.includes(code)) || Date.now() > until) return told;
    await sleep(100);
  }
}

/** How many random moments; `CUTTER_RUN_KILLS=100` for the proof at full length, with `CUTTER_SEED`. */
const KILLS = Number(process.env.CUTTER_RUN_KILLS ?? '3');
const SEED = Number(process.env.CUTTER_SEED ?? '1');

/** Each process takes its seconds to start where many things run at once. */
const PATIENT_MS = KILLS >= 100 ? 1_200_000 : 300_000;

const LINES = STATIONS.map((_, index) => index + 1);
/** The embedded database takes its time to start: the lines behind what is written, unless the full length is asked for. */
const WRITTEN = LINES.filter((line) => KILLS >= 100 || [8, 13].includes(line));

async function atBoundaries(work: Workplace, lines: readonly number[]): Promise<void> {
  const { folder } = work;
  const order: Order = {
    config: join(folder, 'cutter.yaml'),
    root: ROOT,
    command: 'run',
    cutFile: EXAMPLE_CUT,
    out: join(folder, 'plans/run'),
    approver: APPROVER,
    key: join(folder, 'key'),
  };
  const approve = async (plan: string): Promise<void> => {
    await inProcess({ ...order, command: 'approve', plan: join(folder, 'plans/run', plan, 'plan.json') });
  };
  const goes = async (): Promise<Order> => {
    const before = await recorded(work);
    return { ...order, ...(before === undefined ? {} : { run: before.id }) };
  };
  for (const [line, station] of STATIONS.map((row, index) => [index + 1, row] as const)) {
    if (!lines.includes(line) && 'pause' in station) await patiently(async () => inProcess(await goes()));
    for (const when of lines.includes(line) ? (['before', 'after'] as const) : []) {
      const go = await goes();
      expect(await patiently(() => inProcess({ ...go, mine: { line, when } })), `${when} line ${line}`).toBe('killed');
      expect((await recorded(work))?.transitions.length ?? 0).toBe(when === 'before' ? line - 1 : line);
    }
    const state = (await recorded(work))?.state;
    if (state === 'awaiting_cut_authorization') await approve('');
    if (state === 'awaiting_lifecycle_authorization') await approve('enact');
  }
  await patiently(async () => inProcess(await goes()));
  await expectOnce(work);
  const { id, head } = (await recorded(work)) as Run;
  expect(await patiently(() => inProcess({ ...order, run: id }))).toEqual({ state: 'closeout_reported' });
  expect((await recorded(work))?.head).toBe(head);
}

describe('a run that is killed', () => {
  it(
    'before and after every line of its record completes on a server',
    async () => {
      await atBoundaries(await onServer(), LINES);
    },
    PATIENT_MS,
  );

  it(
    'before and after lines of its record completes on the embedded database',
    async () => {
      await atBoundaries(await embedded(), WRITTEN);
    },
    PATIENT_MS,
  );
});

describe('a run whose command is killed at random moments', () => {
  it(
    `completes, ${KILLS} times`,
    async () => {
      const dice = random(SEED);
      let kills = 0;
      while (kills < KILLS) {
        const work = await onServer();
        kills += await withKills(work, dice, KILLS - kills);
        await expectOnce(work);
      }
    },
    60_000 + KILLS * 20_000,
  );
});

/** From nothing to law by the command line; the number of processes that were killed on the way, at most so many. */
async function withKills(work: Workplace, dice: ReturnType<typeof random>, most: number): Promise<number> {
  const { folder } = work;
  const config = ['--config', join(folder, 'cutter.yaml')];
  let kills = 0;
  for (let turns = 0; turns < 200; turns += 1) {
    const run = await recorded(work);
    if (run?.state === 'closeout_reported') return kills;
    const signs = run?.state.startsWith('awaiting_') === true;
    const plan = join(folder, 'plans/run', run?.station === 'awaiting_lifecycle_authorization' ? 'enact' : '');
    if (signs) {
      const approve = ['approve', plan, '--as', APPROVER, '--key', join(folder, 'key'), ...config];
      const { code, stderr } = await startCutter(approve, { cwd: temporaryFolder() }).ended;
      if (code !== 0) expect(stderr).toContain('input.exists');
    }
    const argv =
      run === undefined
        ? ['run', EXAMPLE_CUT, '--out', join(folder, 'plans/run'), ...config]
        : ['resume', run.id, ...config];
    const started = startCutter(argv, { cwd: temporaryFolder() });
    const kill = kills < most && dice.fraction() < 0.8;
    // Node takes a third of a second to start; the work behind one command takes about a second.
    const timer = kill ? setTimeout(() => started.process.kill('SIGKILL'), 300 + 1200 * dice.fraction()) : undefined;
    const { code, stderr } = await started.ended;
    clearTimeout(timer);
    if (code === null) kills += 1;
    else if (code !== 0) expect(stderr).toMatch(new RegExp(BUSY.join('|')));
  }
  throw new Error('The run does not come to an end.');
}
