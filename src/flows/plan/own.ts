/**
 * Plans what follows from a cut and has an approval of its own: its enactment, its compensation. Nothing is applied: the
 * plan is shown to whoever approves it, and applied as every plan is.
 */
import { dirname, join } from 'node:path';
import { FOLDER } from '../../core/plan/folder.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { lookedAt, type NextPlan } from '../derived.ts';
import { type DerivePorts, type DeriveRequest, derivePlan } from './derive.ts';

export type OwnPlan =
  | NextPlan
  /** What is asked for is so already. */
  | { readonly state: 'done'; readonly problems: readonly Problem[] };

/** Throws Stop with every reason why there can be no plan; then nothing is written. */
export async function planOwn(derive: DeriveRequest, ports: DerivePorts): Promise<OwnPlan> {
  const file = join(dirname(derive.parent), derive.folder, FOLDER.plan);
  if ((await lookedAt(file, derive, ports)) === 'applied') return { state: 'applied', file };
  try {
    return { state: 'planned', plan: await derivePlan(derive, ports) };
  } catch (error) {
    if (error instanceof Stop && error.problems.every(({ code }) => code === 'plan.done')) {
      return { state: 'done', problems: error.problems };
    }
    throw error;
  }
}
