import type { ExclusionSpan, UnitSpan } from '../document/manifest.ts';
import type { PlanHeader, Statement } from '../plan/plan.ts';
import type { Checked } from '../problem.ts';
import type { ManifestEnd } from './document.ts';

/** The statements of one unit of a plan, and each as its line of the plan has it, without comma and newline. */
export interface PlannedUnit {
  readonly statements: readonly Statement[];
  readonly lines: readonly string[];
}

export const plannedUnit = (statements: readonly Statement[]): PlannedUnit => ({
  statements,
  lines: statements.map((statement) => JSON.stringify(statement)),
});

/**
 * Plans a cut from a document that is given span by span, so that a plan of any size is made in bounded memory. Calls
 * come in this order: every span once, then `finish`.
 */
export interface DocumentPlanner {
  exclude(span: ExclusionSpan): void;
  /** Undefined where the unit is there already. What it gives holds if `finish` gives a header. */
  add(unit: UnitSpan, body: string): PlannedUnit | undefined;
  /** What stands before the first unit that is not there, one unit of the plan at a time; absent = nothing. */
  readonly lead?: readonly (readonly Statement[])[];
  /** The header, or every reason why there can be no plan. */
  finish(end: ManifestEnd): Checked<PlanHeader>;
}
