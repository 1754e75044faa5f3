/** The first read of a plan: to its end, every byte checked. */
import type { Kind } from '../core/kinds/kind.ts';
import type { PlanHeader } from '../core/plan/plan.ts';
import { type PlanEnd, readPlan } from '../formats/plan.ts';
import type { Files } from '../ports.ts';
import type { Progress } from './progress.ts';

export interface OpenedPlan {
  readonly file: string;
  readonly header: PlanHeader;
  readonly kind: Kind;
  readonly end: PlanEnd;
}

/** Reads a plan once, to its end. Throws Stop for everything that is wrong with its bytes. */
export async function openPlan(files: Files, file: string, progress?: Progress): Promise<OpenedPlan> {
  const reader = readPlan(files.stream(file), file);
  const header = await reader.header();
  let units = 0;
  for await (const _ of reader.units()) {
    units += 1;
    if (units % 1000 === 0) progress?.count(3 * units, header.expect.statements);
  }
  return { file, header, kind: reader.kind(), end: await reader.end() };
}
