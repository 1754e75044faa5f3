/** Whether a committed plan is still what would be planned. Writes nothing. */
import { type Change, diffPlans } from '../../core/plan/diff.ts';
import type { PlanHeader } from '../../core/plan/plan.ts';

/** A plan's header with the SHA-256 of its whole file, statements included. */
export interface HashedPlan {
  readonly header: PlanHeader;
  readonly sha256: string;
}

export interface PlanCheck {
  readonly same: boolean;
  readonly committed: string;
  readonly now: string;
  /** What differs in the header, by path; a difference of statements shows as another writer digest. */
  readonly changes: readonly Change[];
}

export function checkPlan(committed: HashedPlan, now: HashedPlan): PlanCheck {
  const diff = diffPlans({ header: committed.header, units: [] }, { header: now.header, units: [] });
  return {
    same: committed.sha256 === now.sha256,
    committed: committed.sha256,
    now: now.sha256,
    changes: [...diff.header, ...diff.exclusions, ...diff.catalogue],
  };
}
