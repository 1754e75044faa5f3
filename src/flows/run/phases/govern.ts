/** Leg B and the verifier's word on it: plans that follow from the cut, covered by its approval. */
import { basename, dirname, join } from 'node:path';
import type { RequestKind } from '../../../core/kinds/kind.ts';
import { writeVerify } from '../../../core/kinds/write-verify/index.ts';
import type { LaneId } from '../../../core/ledger/lanes.ts';
import { FOLDER } from '../../../core/plan/folder.ts';
import { planAndApply } from '../../derived.ts';
import { openLane } from '../../lanes.ts';
import { openPlan } from '../../open-plan.ts';
import { RECORD_FOLDER } from '../../receipts.ts';
import { recordKind } from '../../record-kind.ts';
import { verdictOf } from '../../write-verify.ts';
import { countRows } from '../count.ts';
import { planFileOf } from '../known.ts';
import type { Phase, PhaseEnd, PhaseInput } from '../phase.ts';
import { ended, settleFirst } from './cut.ts';
import { applyRequest } from './request.ts';

export const legBRecord: Phase = async (input) => {
  const kind = await recordKind(planFileOf(input.run), input.ports.files);
  const end = await derived(input, { kind, folder: RECORD_FOLDER, lane: 'DOT-991', fact: 'record' });
  if (end.end !== 'done') return end;
  const planFile = join(dirname(planFileOf(input.run)), end.facts.record_folder ?? '', FOLDER.plan);
  const { header } = await openPlan(input.ports.files, planFile);
  // What an enactment rests on.
  return { end: 'done', facts: { ...end.facts, review_decision_id: header.shared.review_decision_id ?? 'none' } };
};

export const writeVerifyPhase: Phase = async (input) => {
  const end = await derived(input, { kind: writeVerify, folder: 'write-verify', lane: 'DOT-992', fact: 'verify' });
  if (end.end !== 'done') return end;
  const planFile = join(dirname(planFileOf(input.run)), end.facts.verify_folder ?? '', FOLDER.plan);
  const { verdict, findings } = await verdictOf(planFile, input.ports.files);
  const facts = {
    ...end.facts,
    verify_verdict: verdict,
    rows_after: await countRows(input.ports.databases, input.run.id),
  };
  if (verdict === 'pass') return { end: 'done', facts };
  return {
    end: 'failed',
    gate: 'write_verify',
    facts,
    problems: findings.map(({ id, expected, found }) => ({
      code: 'apply.read_back',
      message: `${id}: expected ${expected}, found ${found}.`,
      hint: 'Find out who changed the rows or the ledger since the cut; then the owner decides.',
    })),
  };
};

interface Derived {
  readonly kind: RequestKind;
  readonly folder: string;
  readonly lane: LaneId;
  /** Prefix of the facts. */
  readonly fact: string;
}

async function derived(input: PhaseInput, { kind, folder, lane, fact }: Derived): Promise<PhaseEnd> {
  const { run, settings, ports } = input;
  const parent = planFileOf(run);
  const planFile = join(dirname(parent), folder, FOLDER.plan);
  const unsettled = await settleFirst(planFile, ports);
  if (unsettled.length > 0) return { end: 'stopped', problems: unsettled };
  const opened = await openLane(lane, settings.laneKeyFiles, settings.signers, settings.tool, ports);
  const approvals = [...input.approvals, ...(await ports.files.list(join(dirname(parent), FOLDER.approvals)))];
  const { planFile: _, ...request } = await applyRequest(input, planFile, approvals);
  const result = await planAndApply(
    { ...request, kind, parent, folder, lane: opened, lanes: opened.signer.keys },
    ports,
  );
  return ended(result, input, async () => ({
    [`${fact}_folder`]: basename(dirname(result.plan.file)),
    [`${fact}_outcome`]: result.outcome,
    [`${fact}_plan_sha256`]: result.plan.sha256,
    [`${fact}_statements`]: String(result.statements),
  }));
}
