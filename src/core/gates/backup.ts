import { sameTables } from '../backup/compare.ts';
import { CONTENT_TABLES } from '../backup/receipt.ts';
import type { PlanHeader } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { BackupFacts, FoundBackup, SessionFacts } from './facts.ts';
import type { Gate } from './gate.ts';

/** A backup may seem this much younger than now: clocks differ. Seconds. */
const CLOCK_TOLERANCE = 5;

/** G7: a backup of this database, fresh by both clocks, whose file is unchanged, restored once where the policy asks. */
export const backupGate: Gate = {
  id: 'G7',
  title: 'backup',
  closedBy: 'operator',
  applies: ({ backup }) => backup.asked,
  offline: ({ plan, backup }) => {
    const { found } = backup;
    if (found === undefined) return [refusal('There is no backup of this database.')];
    if ('problems' in found) return found.problems;
    return [
      ...ofAnother(plan, found),
      ...incomplete(plan, found),
      ...badAge(backup, found, backup.hostClock, "this machine's clock"),
      ...readable(backup, found),
      ...changed(found),
      ...(backup.restoreTest ? untested(backup, found) : []),
    ];
  },
  online: ({ backup, session }) => {
    const { found } = backup;
    if (found === undefined || 'problems' in found) return [refusal('There is no backup of this database.')];
    return [...badAge(backup, found, session.clock ?? '', "the database's clock"), ...anotherHistory(found, session)];
  },
};

const AGAIN = 'Run `cutter backup`, then apply again.';
const VERIFY = 'Run `cutter backup verify` with the receipt, then apply again.';

const refusal = (
  message: string,
  file?: string,
  { hint = AGAIN, detail }: { readonly hint?: string; readonly detail?: readonly string[] } = {},
): Problem => ({
  code: 'gate.backup',
  message,
  ...(file === undefined ? {} : { place: { file } }),
  hint,
  ...(detail === undefined ? {} : { detail }),
});

function ofAnother({ target }: PlanHeader, { receipt, file }: FoundBackup): Problem[] {
  return (['database', 'system_identifier'] as const)
    .filter((key) => receipt.source[key] !== target[key])
    .map((key) =>
      refusal('The backup is of another database than the one the plan is for.', file, {
        detail: [`plan:   ${key} ${target[key]}`, `backup: ${key} ${receipt.source[key]}`],
      }),
    );
}

/** Every table that the plan writes to, and those that hold the content in any case. */
function incomplete({ expect }: PlanHeader, { receipt, file }: FoundBackup): Problem[] {
  const wanted = new Set([...CONTENT_TABLES, ...Object.keys(expect.inserted), ...Object.keys(expect.updated)]);
  const missing = [...wanted].filter((table) => !Object.hasOwn(receipt.tables, table)).sort();
  return missing.length === 0 ? [] : [refusal(`The backup does not hold: ${missing.join(', ')}.`, file)];
}

function badAge({ maxAgeMinutes }: BackupFacts, { receipt, file }: FoundBackup, now: string, whose: string): Problem[] {
  const seconds = (Date.parse(now) - Date.parse(receipt.taken_at)) / 1000;
  // `!(x <= y)` also refuses a time that could not be read.
  if (!(seconds >= -CLOCK_TOLERANCE)) {
    return [refusal(`By ${whose} (${now}) the backup was taken in the future: ${receipt.taken_at}.`, file)];
  }
  if (!(seconds <= maxAgeMinutes * 60)) {
    const minutes = (seconds / 60).toFixed(1);
    return [refusal(`By ${whose} the backup is ${minutes} minutes old; at most ${maxAgeMinutes} are allowed.`, file)];
  }
  return [];
}

/** Who can decrypt it. */
function readable({ required, recipient }: BackupFacts, { receipt, file }: FoundBackup): Problem[] {
  if (receipt.gpg_fpr === null) {
    return required || receipt.source.kind === 'server'
      ? [refusal('The backup is not encrypted.', file, { hint: `Set backup.gpg_recipient in cutter.yaml. ${AGAIN}` })]
      : [];
  }
  if (recipient === undefined || recipient === receipt.gpg_fpr) return [];
  return [
    refusal('The backup is encrypted to another key than the one that cutter.yaml names.', file, {
      detail: [`cutter.yaml: ${recipient}`, `backup:      ${receipt.gpg_fpr}`],
    }),
  ];
}

function changed({ receipt, artifact, file }: FoundBackup): readonly Problem[] {
  if ('problems' in artifact) return artifact.problems;
  if (artifact.sha256 === receipt.sha256 && artifact.size === receipt.size_bytes) {
    return receipt.gpg_fpr === null || artifact.outside === undefined
      ? []
      : [refusal(`The backup is not encrypted to one key: ${artifact.outside}.`, file)];
  }
  return [
    refusal(`The backup's file ${receipt.artifact_ref} is not as it was written.`, file, {
      detail: [
        `receipt: ${receipt.size_bytes} bytes, SHA-256 ${receipt.sha256}`,
        `file:    ${artifact.size} bytes, SHA-256 ${artifact.sha256}`,
      ],
    }),
  ];
}

function untested({ hostClock }: BackupFacts, found: FoundBackup): readonly Problem[] {
  const { receipt, receiptSha256, verified, file } = found;
  const refuse = (message: string): Problem[] => [refusal(message, file, { hint: VERIFY })];
  if (verified === undefined) return refuse('The backup has not passed a restore test, and the policy asks for one.');
  if ('problems' in verified) return verified.problems;
  if (verified.receipt_sha256 !== receiptSha256 || verified.artifact_sha256 !== receipt.sha256) {
    return refuse('The restore test beside the backup is of another one.');
  }
  if (!sameTables(receipt.tables, verified.tables)) {
    return refuse('The restore test beside the backup found other rows than the backup is said to hold.');
  }
  const passed = Date.parse(verified.restore_test_passed_at);
  const tolerance = CLOCK_TOLERANCE * 1000;
  if (!(passed >= Date.parse(receipt.taken_at) - tolerance && passed <= Date.parse(hostClock) + tolerance)) {
    return refuse(`The restore test cannot have passed at ${verified.restore_test_passed_at}.`);
  }
  return [];
}

/** A server that was restored or failed over may have lost what the backup shows, or hold more. */
function anotherHistory({ receipt, file }: FoundBackup, session: SessionFacts): Problem[] {
  if (receipt.source.timeline === session.timeline) return [];
  return [
    refusal('Since the backup was taken the server was restored or has failed over.', file, {
      detail: [`backup: timeline ${receipt.source.timeline}`, `server: timeline ${session.timeline ?? 'unknown'}`],
    }),
  ];
}
