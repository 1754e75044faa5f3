import type { Pinned } from '../plan/folder.ts';
import type { PlanHeader, Statement } from '../plan/plan.ts';
import type { PlanRequest } from '../plan/request.ts';
import type { Survey } from '../plan/survey.ts';
import type { Trust } from './document.ts';

/** What is wanted and what is there. */
export interface RequestSources {
  readonly request: PlanRequest;
  readonly requestFile: Pinned;
  readonly survey: Survey;
  readonly surveyFile: Pinned;
  readonly trust: Trust;
}

export interface RequestPlan {
  readonly header: PlanHeader;
  /** The statements of one unit of the plan at a time; made again by every call. */
  readonly units: () => Iterable<readonly Statement[]>;
}
