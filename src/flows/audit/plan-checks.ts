/** Plans, receipts and approvals of an audit pack, held against each other. */
import { join } from 'node:path';
import { FOLDER } from '../../core/plan/folder.ts';
import { Stop } from '../../core/problem.ts';
import { checkPlanApprovals } from '../approvals.ts';
import { assertRebuilds } from '../rebuild.ts';
import { receiptHolds } from '../receipts.ts';
import { trustOf } from '../trust.ts';
import type { Answered } from './answered.ts';
import type { OpenedPack, PackPlan, PackPorts } from './open.ts';

export async function planReasons({ plans }: OpenedPack, { files }: PackPorts): Promise<Answered> {
  const wrong: string[] = [];
  for (const { path, sha256, opened } of plans) {
    if (opened.end.sha256 !== sha256) wrong.push(`${path}/plan.json is not the plan that the record names`);
    try {
      await assertRebuilds(opened, files);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      wrong.push(...error.problems.map(({ code }) => `${path}/plan.json does not follow from its folder (${code})`));
    }
  }
  return { wrong, looked: plans.map(({ path, sha256 }) => `${path} ${sha256}`).join(', '), open: plans.length === 0 };
}

export function receiptReasons({ plans, run }: OpenedPack): Answered {
  const wrong: string[] = [];
  const written = plans.filter(({ applied, carried }) => applied && !carried);
  for (const { path, opened, receipt } of written) {
    if (receipt === undefined) {
      wrong.push(`${path} was applied, and no receipt says so`);
      continue;
    }
    const { gates, commit, run: attempt } = receipt.receipt;
    const refused = gates.filter(({ verdict }) => verdict !== 'passed').map(({ gate, check }) => `${gate} (${check})`);
    if (refused.length > 0) wrong.push(`${path} was applied though these gates had not passed: ${refused.join(', ')}`);
    if (!receiptHolds(opened.header, receipt.receipt)) wrong.push(`${path}: other rows were written than planned`);
    if (!attempt.startsWith(`${run.id}-`)) wrong.push(`${path} was applied by ${attempt}, which is not of this run`);
    if (commit?.rows !== 'all') wrong.push(`${path}: the witness did not see all rows`);
  }
  return {
    wrong,
    looked: written.map(({ receipt }) => receipt?.receipt.run ?? '').join(', '),
    open: written.length === 0,
  };
}

export async function approvalReasons(pack: OpenedPack, ports: PackPorts): Promise<Answered> {
  const wrong: string[] = [];
  const counted: string[] = [];
  const written = pack.plans.filter(({ receipt }) => receipt !== undefined);
  for (const plan of written) {
    wrong.push(...pinned(plan, pack));
    const { receipt } = plan;
    if (receipt === undefined) continue;
    const { started_at, approvals } = receipt.receipt;
    const own = plan.opened.kind.covered === 'parent' ? '' : plan.folder;
    const folder = join(pack.folder, 'plan', own, FOLDER.approvals);
    const judged = await checkPlanApprovals(
      plan.file,
      {
        approvalFiles: await ports.files.list(folder),
        orchestratedRun: pack.run.id,
        policy: pack.policy,
        signers: pack.signers,
      },
      // As it was judged then.
      { ...ports, clock: { now: () => new Date(started_at), sleep: async () => undefined } },
    );
    wrong.push(...judged.problems.map(({ code, message }) => `${plan.path}: ${code}: ${inPack(message, pack.folder)}`));
    for (const { approver, sha256 } of approvals) {
      if (!judged.counted.some((one) => one.approver === approver && one.sha256 === sha256)) {
        wrong.push(`${plan.path}: the receipt names an approval of ${approver} that does not count or is not here`);
      } else counted.push(`${plan.path} by ${approver}`);
    }
  }
  return { wrong, looked: counted.join(', '), open: written.length === 0 };
}

const inPack = (message: string, folder: string): string => message.replaceAll(`${folder}/`, '');

/** Policy and signers of the pack are those that the plan was made under. */
function pinned({ path, opened }: PackPlan, { policy, signers }: OpenedPack): readonly string[] {
  const { policy_sha256, signers_sha256 } = opened.header.pins;
  const trust = trustOf(policy, signers);
  return [
    ...(policy_sha256 === undefined || policy_sha256 === trust.policy_sha256
      ? []
      : [`${path} was made under another policy than that of the pack`]),
    ...(signers_sha256 === undefined || signers_sha256 === trust.signers_sha256
      ? []
      : [`${path} was made under other signers than those of the pack`]),
  ];
}
