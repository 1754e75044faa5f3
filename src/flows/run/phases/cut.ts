/** Leg A, and the look at it from a connection of its own. */
import { dirname, join } from 'node:path';
import type { RequestKind } from '../../../core/kinds/kind.ts';
import { FOLDER } from '../../../core/plan/folder.ts';
import type { Problem } from '../../../core/problem.ts';
import { stationRow } from '../../../core/run/states.ts';
import { apply } from '../../apply/index.ts';
import type { ApplyRequest, ApplyResult } from '../../apply/request.ts';
import { planAndApply } from '../../derived.ts';
import { openLane } from '../../lanes.ts';
import { RECORD_FOLDER, receiptOfCut } from '../../receipts.ts';
import { recordKind } from '../../record-kind.ts';
import { openReceipts, resolve } from '../../resolve.ts';
import { verify } from '../../verify.ts';
import { keepApprovals } from '../approvals.ts';
import { countRows } from '../count.ts';
import { factOf, planFileOf } from '../known.ts';
import type { Phase, PhaseEnd, PhaseInput } from '../phase.ts';
import { backUp, backupAsked } from './ready.ts';
import { applyRequest } from './request.ts';

export const cutLegA: Phase = async (input) => {
  const { run, ports } = input;
  const planFile = planFileOf(run);
  const kind = await recordKind(planFile, ports.files);
  // A cut that asks for it is made by the plan that records it.
  const together = !kind.parentApplied;
  const unsettled = await settleFirst(together ? recordPlanOf(planFile) : planFile, ports);
  if (unsettled.length > 0) return { end: 'stopped', problems: unsettled };
  // What was cut before a crash needs no approval once more: apply looks before it asks.
  const before = await receiptOfCut(planFile, factOf(run, 'plan_sha256'), ports.files);
  const kept = before === undefined ? await keepApprovals(input, planFile) : { files: [], problems: [] };
  if (kept.problems.length > 0) return { end: 'refused', problems: kept.problems };
  const backup = before === undefined ? await freshBackup(input) : {};
  const known = { ...input, run: { ...run, facts: { ...run.facts, ...backup } } };
  const request = await applyRequest(known, planFile, kept.files);
  // While the run waited, others may have written.
  const counted = before === undefined ? { rows_before: await countRows(ports.databases, run.id) } : {};
  const result = together ? await cutTogether(input, kind, request) : await apply(request, ports);
  return ended(result, input, async () => {
    const receipt = await receiptOfCut(planFile, factOf(run, 'plan_sha256'), ports.files);
    return {
      ...backup,
      ...counted,
      cut_outcome: result.outcome,
      cut_statements: String(result.statements),
      cut_units: String(result.units),
      ...(receipt === undefined ? {} : { cut_run: receipt.receipt.run, cut_receipt_sha256: receipt.sha256 }),
    };
  });
};

const recordPlanOf = (planFile: string): string => join(dirname(planFile), RECORD_FOLDER, FOLDER.plan);

/** Leg A and leg B in one transaction. */
async function cutTogether(
  { settings, ports }: PhaseInput,
  kind: RequestKind,
  { planFile, ...request }: ApplyRequest,
): Promise<ApplyResult> {
  const { laneKeyFiles, signers, tool } = settings;
  const lane = await openLane(kind.lane, laneKeyFiles, signers, tool, ports);
  const approvals = await ports.files.list(join(dirname(planFile), FOLDER.approvals));
  return planAndApply(
    {
      ...request,
      approvalFiles: [...request.approvalFiles, ...approvals],
      kind,
      parent: planFile,
      folder: RECORD_FOLDER,
      lane,
      lanes: lane.signer.keys,
    },
    ports,
  );
}

/** An answer to COMMIT that was lost is settled before anything is sent again. */
export async function settleFirst(planFile: string, ports: PhaseInput['ports']): Promise<readonly Problem[]> {
  if (!(await ports.files.exists(planFile))) return [];
  const problems: Problem[] = [];
  for (const file of await openReceipts(planFile, ports.files)) {
    const { outcome } = await resolve(file, ports);
    if (outcome === 'in_doubt') problems.push(stillInDoubt(file));
  }
  return problems;
}

/** What an apply came to, as the end of a phase. */
export async function ended(
  result: ApplyResult,
  { run, ports }: PhaseInput,
  facts: () => Promise<Readonly<Record<string, string>>>,
): Promise<PhaseEnd> {
  const phase = stationRow(run.station).phase ?? run.station;
  for (const { gate, check, problems } of result.verdicts) {
    ports.tell({ event: 'gate', phase, gate, check, verdict: problems.length > 0 ? 'refused' : 'passed' });
  }
  if (result.outcome === 'applied' || result.outcome === 'already_applied') {
    // A receipt that could not be written stops the run: what follows is made from it.
    return result.problems.length > 0
      ? { end: 'stopped', problems: result.problems }
      : { end: 'done', facts: await facts() };
  }
  return { end: 'stopped', problems: result.problems };
}

/** The backup of the run, or a new one where that has grown too old while the run waited. */
export async function freshBackup(input: PhaseInput): Promise<Readonly<Record<string, string>>> {
  if (!backupAsked(input)) return {};
  const { run, settings, ports } = input;
  const minutes = settings.backup.maxAgeMinutes ?? 60;
  const taken = Date.parse(run.facts.backup_taken_at ?? '');
  const age = (ports.clock.now().getTime() - taken) / 60_000;
  return Number.isFinite(age) && age >= 0 && age < minutes - SPARE_MINUTES ? {} : backUp(input);
}

/** Applying takes its time, too, and the gate asks again before COMMIT. */
const SPARE_MINUTES = 5;

export const structuralVerify: Phase = async ({ run, ports }) => {
  const planFile = planFileOf(run);
  const { verdict, facts } = await verify(planFile, run.id, ports);
  const wrong = facts.filter(({ ok }) => !ok);
  const found = { structural_facts: String(facts.length), structural_wrong: String(wrong.length) };
  if (verdict === 'PASS') return { end: 'done', facts: found };
  return {
    end: 'failed',
    gate: 'structural_verify',
    facts: found,
    problems: wrong.map(({ name, expected, found: is }) => ({
      code: 'apply.read_back',
      message: `${name}: expected ${expected}, found ${is}.`,
      hint: `Run \`cutter verify ${dirname(planFile)}\` to see the rows.`,
    })),
  };
};

const stillInDoubt = (file: string): Problem => ({
  code: 'apply.in_doubt',
  message: 'What became of an earlier attempt cannot be told from here.',
  place: { file },
  hint: `Make sure that this is the server that was written to, then run \`cutter resolve ${file}\` and resume the run.`,
});
