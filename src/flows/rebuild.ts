import { dirname } from 'node:path';
import { Stop } from '../core/problem.ts';
import type { Files } from '../ports.ts';
import type { OpenedPlan } from './open-plan.ts';
import { folderInputs } from './plan/inputs.ts';
import { measurePlan } from './plan/make.ts';

/** Rebuilds a plan from its folder alone. Throws Stop `gate.writer` unless that gives the same bytes. */
export async function assertRebuilds(plan: OpenedPlan, files: Files): Promise<void> {
  const { policy_sha256, signers_sha256 } = plan.header.pins;
  const again = await measurePlan(folderInputs(files, dirname(plan.file), plan.kind.from), {
    ...(policy_sha256 === undefined ? {} : { policy_sha256 }),
    ...(signers_sha256 === undefined ? {} : { signers_sha256 }),
  });
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
