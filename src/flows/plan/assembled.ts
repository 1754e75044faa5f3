import type { PlanHeader, Statement } from '../../core/plan/plan.ts';

/** A plan as its inputs give it. */
export interface Assembled {
  readonly header: PlanHeader;
  /** The statements of one unit at a time, made again from the inputs; none for an empty plan. */
  units(): AsyncIterable<readonly Statement[]> | Iterable<readonly Statement[]>;
}
