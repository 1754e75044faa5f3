/** Where a document of a batch stands, as one row of its table; made from the record of its run alone. */
import type { Problem } from '../problem.ts';
import type { ProblemCode } from '../problem-codes.ts';
import type { Run } from '../run/replay.ts';
import { isOver, type Pause, type RunState, STATIONS, type Station, stationRow } from '../run/states.ts';
import type { TransitionProblem } from '../run/transition.ts';
import { type RunVerdict, verdictOf } from '../run/ways.ts';
import type { FailurePolicy } from './queue.ts';

export type RowState =
  /** Not begun, or on its way: another start goes on with it. */
  | 'open'
  /** The plan is made, and nothing more was asked for. */
  | 'planned'
  /** Waits for an approval. */
  | 'waiting'
  | 'done'
  | 'failed'
  /** Left out because one that it waits for failed. */
  | 'skipped'
  /** Failed, and set aside. */
  | 'quarantined';

export interface BatchRow {
  readonly cut: string;
  readonly prefix: string;
  readonly state: RowState;
  /** As that of a run; `planned` is PASS. */
  readonly verdict: RunVerdict;
  readonly run?: string;
  /** State of the run, and the last station it reached. */
  readonly run_state?: RunState;
  readonly station?: Station;
  readonly pause?: Pause;
  readonly units?: number;
  /** Of a plan that is made. */
  readonly plan?: string;
  readonly plan_sha256?: string;
  /** Why it stands where it stands, in a few words. */
  readonly note?: string;
  readonly problems: readonly TransitionProblem[];
}

export type Named = Pick<BatchRow, 'cut' | 'prefix'>;

export const openRow = ({ cut, prefix }: Named, note?: string): BatchRow => ({
  cut,
  prefix,
  state: 'open',
  verdict: 'BLOCKED',
  ...(note === undefined ? {} : { note }),
  problems: [],
});

/** The row of a document whose run stands so. */
export function rowOf({ cut, prefix }: Named, run: Run): BatchRow {
  const { pause } = stationRow(run.station);
  const problems = run.transitions.at(-1)?.problems ?? [];
  const state = stateOf(run);
  return {
    cut,
    prefix,
    state,
    verdict: verdictOf(run),
    run: run.id,
    run_state: run.state,
    station: run.station,
    ...(state === 'waiting' && pause !== undefined ? { pause } : {}),
    ...(run.facts.units === undefined ? {} : { units: Number(run.facts.units) }),
    ...(run.facts.plan_sha256 === undefined ? {} : { plan_sha256: run.facts.plan_sha256 }),
    ...(state === 'done' && run.facts.closed !== undefined ? { note: run.facts.closed.replaceAll('_', ' ') } : {}),
    problems,
  };
}

function stateOf(run: Run): RowState {
  if (verdictOf(run) === 'PASS') return 'done';
  if (isOver(run.state) || run.state.startsWith('failed_')) return 'failed';
  if (run.state.startsWith('stopped_')) return passes(run.transitions.at(-1)?.problems ?? []) ? 'open' : 'failed';
  return stationRow(run.station).pause === undefined ? 'open' : 'waiting';
}

/** What a document came to without a run, or beside it. One that is done stays so, whatever is wrong with its evidence. */
export const refusedRow = (before: BatchRow, problems: readonly Problem[]): BatchRow => ({
  ...before,
  ...(before.state === 'done'
    ? { note: 'its evidence needs a look' }
    : { state: passes(problems) ? 'open' : 'failed', verdict: passes(problems) ? 'BLOCKED' : 'FAIL' }),
  problems: problems.map(({ code, message, hint }) => ({ code, message, hint })),
});

/** A document that failed under this policy. */
export const failedUnder = (row: BatchRow, policy: FailurePolicy): BatchRow =>
  policy === 'quarantine' && row.state === 'failed' ? { ...row, state: 'quarantined' } : row;

export const skippedRow = (row: BatchRow, because: string): BatchRow => ({
  ...row,
  state: 'skipped',
  verdict: 'BLOCKED',
  note: `waits for ${because}, which failed`,
});

/** What goes by: the same may go better in a moment, and is no failure of the document. */
const PASSING: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'apply.interrupted',
  'apply.connection_lost',
  'apply.in_doubt',
  'database.unreachable',
  'database.busy',
  'gate.connections',
  'gate.lock',
  'run.busy',
  'run.conflict',
]);

export const passes = (problems: readonly { readonly code: string }[]): boolean =>
  problems.length > 0 && problems.some(({ code }) => (PASSING as ReadonlySet<string>).has(code));

/** Whether a document has passed an approval, so that one that waits for it may pass it, too. */
export function hasPassed({ state, station }: BatchRow, pause: Pause): boolean {
  if (state === 'done') return true;
  if (pause === 'SG_2' || station === undefined) return false;
  const at = (name: Station): number => STATIONS.findIndex((one) => one.station === name);
  return at(station) >= at('write_verified');
}

/** Whether one that waits for it can no longer come to its turn. */
export const hasFailed = ({ state }: BatchRow): boolean => ['failed', 'skipped', 'quarantined'].includes(state);
