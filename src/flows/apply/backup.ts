/** The facts of gate G7: which backup stands behind this write, and what is asked of it. */
import type { BackupFacts } from '../../core/gates/facts.ts';
import type { Identity } from '../../core/plan/snapshot.ts';
import { Stop } from '../../core/problem.ts';
import { newestReceipt, openBackup } from '../backup/open.ts';
import type { ApplyPorts, ApplyRequest } from './request.ts';

/** Greatest age where cutter.yaml asks for nothing stricter. */
const MAX_AGE_MINUTES = 60;

export async function backupFacts(request: ApplyRequest, target: Identity, ports: ApplyPorts): Promise<BackupFacts> {
  const { backup, policy } = request;
  const restoreTest = policy.require?.restore_test === true;
  const recipient = policy.backup_recipient ?? backup?.recipient;
  const required = restoreTest || policy.require?.backup === true;
  const asked = required || backup?.file !== undefined;
  return {
    asked,
    required,
    restoreTest,
    maxAgeMinutes: Math.min(backup?.maxAgeMinutes ?? MAX_AGE_MINUTES, MAX_AGE_MINUTES),
    ...(recipient === undefined ? {} : { recipient }),
    found: asked ? await find(backup, target, ports) : undefined,
    hostClock: ports.clock.now().toISOString(),
  };
}

async function find(
  backup: ApplyRequest['backup'],
  target: Identity,
  { files }: ApplyPorts,
): Promise<BackupFacts['found']> {
  try {
    const file =
      backup?.file ??
      (backup?.directory === undefined ? undefined : await newestReceipt(files, backup.directory, target));
    return file === undefined ? undefined : await openBackup(files, file);
  } catch (error) {
    if (error instanceof Stop) return { problems: error.problems };
    throw error;
  }
}
