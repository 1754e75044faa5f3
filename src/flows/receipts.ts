import { dirname, join } from 'node:path';
import { sha256 } from '../core/hash.ts';
import { LIMITS } from '../core/limits.ts';
import { FOLDER } from '../core/plan/folder.ts';
import type { PlanHeader } from '../core/plan/plan.ts';
import type { Receipt } from '../core/receipt.ts';
import type { Files } from '../ports.ts';
import { openPlan } from './open-plan.ts';

export interface FoundReceipt {
  readonly file: string;
  readonly sha256: string;
  readonly receipt: Receipt;
}

/** The receipt of the run that applied a plan; a receipt that cannot be read proves nothing, and takes nothing away. */
export async function appliedReceipt(
  planFile: string,
  planSha256: string,
  files: Files,
): Promise<FoundReceipt | undefined> {
  const listed = await files.list(join(dirname(planFile), FOLDER.receipts));
  if (listed.length === 0) return undefined;
  // Most plans have none yet, and what reads them need not be loaded.
  const { readReceipt } = await import('../formats/receipt.ts');
  for (const file of listed) {
    const bytes = await files.read(file, LIMITS.receipt);
    const receipt = readReceipt(bytes, file);
    if (!receipt.ok || receipt.value.outcome !== 'applied' || receipt.value.plan_sha256 !== planSha256) continue;
    return { file, sha256: sha256(bytes), receipt: receipt.value };
  }
  return undefined;
}

/** Folder, within that of a cut, of the plan that cuts a tracked request. */
export const TRACKED_CUT_FOLDER = 'tracked-cut';

/** Folder of the plan that records a cut, and makes it where both are one transaction. */
export const RECORD_FOLDER = 'record';

/** The receipt of the run that made a cut: by its own plan, or by one that carried it out. */
export async function receiptOfCut(
  planFile: string,
  planSha256: string,
  files: Files,
): Promise<FoundReceipt | undefined> {
  const own = await appliedReceipt(planFile, planSha256, files);
  if (own !== undefined) return own;
  for (const folder of [TRACKED_CUT_FOLDER, RECORD_FOLDER]) {
    const carrying = join(dirname(planFile), folder, FOLDER.plan);
    if (!(await files.exists(carrying))) continue;
    const { header, end } = await openPlan(files, carrying);
    if (header.parent?.sha256 !== planSha256 || header.changes.create === 0) continue;
    const found = await appliedReceipt(carrying, end.sha256, files);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a receipt says that exactly the planned rows were written to the planned tables. */
export function receiptHolds({ expect }: PlanHeader, { rows }: Receipt): boolean {
  return (
    Object.entries(expect.inserted).every(([table, count]) => rows.inserted[table] === count) &&
    Object.entries(expect.updated).every(([table, count]) => rows.updated[table] === count)
  );
}
