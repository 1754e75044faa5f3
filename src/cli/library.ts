/**
 * Runs from code: what `cutter run`, `cutter resume` and `cutter status` do, for a service that calls them. Nothing is
 * printed, no signal is listened to, and the exit code of the process is left alone.
 */
import { LIMITS } from '../core/limits.ts';
import { orStop, type Problem, Stop } from '../core/problem.ts';
import type { RunEvent } from '../core/run/events.ts';
import type { Mode } from '../core/run/replay.ts';
import { type RunReport, reportOf } from '../core/run/report.ts';
import { openRun } from '../flows/run/record.ts';
import { resumeRun } from '../flows/run/resume.ts';
import { startRun } from '../flows/run/start.ts';
import { readCut } from '../formats/cut.ts';
import type { RunStore } from '../ports.ts';
import { evidenceOfRun, type RunEvidence } from './run-evidence.ts';
import { chosenRun, runPorts, runSettings, storeOf } from './run-world.ts';
import { Wire } from './wire.ts';

export type { Mode, Problem, RunEvent, RunEvidence, RunReport };
/** What every function here throws where nothing came of it: `problems` says why, each with a stable code. */
export { Stop };

export interface RunOptions {
  /** cutter.yaml; absent = the one in the working folder. */
  readonly config?: string;
  /** Name of the target; absent = the one the cut names, else the default one. */
  readonly target?: string;
  /** Ends the work in an orderly way, between two statements; the run can be resumed. */
  readonly signal?: AbortSignal;
  /** Told everything that goes on. */
  readonly onEvent?: (event: RunEvent) => void;
}

export interface StartOptions extends RunOptions {
  /** `plan` ends when the plan is made. A dry run is a matter of the command line. */
  readonly mode?: Exclude<Mode, 'dry-run'>;
  /** Folder of the plan; absent = plans/ and the name of the cut. */
  readonly out?: string;
}

export interface ResumeOptions extends RunOptions {
  /** Approval files; absent = those in the folder of the plan. */
  readonly approvals?: readonly string[];
}

export type Finished = RunReport & { readonly evidence?: RunEvidence };

export interface Cutter {
  /** Starts a run, and goes on until it waits, stops or is over. */
  run(cutFile: string, options?: StartOptions): Promise<RunReport>;
  /** Goes on with a run; one that is over is returned as it is. */
  resume(run: string, options?: ResumeOptions): Promise<Finished>;
  /** Reads where a run stands. */
  status(run: string, options?: Pick<RunOptions, 'config' | 'target'>): Promise<RunReport>;
}

/** `root` is the folder of the package. */
export function openCutter(root: string): Cutter {
  async function at<T>(
    options: RunOptions,
    wanted: string | undefined,
    act: (wire: Wire, store: RunStore) => Promise<T>,
  ): Promise<T> {
    const wire = new Wire({ config: options.config, target: options.target, root });
    try {
      const store = await storeOf(wire, wanted);
      try {
        return await act(wire, store);
      } finally {
        await store.close();
      }
    } finally {
      await wire.close();
    }
  }
  const world = async (wire: Wire, store: RunStore, { signal, onEvent }: RunOptions, wanted?: string) =>
    [
      await runSettings(wire, signal ?? new AbortController().signal),
      await runPorts(wire, store, { tell: (event) => onEvent?.(event), progress: SILENT }, wanted),
    ] as const;

  return {
    async run(cutFile, options = {}) {
      const wire = new Wire({ config: options.config, target: options.target, root });
      const cut = orStop(readCut(await wire.files.read(cutFile, LIMITS.cut), cutFile));
      return at(options, cut.target, async (open, store) => {
        const { name } = await open.target(cut.target);
        const { mode = 'live', out } = options;
        const request = { id: open.run('ictr'), mode, cutFile, target: name };
        const start = out === undefined ? request : { ...request, planFolder: out };
        return reportOf(await startRun(start, ...(await world(open, store, options, cut.target))));
      });
    },
    resume: (run, options = {}) =>
      at(options, undefined, async (wire, store) => {
        const id = await chosenRun(store, run);
        const after = await resumeRun(id, options.approvals ?? [], ...(await world(wire, store, options)));
        const evidence = await evidenceOfRun(wire, store, after);
        return evidence === undefined ? reportOf(after) : { ...reportOf(after), evidence };
      }),
    status: (run, options = {}) => at(options, undefined, async (_, store) => reportOf(await openRun(run, store))),
  };
}

const SILENT = { step: () => undefined, count: () => undefined };
