/** What a plan that follows from another has to do with it, now that it is to be applied. */
import { dirname, join } from 'node:path';
import { type ApprovalClaims, claimsOf, NO_CLAIMS } from '../../core/approval/claims.ts';
import { LIMITS } from '../../core/limits.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import type { PlanRequest } from '../../core/plan/request.ts';
import { orStop, type Problem, Stop } from '../../core/problem.ts';
import { readRequest } from '../../formats/request.ts';
import type { Files } from '../../ports.ts';
import type { ApprovedPlan } from '../approvals.ts';
import type { OpenedPlan } from '../open-plan.ts';
import { parentFile, parentProblems, readParent, requestOf } from '../plan/parent.ts';
import type { ApplyRequest } from './request.ts';

export interface ParentFacts {
  /** What does not follow. */
  readonly problems: readonly Problem[];
  /** The plan whose approval covers this one. */
  readonly covering: ApprovedPlan;
  /** What the plan says about its approvals, and what therefore must count. */
  readonly claims: ApprovalClaims;
}

/** Makes the request again from the parent's folder and compares. What is wrong becomes a fact. */
export async function parentFacts(
  plan: OpenedPlan,
  { approvalFiles, lanes }: ApplyRequest,
  files: Files,
): Promise<ParentFacts> {
  const { kind, file } = plan;
  if (kind.from === 'document') return { problems: [], covering: plan, claims: NO_CLAIMS };
  try {
    const requestFile = join(dirname(file), FOLDER.request);
    const request = orStop(readRequest(await files.read(requestFile, LIMITS.request), requestFile));
    const parent = await readParent(parentFile(file), files);
    const { given, signer } = request;
    const options = { kind, given, approvalFiles, ...(signer === undefined ? {} : { signer }) };
    const now = await requestOf(parent, options, files);
    return {
      problems: [...parentProblems(requestFile, request, now), ...laneProblems(requestFile, request, lanes)],
      covering: kind.covered === 'parent' ? parent.cut : plan,
      claims: claimsOf(request),
    };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { problems: error.problems, covering: plan, claims: NO_CLAIMS };
  }
}

/** A signature counts only by the key that this configuration gives to its lane. */
function laneProblems(file: string, { signer }: PlanRequest, lanes: ApplyRequest['lanes']): readonly Problem[] {
  if (signer === undefined) return [];
  if (
    lanes !== undefined &&
    lanes['DOT-991'] === signer.keys['DOT-991'] &&
    lanes['DOT-992'] === signer.keys['DOT-992']
  ) {
    return [];
  }
  return [
    {
      code: 'plan.lane',
      message:
        lanes === undefined
          ? 'The plan carries a signature of a lane, and no keys of the lanes are configured here.'
          : 'The keys of the lanes are not those that the plan was signed with.',
      place: { file },
      hint: 'Use the cutter.yaml that the plan was made with, or plan again.',
    },
  ];
}
