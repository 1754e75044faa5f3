/** A cut that a tracked request asks for is not made past its review. */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { preflight } from '../../src/flows/preflight.ts';
import { made, type Place, place, refused, STEPS, step, verdict } from '../support/backlog.ts';
import { APPROVER, codesOf, refusalOf, silent, TOOL } from '../support/cutter.ts';

const APPROVAL = `approvals/SG_1.${APPROVER}.json`;

/** The state of the gate; undefined = it is not asked. */
async function preflightSays({ work, cut }: Place): Promise<string | undefined> {
  const { wire, databases } = work;
  const report = await preflight(
    {
      planFile: cut.file,
      approvalFiles: [join(cut.folder, APPROVAL)],
      dryRun: true,
      run: 'preflight',
      environment: [],
      policy: await wire.policy(),
      signers: await wire.signerFiles(),
      tool: TOOL,
      signal: new AbortController().signal,
    },
    {
      files: wire.files,
      output: wire.output,
      clock: wire.clock,
      databases,
      secondOpinion: await wire.secondOpinion(),
      progress: silent,
    },
  );
  return report.preconditions.find(({ gate }) => gate === 'request')?.state;
}

/** Neither approved nor applied, though the approval of before is there; and nothing is written. */
async function turnedDown(at: Place, says: RegExp): Promise<void> {
  expect(codesOf(await refusalOf(at.work.approve(at.cut)))).toEqual(['gate.request']);
  expect(await preflightSays(at)).toBe('OPEN');
  const [problem] = await refused(at, () => at.work.apply(at.cut), 'gate.request');
  expect(problem?.message).toMatch(says);
}

const BY = { by: APPROVER, reason: 'no longer wanted' };

describe('a cut that is asked for', () => {
  it('is not made before its review, nor once that has deferred or rejected it', async () => {
    const at = await place(1);
    expect(await preflightSays(at)).toBeUndefined();
    await made(at, STEPS.request);
    await turnedDown(at, /no applied review/);
    await made(at, STEPS.sweep);
    await turnedDown(at, /no applied review/);
    await made(at, STEPS.review, verdict('defer'));
    await turnedDown(at, /no applied review/);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('reject'));
    await turnedDown(at, /has rejected it/);
  });

  it('is made once it is approved, though it was deferred before; not when the receipt of that is gone', async () => {
    const at = await place(1);
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('defer'));
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('approve'));
    expect(await preflightSays(at)).toBe('PASS');
    await at.work.approve(at.cut);
    expect((await at.work.apply(at.cut, { dryRun: true })).outcome).toBe('dry_run');
    rmSync(join(at.cut.folder, 'review-2/receipts'), { recursive: true });
    await turnedDown(at, /no applied review/);
  });

  it('is not made once it is given up, though it was approved', async () => {
    const at = await place(1);
    await made(at, STEPS.request);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('approve'));
    await made(at, STEPS.abandon, { given: BY });
    await turnedDown(at, /given up/);
    expect(codesOf(await refusalOf(step(at.work, at.cut, STEPS.cut)))).toContain('plan.backlog');
  });

  it('is made where the steps in its folder are of an earlier plan', async () => {
    const at = await place(1);
    await made(at, STEPS.request);
    await made(at, STEPS.abandon, { given: BY });
    const other = await place(1, at.work);
    for (const folder of ['request', 'abandon']) {
      renameSync(join(at.cut.folder, folder), join(other.cut.folder, folder));
    }
    expect((await other.work.apply(other.cut)).outcome).toBe('applied');
  });
});
