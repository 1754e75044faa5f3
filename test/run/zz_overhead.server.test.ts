import { join } from 'node:path';
import { it } from 'vitest';
import { enact } from '../../src/core/kinds/enact/index.ts';
import { record } from '../../src/core/kinds/record/index.ts';
import { writeVerify } from '../../src/core/kinds/write-verify/index.ts';
import { grants } from '../../src/flows/grants.ts';
import { openLane } from '../../src/flows/lanes.ts';
import { planOwn } from '../../src/flows/plan/own.ts';
import { preflight } from '../../src/flows/preflight.ts';
import { derive } from '../support/governed.ts';
import { openPlan } from '../../src/flows/open-plan.ts';
import { TOOL, silent, serverWorkplace } from '../support/cutter.ts';
import { laneKeys } from '../support/governed.ts';
import { place } from './place.ts';

const seen = new Map<string, number[]>();
const note = (n: string, ms: number) => seen.set(n, [...(seen.get(n) ?? []), ms]);
let hand = 0;
async function byRun(): Promise<number> {
  const at = await place();
  let ms = 0;
  const timed = async <T>(act: () => Promise<T>): Promise<T> => {
    const t = performance.now();
    const v = await act();
    ms += performance.now() - t;
    return v;
  };
  const a = await timed(() => at.start());
  await at.sign(a);
  const b = await timed(() => at.resume(a));
  await at.sign(b);
  const c = await timed(() => at.resume(b));
  for (const t of c.transitions) note(`R ${t.state}`, t.ms);
  await at.end();
  return ms;
}
async function byHand(): Promise<number> {
  hand = 0;
  const work = await serverWorkplace();
  await laneKeys(work).catch(() => undefined);
  const { wire } = work;
  let ms = 0;
  const timed = async <T>(act: () => Promise<T>): Promise<T> => {
    const t = performance.now();
    const v = await act();
    ms += performance.now() - t;
    note(`H ${(hand += 1)}`, performance.now() - t);
    return v;
  };
  const signers = await wire.signerFiles();
  const plan = await timed(() => work.plan());
  await timed(async () => {
    await grants(work.databases, 'x');
    await preflight(
      { planFile: plan.file, approvalFiles: [], dryRun: true, run: wire.run('apply'), environment: [], policy: await wire.policy(), signers, tool: TOOL, signal: new AbortController().signal },
      { files: wire.files, output: wire.output, clock: wire.clock, databases: work.databases, secondOpinion: await wire.secondOpinion(), progress: silent },
    );
  });
  await work.approve(plan);
  await timed(() => work.apply(plan));
  await timed(() => work.verify(plan));
  await timed(() => derive(work, plan, { kind: record, folder: 'record', lane: 'DOT-991' }));
  await timed(() => derive(work, plan, { kind: writeVerify, folder: 'write-verify', lane: 'DOT-992' }));
  const decision = (await openPlan(wire.files, join(plan.folder, 'record/plan.json'))).header.shared.review_decision_id ?? '';
  const made = await timed(async () => {
    const lane = await openLane('DOT-991', await wire.laneKeyFiles(), signers, TOOL, { files: wire.files, signers: await wire.signers() });
    return planOwn(
      { kind: enact, parent: plan.file, folder: 'enact', given: { decision }, signer: lane.signer, approvalFiles: [], trust: await wire.trust(), run: wire.run('enact') },
      { files: wire.files, output: wire.output, databases: work.databases, lane: lane.key } as never,
    );
  });
  if (made.state !== 'planned') throw new Error(made.state);
  const e = { ...plan, file: join(plan.folder, 'enact/plan.json'), folder: join(plan.folder, 'enact') };
  await work.approve(e);
  const r = await timed(async () => work.apply(e, { lanes: (await wire.laneKeys()) as never }));
  if (r.outcome !== 'applied') throw new Error(JSON.stringify(r.problems).slice(0,400));
  await work.database.drop();
  return ms;
}
it('overhead', async () => {
  const runs: number[] = [];
  const hands: number[] = [];
  for (let i = 0; i < 7; i += 1) {
    runs.push(await byRun());
    hands.push(await byHand());
  }
  const m = (l: number[]) => [...l].sort((a, b) => a - b)[3];
  for (const [n, l] of seen) console.log('PART', n, Math.round(Math.min(...l)), Math.round(m(l) as number));
  console.log('RUN', runs.map(Math.round).join(' '), 'HAND', hands.map(Math.round).join(' '), 'median', m(runs), m(hands), 'min', Math.min(...runs), Math.min(...hands));
}, 400_000);
