/** Reads approvals with their signatures and says what they are worth for a plan. */
import { dirname, join } from 'node:path';
import { type AllowedSigner, readAllowedSigners } from '../core/approval/allowed-signers.ts';
import { type CountedApproval, checkApprovals } from '../core/approval/check.ts';
import type { ApprovalPolicy } from '../core/approval/policy.ts';
import type { GivenApproval } from '../core/approval/reasons.ts';
import { type RevokedKeys, readRevokedKeys } from '../core/approval/revoked-keys.ts';
import { secondOpinionProblems } from '../core/approval/second-opinion.ts';
import { readSignature } from '../core/approval/sshsig.ts';
import { subjectOf } from '../core/approval/statement.ts';
import { trustProblems } from '../core/gates/approval.ts';
import { LIMITS } from '../core/limits.ts';
import { FOLDER } from '../core/plan/folder.ts';
import { orStop, type Problem, Stop } from '../core/problem.ts';
import { readApproval } from '../formats/approval.ts';
import type { Clock, Files, SecondOpinion } from '../ports.ts';
import type { SignerFiles } from './apply/request.ts';
import { heardLater } from './later.ts';
import { type OpenedPlan, openPlan } from './open-plan.ts';
import { parentFile } from './plan/parent.ts';
import { trustOf } from './trust.ts';

export interface Judgement {
  readonly counted: readonly CountedApproval[];
  readonly problems: readonly Problem[];
}

export interface PlanApprovals extends Judgement {
  /** Approvals that the policy asks for. */
  readonly needed: number;
  readonly files: readonly string[];
}

/** Says what approvals are worth for a plan; without files, those in the folder of the plan. */
export async function checkPlanApprovals(
  planFile: string,
  question: ApprovalQuestion,
  ports: Ports,
): Promise<PlanApprovals> {
  const plan = await openPlan(ports.files, planFile);
  if (plan.kind.covered === 'none') return { counted: [], problems: [], needed: 0, files: [] };
  // What follows from a cut is covered by the approval of the cut.
  if (plan.kind.covered === 'parent') return checkPlanApprovals(parentFile(planFile), question, ports);
  const files =
    question.approvalFiles.length > 0
      ? question.approvalFiles
      : await ports.files.list(join(dirname(planFile), FOLDER.approvals));
  const asked = { ...question, approvalFiles: files };
  const judged = await judgeApprovals(plan, await readApprovals(asked, ports), asked, ports.clock);
  const trust = trustProblems(plan.header.pins, trustOf(question.policy, question.signers));
  return {
    ...judged,
    problems: [...trust, ...judged.problems],
    needed: question.policy.gates[plan.header.approval].threshold,
    files,
  };
}

export interface ApprovalQuestion {
  readonly approvalFiles: readonly string[];
  /** The run that the approvals must name; absent = they must name none. */
  readonly orchestratedRun?: string;
  readonly policy: ApprovalPolicy;
  readonly signers: SignerFiles | undefined;
}

interface Ports {
  readonly files: Files;
  readonly clock: Clock;
  readonly secondOpinion: SecondOpinion;
}

interface Given extends GivenApproval {
  /** What stands against it by the second opinion; under way. */
  readonly opinion: Promise<readonly Problem[]>;
}

/** Approvals before it is known what they approve. */
export interface GivenApprovals {
  readonly approvals: readonly Given[];
  readonly unreadable: readonly Problem[];
}

/** Reads approvals and asks for the second opinion on each, which another program gives while the plan is read. */
export async function readApprovals(question: ApprovalQuestion, ports: Ports): Promise<GivenApprovals> {
  const { signers, policy, approvalFiles } = question;
  const approvals: Given[] = [];
  const unreadable: Problem[] = [];
  for (const file of approvalFiles) {
    try {
      const { signatureBytes, ...given } = await readGiven(ports.files, file);
      const opinion =
        signers === undefined ? Promise.resolve([]) : secondOpinion(given, signatureBytes, signers, policy, ports);
      approvals.push({ ...given, opinion: heardLater(opinion) });
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      unreadable.push(...error.problems);
    }
  }
  return { approvals, unreadable };
}

/** The plan that approvals are about. */
export type ApprovedPlan = Pick<OpenedPlan, 'header'> & { readonly end: Pick<OpenedPlan['end'], 'sha256'> };

/** What stands in the way of a plan as far as approvals go; never throws for an approval that is wrong. */
export async function judgeApprovals(
  plan: ApprovedPlan,
  { approvals, unreadable }: GivenApprovals,
  question: ApprovalQuestion,
  clock: Clock,
): Promise<Judgement> {
  if (question.signers === undefined) return { counted: [], problems: [...unreadable, noSigners] };
  let trusted: { readonly signers: readonly AllowedSigner[]; readonly revoked: RevokedKeys };
  try {
    trusted = readSigners(question.signers);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { counted: [], problems: [...unreadable, ...error.problems] };
  }
  const findings = checkApprovals({
    approvals,
    subject: subjectOf(plan.header, plan.end.sha256, question.orchestratedRun),
    author: plan.header.author,
    policy: question.policy,
    ...trusted,
    now: Math.floor(clock.now().getTime() / 1000),
  });
  const counted = approvals.filter((one) => findings.counted.some((other) => other.file === one.file));
  const second = await Promise.all(counted.map((one) => one.opinion));
  return { counted: findings.counted, problems: [...unreadable, ...findings.problems, ...second.flat()] };
}

/** Allowed signers and revoked keys. Throws Stop with every line that is wrong. */
export function readSigners(files: SignerFiles) {
  return {
    signers: orStop(readAllowedSigners(files.allowed.bytes, files.allowed.file)),
    revoked: orStop(readRevokedKeys(files.revoked.bytes, files.revoked.file)),
  };
}

async function readGiven(files: Files, file: string) {
  const bytes = await files.read(file, LIMITS.approval);
  const statement = orStop(readApproval(bytes, file));
  const signatureFile = `${file}.sig`;
  const signatureBytes = await files.read(signatureFile, LIMITS.approval);
  const signature = orStop(readSignature(signatureBytes, signatureFile));
  return { file, bytes, statement, signature, signatureBytes };
}

async function secondOpinion(
  approval: GivenApproval,
  signature: Uint8Array,
  signers: SignerFiles,
  policy: ApprovalPolicy,
  ports: Ports,
): Promise<readonly Problem[]> {
  const { verdict, said } = await ports.secondOpinion.verify({
    signers: signers.allowed.bytes,
    revoked: signers.revoked.bytes,
    principal: approval.statement.approver,
    signature,
    message: approval.bytes,
  });
  return secondOpinionProblems(policy, approval.file, verdict, said);
}

const noSigners: Problem = {
  code: 'config.signers',
  message: 'No allowed signers are configured, so nobody can approve.',
  hint: 'Run `cutter init`, which writes cutter.yaml and the file of allowed signers, then add the approvers.',
};
