/**
 * A plan rendered in three parts, so that a plan of any size can be shown as it is read: the head, each unit, the tail.
 * Every part is text that ends with a newline.
 */
import type { PlanUnit } from '../core/plan/units.ts';

export interface PlanRendering {
  readonly head: () => string;
  readonly unit: (unit: PlanUnit) => string;
  readonly tail: () => string;
}

/** The plan file, as the person names it, and the SHA-256 of its bytes: the plan hash. */
export interface PlanFile {
  readonly path: string;
  readonly sha256: string;
  /** A receipt beside it says that it was applied: nothing is left to do with it. */
  readonly applied?: boolean;
  /** The database, where its name says too little and is known. */
  readonly where?: string | undefined;
}

export function* rendered(rendering: PlanRendering, units: Iterable<PlanUnit>): Generator<string> {
  yield rendering.head();
  for (const unit of units) yield rendering.unit(unit);
  yield rendering.tail();
}

export const asText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
