/** The approvals of a run, kept under names that no later approval writes over. */
import { basename, dirname, join } from 'node:path';
import { LIMITS } from '../../core/limits.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import type { Problem } from '../../core/problem.ts';
import { checkPlanApprovals } from '../approvals.ts';
import type { PhaseInput } from './phase.ts';

export interface JudgedApprovals {
  /** Copies of those that count, in the folder of the plan. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/** Judges what was given, or what lies in the plan's folder; keeps what counts. Keeps nothing where too little does. */
export async function keepApprovals(input: PhaseInput, planFile: string): Promise<JudgedApprovals> {
  const { run, approvals, settings, ports } = input;
  const judged = await checkPlanApprovals(
    planFile,
    { approvalFiles: approvals, orchestratedRun: run.id, policy: settings.policy, signers: settings.signers },
    ports,
  );
  if (judged.problems.length > 0) return { files: [], problems: judged.problems };
  const files: string[] = [];
  for (const { file, sha256 } of judged.counted) {
    const copy = keptName(planFile, file, sha256);
    if (!(await ports.files.exists(copy))) {
      const [statement, signature] = [
        await ports.files.read(file, LIMITS.approval),
        await ports.files.read(`${file}.sig`, LIMITS.approval),
      ];
      await ports.output.write(`${copy}.sig`, [signature]);
      await ports.output.write(copy, [statement]);
    }
    files.push(copy);
  }
  return { files, problems: [] };
}

function keptName(planFile: string, file: string, sha256: string): string {
  const short = sha256.slice(0, 12);
  const name = basename(file, '.json');
  return join(dirname(planFile), FOLDER.approvals, `${name.endsWith(short) ? name : `${name}.${short}`}.json`);
}
