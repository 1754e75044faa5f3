/** Takes a run from station to station until it waits, stops, fails or is over. */
import { categoryOf, type Problem, Stop } from '../../core/problem.ts';
import { reasonOf } from '../../core/run/reason.ts';
import type { Run } from '../../core/run/replay.ts';
import {
  type CloseReason,
  isOver,
  LAST,
  nextStation,
  type PhaseName,
  type Station,
  stationRow,
} from '../../core/run/states.ts';
import type { Facts } from '../../core/run/transition.ts';
import { verdictOf } from '../../core/run/ways.ts';
import type { Phase, PhaseEnd, PhaseInput } from './phase.ts';
import { PHASES } from './phases/index.ts';
import { type Addition, add, assertClock } from './record.ts';
import { listening } from './verbs.ts';
import type { RunPorts, RunSettings } from './world.ts';

export interface Advance {
  readonly approvals: readonly string[];
  /** The pause that this command may pass; it stops at every other one. */
  readonly passes?: Station;
  readonly settings: RunSettings;
  readonly ports: RunPorts;
}

/** Work of one run may take so long, in milliseconds; then the owner decides. */
const MOST_WORK = 60 * 60_000;

/** Throws Stop where nothing came of it: what was given does not do, somebody else is at work, the clock is wrong. */
export async function advance(start: Run, { approvals, passes, settings, ports }: Advance): Promise<Run> {
  const memory: PhaseInput['memory'] = {};
  let run = start;
  while (!isOver(run.state)) {
    const { phase: name, pause, close } = stationRow(run.station);
    const next = nextStation(run.station);
    if (name === undefined || next === undefined) return run;
    if (close !== undefined && closesHere(run, close)) {
      return conclude(run, name, { state: LAST, facts: { closed: close } }, ports);
    }
    if (pause !== undefined && run.station !== passes) return run;
    assertClock(run.transitions.at(-1)?.at ?? run.started_at, ports.clock);
    const began = ports.clock.now().getTime();
    ports.tell({ event: 'phase', phase: name, status: 'begun' });
    const listened = listening(ports.databases);
    const own = { ...telling(ports, name), databases: listened.databases };
    const end = await endOf(PHASES[name], { run, approvals, memory, settings, ports: own });
    if (end.end === 'refused') throw new Stop(end.problems);
    const ms = ports.clock.now().getTime() - began;
    const addition = additionOf(end, run, next);
    run = await conclude(run, name, { ...addition, facts: { ...addition.facts, verbs: listened.said() }, ms }, ports);
    if (end.end !== 'done') return run;
  }
  return run;
}

/** The last thing that is told of a command. */
export function ended(run: Run, { tell }: Pick<RunPorts, 'tell'>): Run {
  tell({ event: 'end', run: run.id, state: run.state, verdict: verdictOf(run) });
  return run;
}

/** Whether the run ends here of itself: there is nothing to write, or nothing more was asked for. */
const closesHere = (run: Run, close: CloseReason): boolean =>
  (close === 'already_there' && run.facts.statements === '0') || (close === 'planned' && run.mode === 'plan');

async function endOf(phase: Phase, input: PhaseInput): Promise<PhaseEnd> {
  if (input.settings.signal.aborted) return { end: 'stopped', problems: [interrupted] };
  if (input.run.work > MOST_WORK) return { end: 'failed', gate: 'work_cap', problems: [tooLong] };
  try {
    return await phase(input);
  } catch (error) {
    if (error instanceof Stop) return { end: 'stopped', problems: error.problems };
    throw error;
  }
}

function additionOf(end: Exclude<PhaseEnd, { end: 'refused' }>, run: Run, next: Station): Addition {
  switch (end.end) {
    case 'done':
      return { state: next, facts: end.facts };
    case 'failed':
      return { state: `failed_${end.gate}`, problems: end.problems, facts: end.facts ?? {} };
    case 'stopped': {
      const family = isHopeless(run.station, end.problems) ? 'voided' : 'stopped';
      return { state: `${family}_${reasonOf(end.problems)}`, problems: end.problems, facts: end.facts ?? {} };
    }
  }
}

/**
 * Before there is a plan, a source that is refused ends the run: whoever corrects it starts a new one. What the world
 * refuses (a database that does not answer) may go better the next time.
 */
function isHopeless(station: Station, problems: readonly Problem[]): boolean {
  if (!(['pending', 'source_pinned', 'marked'] as Station[]).includes(station)) return false;
  return problems.every((problem) => {
    const area = problem.code.split('.')[0] ?? '';
    return ['input', 'refused'].includes(categoryOf(problem)) && !['database', 'gate', 'run'].includes(area);
  });
}

async function conclude(run: Run, phase: PhaseName, addition: Addition, ports: RunPorts): Promise<Run> {
  const after = await add(run, addition, ports);
  const { state } = addition;
  const family = (['stopped', 'failed', 'voided'] as const).find((one) => state.startsWith(`${one}_`));
  ports.tell({
    event: 'phase',
    phase,
    status: family ?? 'done',
    state,
    ms: addition.ms ?? 0,
    facts: (addition.facts ?? {}) as Facts,
    problems: (addition.problems ?? []).map(({ code, message }) => ({ code, message })),
  });
  return after;
}

/** The ports of a phase: what it says of its progress is told as its own. */
const telling = (ports: RunPorts, phase: string): RunPorts => ({
  ...ports,
  progress: {
    step: (step) => {
      ports.progress.step(step);
      ports.tell({ event: 'step', phase, step });
    },
    count: (done, total) => {
      ports.progress.count(done, total);
      ports.tell({ event: 'progress', phase, done, total });
    },
  },
});

const interrupted: Problem = {
  code: 'apply.interrupted',
  message: 'The run was interrupted between two phases.',
  hint: 'Resume it when you are ready.',
};

const tooLong: Problem = {
  code: 'run.work',
  message: `The work of this run has taken longer than the ${MOST_WORK / 60_000} minutes it may take.`,
  hint: 'Find out what took so long; then the owner decides.',
};
