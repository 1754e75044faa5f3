import type { ExclusionSpan, UnitSpan } from '../document/manifest.ts';
import type { PlanHeader, Statement } from '../plan/plan.ts';
import type { Checked } from '../problem.ts';
import type { ManifestEnd } from './document.ts';

/** What stands behind the statements of the units: units of a plan made once, or the document read once more. */
export type Step =
  | { readonly once: () => readonly (readonly Statement[])[] }
  /** The statements of one unit of the document; `order` counts its units from 1. */
  | { readonly each: (unit: UnitSpan, body: string, order: number) => readonly Statement[] };

/**
 * Plans a cut from a document that is given span by span, so that a plan of any size is made in bounded memory. Calls
 * come in this order: every span once, then `steps` and `more`, then `finish`.
 */
export interface DocumentPlanner {
  exclude(span: ExclusionSpan): void;
  add(unit: UnitSpan, body: string): void;
  /** What stands before the units, one unit of the plan at a time; absent = nothing. */
  readonly lead?: readonly (readonly Statement[])[];
  /** What follows behind the units; absent = nothing. */
  steps?(end: ManifestEnd): readonly Step[];
  /** Takes the statements of the steps, one unit of the plan at a time: they are part of the writer digest. */
  more?(statements: readonly Statement[]): void;
  /** The header, or every reason why there can be no plan. */
  finish(end: ManifestEnd): Checked<PlanHeader>;
}
