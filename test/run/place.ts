/** A workplace whose configuration has everything that a run needs, and the run's ports, as the command line builds them. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runPorts, runSettings, storeOf } from '../../src/cli/run-world.ts';
import type { ApprovalPolicy } from '../../src/core/approval/policy.ts';
import { Stop } from '../../src/core/problem.ts';
import type { RunEvent } from '../../src/core/run/events.ts';
import type { Mode, Run } from '../../src/core/run/replay.ts';
import { makeKeyPair } from '../../src/edge/ssh/keygen.ts';
import { approve } from '../../src/flows/approve.ts';
import { enactFileOf, planFileOf } from '../../src/flows/run/known.ts';
import { cancelRun, closeRun, type Decision, decideRun, resumeRun } from '../../src/flows/run/resume.ts';
import { startRun } from '../../src/flows/run/start.ts';
import type { RunPorts, RunSettings } from '../../src/flows/run/world.ts';
import type { Clock, RunStore } from '../../src/ports.ts';
import { APPROVER, EXAMPLE_CUT, type ServerWorkplace, serverWorkplace, silent, TOOL } from '../support/cutter.ts';

export interface Place extends ServerWorkplace {
  readonly store: RunStore;
  readonly events: RunEvent[];
  start(over?: {
    readonly mode?: Mode;
    readonly cutFile?: string;
    readonly out?: string;
    readonly ports?: Partial<RunPorts>;
    readonly settings?: Partial<RunSettings>;
  }): Promise<Run>;
  resume(
    run: Run | string,
    over?: {
      readonly approvals?: readonly string[];
      readonly ports?: Partial<RunPorts>;
      readonly settings?: Partial<RunSettings>;
    },
  ): Promise<Run>;
  /** What a command is given. */
  world(
    ports?: Partial<RunPorts>,
    settings?: Partial<RunSettings>,
  ): Promise<{ readonly ports: RunPorts; readonly settings: RunSettings }>;
  close(run: Run): Promise<Run>;
  cancel(run: Run): Promise<Run>;
  decide(run: Run, decision: Decision['decision']): Promise<Run>;
  /** Approves what the run waits for. */
  sign(
    run: Run,
    over?: {
      readonly for?: string;
      readonly hours?: number;
      readonly clock?: Clock;
      readonly out?: string;
      readonly policy?: ApprovalPolicy;
    },
  ): Promise<string>;
  end(): Promise<void>;
}

export async function place(sql?: string): Promise<Place> {
  const work = await serverWorkplace(sql);
  const { wire, folder } = work;
  for (const file of Object.values(await wire.laneKeyFiles())) {
    mkdirSync(dirname(file), { recursive: true });
    await makeKeyPair(file, file);
  }
  const store = await storeOf(wire);
  const events: RunEvent[] = [];
  const world = async (ports: Partial<RunPorts> = {}): Promise<RunPorts> => ({
    ...(await runPorts(wire, store, { tell: (event) => events.push(event), progress: silent })),
    ...ports,
  });
  // The sources are not built: there is no hash of a build.
  Object.defineProperty(wire, 'tool', { value: async () => TOOL });
  const settings = async (over: Partial<RunSettings> = {}): Promise<RunSettings> => ({
    ...(await runSettings(wire, new AbortController().signal)),
    environment: [],
    ...over,
  });
  const ending = { ...wire, store };
  return {
    ...work,
    store,
    events,
    start: async ({ mode = 'live', cutFile = EXAMPLE_CUT, out = join(folder, 'plans/run'), ...over } = {}) =>
      startRun(
        { id: wire.run('ictr'), mode, cutFile, planFolder: out, target: 'server' },
        await settings(over.settings),
        await world(over.ports),
      ),
    resume: async (run, { approvals = [], ...over } = {}) =>
      resumeRun(
        typeof run === 'string' ? run : run.id,
        approvals,
        await settings(over.settings),
        await world(over.ports),
      ),
    world: async (ports, own) => ({ ports: await world(ports), settings: await settings(own) }),
    close: (run) => closeRun(run.id, ending),
    cancel: (run) => cancelRun(run.id, ending),
    decide: (run, decision) => decideRun(run.id, { decision, reason: 'Looked at it.' }, ending),
    async sign(run, { for: other, hours, clock = wire.clock, out, policy } = {}) {
      const planFile = run.station === 'awaiting_lifecycle_authorization' ? enactFileOf(run) : planFileOf(run);
      const { file } = await approve(
        {
          planFile,
          approver: APPROVER,
          keyFile: join(folder, 'key'),
          ...(other === undefined ? {} : { run: other }),
          ...(hours === undefined ? {} : { hours }),
          ...(out === undefined ? {} : { out }),
          policy: policy ?? (await wire.policy()),
          signers: await wire.signerFiles(),
          toolBuild: TOOL.build,
        },
        { files: wire.files, output: wire.output, signers: await wire.signers(), clock },
      );
      return file;
    },
    async end() {
      await store.close();
      await work.database.drop();
    },
  };
}

/** The codes of a Stop. */
export const codes = (promise: Promise<unknown>): Promise<readonly string[]> =>
  promise.then(
    () => [],
    (error: unknown) => {
      if (error instanceof Stop) return error.problems.map(({ code }) => code);
      throw error;
    },
  );
