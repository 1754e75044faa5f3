import type { RequestKind } from '../core/kinds/kind.ts';
import { record } from '../core/kinds/record/index.ts';
import { recordedCut } from '../core/kinds/recorded-cut/index.ts';
import { readPlan } from '../formats/plan.ts';
import type { Files } from '../ports.ts';

/** The kind of plan that records a cut: behind it, or together with it. Throws Stop for a plan that cannot be read. */
export async function recordKind(planFile: string, files: Files): Promise<RequestKind> {
  const reader = readPlan(files.stream(planFile), planFile);
  try {
    const { cut } = await reader.header();
    return cut.record === 'atomic' ? recordedCut : record;
  } finally {
    await reader.close();
  }
}
