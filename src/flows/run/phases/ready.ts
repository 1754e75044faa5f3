/** Everything but the approval is there: backup, grants, gates. */
import { type Problem, Stop } from '../../../core/problem.ts';
import { NO_BACKUP } from '../../../core/run/note.ts';
import { takeBackup } from '../../backup/take.ts';
import { grants } from '../../grants.ts';
import { preflight } from '../../preflight.ts';
import { countRows } from '../count.ts';
import { planFileOf } from '../known.ts';
import type { Phase, PhaseInput } from '../phase.ts';
import { applyRequest } from './request.ts';

export const preWriteBackup: Phase = async (input) => {
  if (!backupAsked(input)) return { end: 'done', facts: { backup: NO_BACKUP } };
  return { end: 'done', facts: await backUp(input) };
};

export const backupAsked = ({ settings: { policy } }: PhaseInput): boolean =>
  policy.require?.backup === true || policy.require?.restore_test === true;

/** Takes a backup; the facts of its receipt. */
export async function backUp({ run, settings, ports }: PhaseInput): Promise<Readonly<Record<string, string>>> {
  const { source, databases } = await ports.dumpSource();
  const { receiptFile, receipt } = await takeBackup(
    {
      directory: settings.backup.directory,
      run: `${run.id}-${run.transitions.length}`,
      recipient: settings.backup.recipient,
      required: true,
      tool: settings.tool,
      signal: settings.signal,
    },
    { ...ports, databases, source, encryption: await ports.encryption() },
  );
  const { sha256, size_bytes, gpg_fpr, artifact_ref, taken_at } = receipt;
  return {
    backup: receiptFile,
    backup_sha256: sha256,
    backup_bytes: String(size_bytes),
    backup_gpg_fpr: gpg_fpr ?? 'none',
    backup_artifact: artifact_ref,
    backup_taken_at: taken_at,
  };
}

/** The right that no run can do without, and every gate that can be closed before anybody approves. */
export const grantProbe: Phase = async (input) => {
  const { run, ports } = input;
  const report = await grants(ports.databases, run.id);
  const lacking = report.probe.filter(({ finding }) => finding !== 'granted');
  if (lacking.length > 0) return { end: 'stopped', problems: lacking.map(lacks) };
  const request = await applyRequest(input, planFileOf(run), []);
  const ahead = await preflight({ ...request, dryRun: true }, ports);
  if (ahead.unreachable.length > 0) throw new Stop(ahead.unreachable);
  // Approving and arming come later: a person does both when the plan has been read. The record of a cut that asks for
  // both in one transaction comes with it, whatever its plan alone would do.
  const open = ahead.preconditions
    .filter(({ state, closedBy, gate }) => state === 'OPEN' && closedBy !== 'approver' && gate !== 'record')
    .flatMap(({ problems }) => problems)
    .filter(({ code }) => code !== 'gate.arming');
  if (open.length > 0) return { end: 'stopped', problems: open };
  return {
    end: 'done',
    facts: {
      rows_before: await countRows(ports.databases, run.id),
      posture: report.posture,
      probed: String(report.probe.length),
      gates_passed: String(ahead.preconditions.filter(({ state }) => state === 'PASS').length),
    },
  };
};

const lacks = ({ role, right, object, finding }: Awaited<ReturnType<typeof grants>>['probe'][number]): Problem => ({
  code: 'database.permission',
  message: `${role} lacks ${right} on ${object} (${finding}).`,
  hint: 'Have the owner run what `cutter grants` prints, then resume the run.',
});
