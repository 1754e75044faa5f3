/** The plans of a run, by their folders within that of the cut. */
import type { Run } from '../../core/run/replay.ts';

export interface RunPlan {
  /** Empty for the plan of the cut. */
  readonly folder: string;
  readonly sha256: string;
  /** The run applied it. */
  readonly applied: boolean;
}

const applied = (outcome: string | undefined): boolean => outcome === 'applied' || outcome === 'already_applied';

/** In the order in which they are applied. */
export function plansOfRun({ facts }: Pick<Run, 'facts'>): readonly RunPlan[] {
  return [
    { folder: '', sha256: facts.plan_sha256, applied: applied(facts.cut_outcome) },
    { folder: facts.record_folder ?? '', sha256: facts.record_plan_sha256, applied: applied(facts.record_outcome) },
    { folder: facts.verify_folder ?? '', sha256: facts.verify_plan_sha256, applied: applied(facts.verify_outcome) },
    { folder: 'enact', sha256: facts.enact_plan_sha256, applied: applied(facts.enact_outcome) },
  ].filter((plan): plan is RunPlan => plan.sha256 !== undefined);
}
