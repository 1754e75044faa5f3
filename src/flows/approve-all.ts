/** Every approval that runs wait for: one for each document and phase, read as one list and signed in one sitting. */
import { dirname, join } from 'node:path';
import { samePerson } from '../core/approval/principal.ts';
import { sha256 } from '../core/hash.ts';
import { LIMITS } from '../core/limits.ts';
import { FOLDER } from '../core/plan/folder.ts';
import { type Problem, Stop } from '../core/problem.ts';
import type { Run } from '../core/run/replay.ts';
import { type Pause, stationRow } from '../core/run/states.ts';
import { waysOn } from '../core/run/ways.ts';
import { readApproval } from '../formats/approval.ts';
import type { Clock, Files, RunStore } from '../ports.ts';
import { enactFileOf, factOf, planFileOf } from './run/known.ts';
import { openRun } from './run/record.ts';

export interface WaitingApproval {
  readonly run: string;
  readonly gate: Pause;
  readonly cut: string;
  readonly prefix: string;
  readonly units: number;
  readonly statements: number;
  readonly planFile: string;
  readonly plan_sha256: string;
}

export interface WaitingApprovals {
  readonly approvals: readonly WaitingApproval[];
  /** Runs that wait, and that this person has approved already. */
  readonly signed: number;
  /** Records that cannot be read. */
  readonly problems: readonly Problem[];
  /** Stands for exactly this list: how many, and eight digits that follow from their runs and plans. */
  readonly mark: string;
}

interface Ports {
  readonly store: RunStore;
  readonly files: Files;
  readonly clock: Clock;
}

/** Sorted by gate, then by document. */
export async function waitingApprovals(approver: string, ports: Ports): Promise<WaitingApprovals> {
  const approvals: WaitingApproval[] = [];
  const problems: Problem[] = [];
  let signed = 0;
  for (const id of await ports.store.ids()) {
    try {
      const waiting = waitingOf(await openRun(id, ports.store));
      if (waiting === undefined) continue;
      if (await isSigned(waiting, approver, ports)) signed += 1;
      else approvals.push(waiting);
    } catch (error) {
      // One record that is damaged hides nothing else.
      if (!(error instanceof Stop)) throw error;
      problems.push(...error.problems);
    }
  }
  const place = ({ gate, prefix }: WaitingApproval): string => `${gate} ${prefix}`;
  approvals.sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const lines = approvals.map(({ run, gate, plan_sha256 }) => `${run} ${gate} ${plan_sha256}\n`);
  return { approvals, signed, problems, mark: `${approvals.length}-${sha256(lines.join('')).slice(0, 8)}` };
}

function waitingOf(run: Run): WaitingApproval | undefined {
  const { pause } = stationRow(run.station);
  if (pause === undefined || run.mode !== 'live' || !waysOn(run).includes('approve')) return undefined;
  const enacts = pause === 'SG_2';
  return {
    run: run.id,
    gate: pause,
    cut: run.facts.cut ?? '',
    prefix: run.facts.prefix ?? '',
    units: Number(run.facts.units),
    statements: Number(factOf(run, enacts ? 'enact_statements' : 'statements')),
    planFile: enacts ? enactFileOf(run) : planFileOf(run),
    plan_sha256: factOf(run, enacts ? 'enact_plan_sha256' : 'plan_sha256'),
  };
}

/** Whether an approval of this person for this run and plan lies there, and still holds. Whether it counts is for the gate. */
async function isSigned(
  { run, plan_sha256, planFile }: WaitingApproval,
  approver: string,
  { files, clock }: Ports,
): Promise<boolean> {
  for (const file of await files.list(join(dirname(planFile), FOLDER.approvals))) {
    const read = readApproval(await files.read(file, LIMITS.approval), file);
    if (!read.ok) continue;
    const { value } = read;
    if (value.run !== run || value.plan_sha256 !== plan_sha256 || !samePerson(value.approver, approver)) continue;
    if (Date.parse(value.expires_at) > clock.now().getTime() && (await files.exists(`${file}.sig`))) return true;
  }
  return false;
}
