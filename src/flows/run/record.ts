/** Reads the record of a run, and adds to it. */
import { orStop, type Problem, Stop } from '../../core/problem.ts';
import { type Run, replay } from '../../core/run/replay.ts';
import { isOver, type RunState } from '../../core/run/states.ts';
import { type Facts, NO_LINE, RUN_FORMAT, sealed, transitionLine } from '../../core/run/transition.ts';
import { readRun } from '../../formats/run.ts';
import type { Clock, FileWriter, RunStore } from '../../ports.ts';
import { plansOf } from './known.ts';
import { writeMarker } from './marker.ts';

interface Ports {
  readonly store: RunStore;
  readonly clock: Clock;
  readonly output: FileWriter;
}

/** Throws Stop: `run.unknown`, `run.damaged`, `shape.format_version`. */
export const openRun = async (id: string, store: RunStore): Promise<Run> =>
  orStop(readRun(id, await store.lines(id), store.place));

export interface Addition {
  readonly state: RunState;
  readonly facts?: Facts;
  readonly problems?: readonly Problem[];
  readonly ms?: number;
}

/** Makes sure that the transition may be made before a line is written. Throws Stop `run.conflict`, `run.clock`. */
export async function add(run: Run | { readonly id: string }, addition: Addition, ports: Ports): Promise<Run> {
  const before = 'transitions' in run ? run.transitions : [];
  const last = before.at(-1);
  if (last !== undefined) assertClock(last.at, ports.clock);
  const line = sealed({
    format: RUN_FORMAT,
    run: run.id,
    seq: before.length + 1,
    previous: last?.sha256 ?? NO_LINE,
    at: ports.clock.now().toISOString(),
    state: addition.state,
    ms: Math.max(0, Math.round(addition.ms ?? 0)),
    facts: addition.facts ?? {},
    problems: (addition.problems ?? []).map(({ code, message, hint }) => ({ code, message, hint })),
  });
  const after = orStop(replay(run.id, [...before, line], ports.store.place));
  await ports.store.append(run.id, line.seq, transitionLine(line));
  // A plan whose run is over is approved and applied on its own again.
  if (isOver(after.state)) await releasePlans(after, ports);
  return after;
}

async function releasePlans(run: Run, ports: Ports): Promise<void> {
  for (const [file, plan_sha256] of plansOf(run)) await writeMarker(file, { run: undefined, plan_sha256 }, ports);
}

/** Clocks of machines differ a little; one that went further back would let approvals live longer than they do. */
const TOLERANCE = 60_000;

export function assertClock(last: string, clock: Clock): void {
  const now = clock.now();
  if (now.getTime() >= Date.parse(last) - TOLERANCE) return;
  throw new Stop([
    {
      code: 'run.clock',
      message: `The clock says ${now.toISOString()}, and the last line of the run was written at ${last}.`,
      hint: 'Set the clock of this machine right, then run the command again.',
    },
  ]);
}
