/** A whole run, from the cut to enacted law, against its phases typed one by one. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { alternate } from './pairs.ts';
import { APPROVER, cutFile, type Stage } from './stage.ts';
import { type Line, type Measured, pairsLine } from './table.ts';

const UNITS = 60;
const PLAN = 'plans/whole';
const approve = (plan: string): string[] => ['approve', plan, '--as', APPROVER, '--key', 'key'];
const approvalIn = (plan: string, gate: string): string => `${plan}/approvals/${gate}.${APPROVER}.json`;
/** Stands for the id of the cut's review decision, which its record has just written. */
const DECISION = 'DECISION';

export async function wholePart(stage: Stage, runs: number): Promise<readonly Line[]> {
  const cut = cutFile(UNITS, 'records');
  const orchestrated = [['run', cut, '--out', PLAN], approve(PLAN), ['resume'], approve(`${PLAN}/enact`), ['resume']];
  const byHand = [
    ['plan', cut, '--out', PLAN],
    ['grants'],
    approve(PLAN),
    ['apply', PLAN, '--approval', approvalIn(PLAN, 'SG_1')],
    ['verify', PLAN],
    ['record', PLAN],
    ['write-verify', PLAN],
    ['enact', PLAN, '--decision', DECISION],
    approve(`${PLAN}/enact`),
    ['apply', `${PLAN}/enact`, '--approval', approvalIn(`${PLAN}/enact`, 'SG_2')],
    ['verify', `${PLAN}/enact`],
  ];
  await stage.cutter(['keys', 'init']);
  const pairs = await alternate(runs, {
    ours: () => onFreshFolder(stage, orchestrated),
    theirs: () => onFreshFolder(stage, byHand),
  });
  return [pairsLine(`cutter run, ${UNITS} units to enacted, against its phases by hand`, pairs, { ratio: 1.15 })];
}

async function onFreshFolder(stage: Stage, commands: readonly (readonly string[])[]): Promise<Measured> {
  await stage.freshDatabase();
  rmSync(join(stage.folder, PLAN), { recursive: true, force: true });
  const measured: Measured[] = [];
  for (const command of commands) {
    const words = command.includes(DECISION) ? await decided(stage, command) : command;
    measured.push(await stage.cutter(words));
  }
  return {
    milliseconds: measured.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    peakMib: Math.max(...measured.map(({ peakMib }) => peakMib)),
  };
}

async function decided(stage: Stage, command: readonly string[]): Promise<readonly string[]> {
  const [row] = await stage.query('SELECT review_decision_id AS id FROM cutter_governance.review_decision');
  return command.map((word) => (word === DECISION ? (row?.id ?? word) : word));
}
