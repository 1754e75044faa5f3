/** What an apply within a run is asked for. */
import { dirname, join } from 'node:path';
import { FOLDER } from '../../../core/plan/folder.ts';
import type { ApplyRequest } from '../../apply/request.ts';
import { readLaneKeys } from '../../lanes.ts';
import { attemptId } from '../known.ts';
import type { PhaseInput } from '../phase.ts';

export async function applyRequest(
  { run, settings, ports }: PhaseInput,
  planFile: string,
  approvalFiles: readonly string[],
): Promise<ApplyRequest> {
  const lanes = await readLaneKeys(settings.laneKeyFiles, settings.signers, ports);
  const receipts = await ports.files.list(join(dirname(planFile), FOLDER.receipts));
  return {
    planFile,
    approvalFiles,
    orchestratedRun: run.id,
    dryRun: false,
    run: attemptId(run, receipts),
    environment: settings.environment,
    policy: settings.policy,
    signers: settings.signers,
    ...(lanes === undefined ? {} : { lanes }),
    backup: backupOf(run.facts.backup_sha256 === undefined ? undefined : run.facts.backup, settings.backup),
    tool: settings.tool,
    signal: settings.signal,
  };
}

const backupOf = (file: string | undefined, backup: PhaseInput['settings']['backup']) => ({
  ...backup,
  ...(file === undefined ? {} : { file }),
});
