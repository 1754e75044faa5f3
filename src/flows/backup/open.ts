/** A backup on the disk: its receipt, its artefact as it is now, and the record of its restore test. */
import { dirname, join } from 'node:path';
import { HEAD_BYTES, outsideFault } from '../../core/backup/openpgp.ts';
import { BACKUP_FILES } from '../../core/backup/receipt.ts';
import type { FoundBackup } from '../../core/gates/facts.ts';
import { sha256 } from '../../core/hash.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Identity } from '../../core/plan/snapshot.ts';
import { orStop, type Problem, Stop } from '../../core/problem.ts';
import { readBackupReceipt, readBackupVerified } from '../../formats/backup.ts';
import type { Files } from '../../ports.ts';
import { tapped } from './stream.ts';

type Broken = { readonly problems: readonly Problem[] };

export const artifactOf = (file: string, { artifact_ref }: { readonly artifact_ref: string }): string =>
  join(dirname(file), artifact_ref);

/** Throws Stop for a receipt that cannot be read; what else is wrong is in the result. */
export async function openBackup(files: Files, file: string): Promise<FoundBackup> {
  const bytes = await files.read(file, LIMITS.backup);
  const receipt = orStop(readBackupReceipt(bytes, file));
  const verifiedFile = BACKUP_FILES.verified(file);
  return {
    file,
    receiptSha256: sha256(bytes),
    receipt,
    artifact: await problemsOr(async () => {
      const content = tapped(files.stream(artifactOf(file, receipt)));
      let head = Buffer.alloc(0);
      for await (const chunk of content.bytes) {
        if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
      }
      return { ...content.seen(), outside: outsideFault(head) };
    }),
    verified: (await files.exists(verifiedFile))
      ? await problemsOr(async () =>
          orStop(readBackupVerified(await files.read(verifiedFile, LIMITS.backup), verifiedFile)),
        )
      : undefined,
  };
}

/** Receipts looked at in a folder, the newest first; names of runs begin with their time. */
const MOST_LOOKED_AT = 100;

/** The newest backup of this database in a folder, else the newest at all; undefined = there is none. */
export async function newestReceipt(files: Files, directory: string, target: Identity): Promise<string | undefined> {
  const all = (await files.list(directory)).filter(BACKUP_FILES.isReceipt).reverse();
  for (const file of all.slice(0, MOST_LOOKED_AT)) {
    const read = await problemsOr(async () => orStop(readBackupReceipt(await files.read(file, LIMITS.backup), file)));
    if ('problems' in read) continue;
    const { database, system_identifier } = read.source;
    if (database === target.database && system_identifier === target.system_identifier) return file;
  }
  return all[0];
}

async function problemsOr<T>(make: () => Promise<T>): Promise<T | Broken> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof Stop) return { problems: error.problems };
    throw error;
  }
}
