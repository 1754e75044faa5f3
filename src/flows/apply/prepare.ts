/** Everything the offline gates need to know. */
import { dirname, join } from 'node:path';
import type { CountedApproval } from '../../core/approval/check.ts';
import { type ApprovalClaims, claimProblems } from '../../core/approval/claims.ts';
import type { OfflineFacts } from '../../core/gates/facts.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { type ApprovedPlan, type GivenApprovals, type Judgement, judgeApprovals, readApprovals } from '../approvals.ts';
import { requestFacts } from '../backlog/asked.ts';
import type { OpenedPlan } from '../open-plan.ts';
import { assemble } from '../plan/assemble.ts';
import { folderInputs } from '../plan/inputs.ts';
import { pinnedTrust, trustOf } from '../trust.ts';
import { backupFacts } from './backup.ts';
import { checksum } from './checksum.ts';
import { parentFacts } from './parent.ts';
import type { ApplyPorts, ApplyRequest } from './request.ts';

export interface Prepared {
  readonly facts: OfflineFacts;
  readonly counted: readonly CountedApproval[];
}

/** Gathers the facts of the offline checks. What is wrong becomes a fact; nothing stops at the first problem. */
export async function prepare(
  plan: OpenedPlan,
  request: ApplyRequest,
  ports: ApplyPorts,
  given: Promise<GivenApprovals> = readApprovals(request, ports),
): Promise<Prepared> {
  const folder = dirname(plan.file);
  const trust = trustOf(request.policy, request.signers);
  const rebuilding = problemsOr(async () => {
    if (plan.proven) return { header: plan.header };
    const inputs = folderInputs(ports.files, folder, plan.kind.from);
    const { header } = await assemble(inputs, pinnedTrust(plan.header.pins));
    return { header };
  });
  const pinning = problemsOr(async () => {
    const wanted = plan.kind.from === 'document' ? (['cut', 'snapshot'] as const) : (['request', 'snapshot'] as const);
    const pins: Partial<Record<`${(typeof wanted)[number]}_sha256`, string>> = {};
    for (const name of wanted) pins[`${name}_sha256`] = await checksum(ports.files, join(folder, FOLDER[name]));
    return { pins };
  });
  const following = parentFacts(plan, request, ports.files);
  const [approvals, rebuilt, pinned, parent, tracked, backup] = await Promise.all([
    Promise.all([given, following]).then(([approvals, { covering, claims }]) =>
      judged(plan, covering, claims, approvals, request, ports),
    ),
    rebuilding,
    pinning,
    following,
    requestFacts(plan, ports.files),
    backupFacts(request, plan.header.target, ports),
  ]);
  return {
    counted: approvals.counted,
    facts: {
      plan: plan.header,
      planSha256: plan.end.sha256,
      environment: request.environment,
      approval: approvals.problems,
      trust,
      // A file that cannot be read is reported once, by what could not be rebuilt from it.
      folder: 'problems' in pinned ? undefined : pinned.pins,
      parent: parent.problems,
      rebuilt,
      planned: plan.end.rows,
      request: tracked,
      backup,
      require: request.policy.require ?? {},
      transport: ports.databases.transport,
      build: request.tool.build,
      approvedWith: approvals.counted.map(({ file, approver, tool_build }) => ({ file, approver, build: tool_build })),
    },
  };
}

/** What decides nothing needs no approval; whoever the plan names as having decided must be among those who approved. */
async function judged(
  { kind }: OpenedPlan,
  covering: ApprovedPlan,
  claims: ApprovalClaims,
  approvals: GivenApprovals,
  request: ApplyRequest,
  { clock }: ApplyPorts,
): Promise<Judgement> {
  if (kind.covered === 'none') return { counted: [], problems: [] };
  const judgement = await judgeApprovals(covering, approvals, request, clock);
  return { ...judgement, problems: [...judgement.problems, ...claimProblems(claims, judgement.counted)] };
}

async function problemsOr<T>(make: () => Promise<T>): Promise<T | { readonly problems: readonly Problem[] }> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof Stop) return { problems: error.problems };
    throw error;
  }
}
