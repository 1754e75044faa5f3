/** A run as it is told to people and programs. */

import { noteOf } from './note.ts';
import { type Regime, regimeOf, stopCode } from './reason.ts';
import type { Mode, Run } from './replay.ts';
import {
  type CloseReason,
  familyOf,
  isCloseReason,
  LAST,
  nextStation,
  type Pause,
  type RunState,
  type Station,
  stationRow,
} from './states.ts';
import type { Facts, Transition, TransitionProblem } from './transition.ts';
import { type RunVerdict, verdictOf, type Way, waysOn } from './ways.ts';

export interface RunStep {
  readonly state: RunState;
  readonly at: string;
  /** Of work that led here. */
  readonly ms: number;
  /** What the name of the state does not say: that no backup was required. */
  readonly note?: string;
}

export interface RunReport {
  readonly run: string;
  readonly mode: Mode;
  readonly verdict: RunVerdict;
  /** What a finished run came to; PASS alone does not say whether the units are law. Absent while it is not finished. */
  readonly closed?: CloseReason;
  readonly state: RunState;
  /** The last station reached. */
  readonly station: Station;
  /** Where the run goes next; absent when it is over. */
  readonly next?: Station;
  /** Whose approval it waits for. */
  readonly pause?: Pause;
  /** A stable word for why it stopped, for example STOP_DRIFT. */
  readonly stop?: string;
  /** What a stop, a failure or a void left behind. */
  readonly regime?: Regime;
  readonly ways: readonly Way[];
  readonly facts: Facts;
  readonly problems: readonly TransitionProblem[];
  readonly steps: readonly RunStep[];
  readonly started_at: string;
  readonly finished_at?: string;
  readonly work_ms: number;
  /** SHA-256 of the last line of the record. */
  readonly head: string;
}

export function reportOf(run: Run): RunReport {
  const family = familyOf(run.state);
  const row = stationRow(run.station);
  const next = nextStation(run.station);
  const ways = waysOn(run);
  const problems = run.transitions.at(-1)?.problems ?? [];
  const closed = closedOf(run);
  return {
    run: run.id,
    mode: run.mode,
    verdict: verdictOf(run),
    ...(closed === undefined ? {} : { closed }),
    state: run.state,
    station: run.station,
    ...(ways.length === 0 || next === undefined ? {} : { next }),
    ...(row.pause === undefined || ways.length === 0 ? {} : { pause: row.pause }),
    ...(family === 'stopped' ? { stop: stopCode(run.state) } : {}),
    ...(family === 'station' ? {} : { regime: regimeOf(row.written, problems) }),
    ways,
    facts: run.facts,
    problems,
    steps: run.transitions.map(stepOf),
    started_at: run.started_at,
    ...(run.finished_at === undefined ? {} : { finished_at: run.finished_at }),
    work_ms: run.transitions.reduce((sum, { ms }) => sum + ms, 0),
    head: run.head,
  };
}

function stepOf({ state, at, ms, facts }: Transition): RunStep {
  const note = noteOf(facts);
  return { state, at, ms, ...(note === undefined ? {} : { note }) };
}

function closedOf({ state, facts: { closed } }: Run): CloseReason | undefined {
  return state === LAST && closed !== undefined && isCloseReason(closed) ? closed : undefined;
}
