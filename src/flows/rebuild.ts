import { dirname } from 'node:path';
import { Stop } from '../core/problem.ts';
import type { Files } from '../ports.ts';
import type { OpenedPlan } from './open-plan.ts';
import { folderInputs } from './plan/inputs.ts';
import { measurePlan } from './plan/make.ts';
import { pinnedTrust } from './trust.ts';

/** Rebuilds a plan from its folder alone. Throws Stop `gate.writer` unless that gives the same bytes. */
export async function assertRebuilds(plan: OpenedPlan, files: Files): Promise<void> {
  const inputs = folderInputs(files, dirname(plan.file), plan.kind.from);
  const again = await measurePlan(inputs, pinnedTrust(plan.header.pins));
  if (again.sha256 === plan.end.sha256) return;
  throw new Stop([
    {
      code: 'gate.writer',
      message: 'The plan does not follow from its folder: rebuilt, it has other bytes.',
      place: { file: plan.file },
      hint: 'Plan again from cut.yaml, and find out who changed the plan or its folder.',
      detail: [`plan:    sha256 ${plan.end.sha256}`, `rebuilt: sha256 ${again.sha256}`],
    },
  ]);
}
