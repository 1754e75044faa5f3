/** Goes on with a run, or ends it. */
import { Stop } from '../../core/problem.ts';
import type { Run } from '../../core/run/replay.ts';
import { isOver, LAST, mayGo, stationRow } from '../../core/run/states.ts';
import { waysOn } from '../../core/run/ways.ts';
import { openPlan } from '../open-plan.ts';
import { appliedReceipt } from '../receipts.ts';
import { openReceipts } from '../resolve.ts';
import { advance, ended } from './advance.ts';
import { planFileOf, revertFileOf } from './known.ts';
import { add, openRun } from './record.ts';
import type { RunPorts, RunSettings } from './world.ts';

/** A run that is over is returned as it is. Throws Stop where nothing came of it. */
export function resumeRun(
  id: string,
  approvals: readonly string[],
  settings: RunSettings,
  ports: RunPorts,
): Promise<Run> {
  return holding(id, ports, async (run) => {
    ports.tell({ event: 'run', run: run.id, mode: run.mode, state: run.state });
    if (isOver(run.state)) return ended(run, ports);
    if (!waysOn(run).includes('resume')) throw new Stop([notNow(run, 'go on')]);
    const { pause } = stationRow(run.station);
    const passes = pause === undefined ? {} : { passes: run.station };
    return ended(await advance(run, { approvals, settings, ports, ...passes }), ports);
  });
}

type Ending = Pick<RunPorts, 'store' | 'clock' | 'output' | 'files'>;

/** Ends a run before enactment: a success, and the units stay draft. */
export const closeRun = (id: string, ports: Ending): Promise<Run> =>
  holding(id, ports, async (run) => {
    // Closed again, it is closed; what is enacted was not ended before enactment.
    if (run.state === LAST && run.facts.closed !== 'enacted') return run;
    const { close } = stationRow(run.station);
    if (close === undefined || !waysOn(run).includes('close')) throw new Stop([notNow(run, 'close')]);
    const closed = (await wasReverted(run, ports)) ? 'reverted' : close;
    return add(run, { state: LAST, facts: { closed } }, ports);
  });

/** Ends a run that has written nothing. */
export const cancelRun = (id: string, ports: Ending): Promise<Run> =>
  holding(id, ports, async (run) => {
    if (run.state === 'voided_cancelled') return run;
    const state = 'voided_cancelled';
    if (!waysOn(run).includes('cancel') || !mayGo(run, state)) throw new Stop([notNow(run, 'be cancelled')]);
    if (await mayHaveWritten(run, ports)) throw new Stop([written(run)]);
    return add(run, { state }, ports);
  });

export interface Decision {
  /** `go_on`: back to the station before the failure; `void`: it is over, and the document may be started anew. */
  readonly decision: 'go_on' | 'void';
  readonly reason: string;
}

/** The owner's decision about a run that failed, or that stopped after it had written (SG_3). What is written stays. */
export const decideRun = (id: string, { decision, reason }: Decision, ports: Ending): Promise<Run> =>
  holding(id, ports, async (run) => {
    if (!waysOn(run).includes('decide')) throw new Stop([notNow(run, 'be decided about')]);
    const facts = { decision, decision_reason: reason };
    if (decision === 'void') return add(run, { state: 'voided_by_owner', facts }, ports);
    if (run.state.startsWith('stopped_')) throw new Stop([resumeInstead(run)]);
    return add(run, { state: run.station, facts }, ports);
  });

/** A crash between COMMIT and the record leaves a receipt, for that is written before COMMIT is sent. */
async function mayHaveWritten(run: Run, { files }: Ending): Promise<boolean> {
  const sha256 = run.facts.plan_sha256;
  if (sha256 === undefined) return false;
  const planFile = planFileOf(run);
  if (!(await files.exists(planFile))) return false;
  const applied = await appliedReceipt(planFile, sha256, files);
  return applied !== undefined || (await openReceipts(planFile, files)).length > 0;
}

/** By the receipt of a revert of this very cut. */
async function wasReverted(run: Run, { files }: Ending): Promise<boolean> {
  const planFile = revertFileOf(run);
  if (!(await files.exists(planFile))) return false;
  const { header, end } = await openPlan(files, planFile);
  if (header.parent?.sha256 !== run.facts.plan_sha256) return false;
  return (await appliedReceipt(planFile, end.sha256, files)) !== undefined;
}

/** One at a time: whoever else is at work on the run is not disturbed. */
async function holding(id: string, { store }: Pick<RunPorts, 'store'>, act: (run: Run) => Promise<Run>): Promise<Run> {
  // Before the lock: a run that does not exist leaves no trace.
  await openRun(id, store);
  const lock = await store.lock(id);
  try {
    return await act(await openRun(id, store));
  } finally {
    await lock.release();
  }
}

const notNow = (run: Run, what: string) =>
  ({
    code: 'run.state',
    message: `The run ${run.id} cannot ${what} now: its state is ${run.state}.`,
    hint: isOver(run.state) ? 'It is over.' : `\`cutter status ${run.id}\` says what can be done.`,
  }) as const;

const resumeInstead = ({ id, state }: Run) =>
  ({
    code: 'run.state',
    message: `The run ${id} has stopped (${state}): nothing has to be decided for it to go on.`,
    hint: `Mend what stood in its way, then run \`cutter resume ${id}\`.`,
  }) as const;

const written = ({ id }: Run) =>
  ({
    code: 'run.state',
    message: `The run ${id} cannot be cancelled: it may have written.`,
    hint: `Run \`cutter resume ${id}\`: it finds out, and goes on from there.`,
  }) as const;
