/** The statements of a cut, for a plan that carries them out or puts them to review. */

import type { Statement } from '../../core/plan/plan.ts';
import type { PlanRequest } from '../../core/plan/request.ts';
import { readPlan } from '../../formats/plan.ts';
import type { Files } from '../../ports.ts';

/** Throws Stop for a plan that cannot be read. */
export async function carriedOf(
  planFile: string,
  files: Files,
): Promise<Required<Pick<PlanRequest, 'catalogue' | 'shared' | 'statements'>>> {
  const reader = readPlan(files.stream(planFile), planFile);
  const { catalogue, shared } = await reader.header();
  const statements: Statement[] = [];
  for await (const unit of reader.units()) statements.push(...unit);
  await reader.end();
  return { catalogue, shared, statements };
}
