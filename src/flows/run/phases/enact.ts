/** The enactment: planned so that it can be approved, and applied once it is. */
import { enact } from '../../../core/kinds/enact/index.ts';
import { grownBy } from '../../../core/run/matrix.ts';
import { apply } from '../../apply/index.ts';
import { openLane } from '../../lanes.ts';
import { openPlan } from '../../open-plan.ts';
import { planOwn } from '../../plan/own.ts';
import { appliedReceipt } from '../../receipts.ts';
import { trustOf } from '../../trust.ts';
import { keepApprovals } from '../approvals.ts';
import { countRows } from '../count.ts';
import { enactFileOf, factOf, planFileOf } from '../known.ts';
import { writeMarker } from '../marker.ts';
import type { Phase } from '../phase.ts';
import { ended, freshBackup, settleFirst } from './cut.ts';
import { applyRequest } from './request.ts';

export const askSg2: Phase = async ({ run, settings, ports }) => {
  const lane = await openLane(enact.lane, settings.laneKeyFiles, settings.signers, settings.tool, ports);
  const made = await planOwn(
    {
      kind: enact,
      parent: planFileOf(run),
      folder: 'enact',
      given: { decision: factOf(run, 'review_decision_id') },
      signer: lane.signer,
      approvalFiles: [],
      trust: trustOf(settings.policy, settings.signers),
      run: run.id,
    },
    { ...ports, lane: lane.key },
  );
  // Somebody else enacted them: the run has nothing left to do, and says what it finds.
  if (made.state === 'done') return { end: 'stopped', problems: made.problems };
  const { header, end } = await openPlan(ports.files, enactFileOf(run));
  await writeMarker(enactFileOf(run), { run: run.id, plan_sha256: end.sha256 }, ports);
  return {
    end: 'done',
    facts: { enact_plan_sha256: end.sha256, enact_statements: String(header.expect.statements) },
  };
};

export const lifecycleEnact: Phase = async (input) => {
  const { run, ports } = input;
  const planFile = enactFileOf(run);
  const unsettled = await settleFirst(planFile, ports);
  if (unsettled.length > 0) return { end: 'stopped', problems: unsettled };
  const before = await appliedReceipt(planFile, factOf(run, 'enact_plan_sha256'), ports.files);
  const kept = before === undefined ? await keepApprovals(input, planFile) : { files: [], problems: [] };
  if (kept.problems.length > 0) return { end: 'refused', problems: kept.problems };
  const backup = before === undefined ? await freshBackup(input) : {};
  const known = { ...input, run: { ...run, facts: { ...run.facts, ...backup } } };
  // While the run waited, others may have written: only what comes with the enactment is added.
  const counted = before === undefined ? await countRows(ports.databases, run.id) : undefined;
  const result = await apply(await applyRequest(known, planFile, kept.files), ports);
  return ended(result, input, async () => {
    const now = await countRows(ports.databases, run.id);
    return {
      ...backup,
      enact_outcome: result.outcome,
      rows_after: counted === undefined ? now : grownBy(factOf(run, 'rows_after'), counted, now),
    };
  });
};

export const closeout: Phase = async () => ({ end: 'done', facts: { closed: 'enacted' } });
