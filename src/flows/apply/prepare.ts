/** Everything the offline gates need to know. */
import { dirname, join } from 'node:path';
import type { CountedApproval } from '../../core/approval/check.ts';
import type { OfflineFacts } from '../../core/gates/facts.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { type GivenApprovals, judgeApprovals, readApprovals } from '../approvals.ts';
import type { OpenedPlan } from '../open-plan.ts';
import { assemble } from '../plan/assemble.ts';
import { folderInputs } from '../plan/inputs.ts';
import { trustOf } from '../trust.ts';
import { backupFacts } from './backup.ts';
import { checksum } from './checksum.ts';
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
  const { policy_sha256, signers_sha256 } = plan.header.pins;
  const rebuilding = problemsOr(async () => {
    const pinnedTrust = {
      ...(policy_sha256 === undefined ? {} : { policy_sha256 }),
      ...(signers_sha256 === undefined ? {} : { signers_sha256 }),
    };
    const { header } = await assemble(folderInputs(ports.files, folder), pinnedTrust, (count) => {
      if (count % 1000 === 0) ports.progress.count(3 * count, plan.header.expect.statements);
    });
    return { header };
  });
  const pinning = problemsOr(async () => ({
    cut_sha256: await checksum(ports.files, join(folder, FOLDER.cut)),
    snapshot_sha256: await checksum(ports.files, join(folder, FOLDER.snapshot)),
  }));
  const [approvals, rebuilt, pinned, backup] = await Promise.all([
    given.then((approvals) => judgeApprovals(plan, approvals, request, ports.clock)),
    rebuilding,
    pinning,
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
      folder: 'problems' in pinned ? undefined : pinned,
      rebuilt,
      planned: plan.end.rows,
      backup,
    },
  };
}

async function problemsOr<T>(make: () => Promise<T>): Promise<T | { readonly problems: readonly Problem[] }> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof Stop) return { problems: error.problems };
    throw error;
  }
}
