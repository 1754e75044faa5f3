/** The evidence of a run that is finished, written once. */
import { join } from 'node:path';
import { PACK } from '../core/audit/pack.ts';
import { Stop } from '../core/problem.ts';
import type { Run } from '../core/run/replay.ts';
import { LAST } from '../core/run/states.ts';
import type { RunLock, RunStore } from '../ports.ts';
import { auditRun } from './audit.ts';
import type { Wire } from './wire.ts';

export interface RunEvidence {
  /** The page to open; absent = it could not be written. */
  readonly report?: string;
  /** Of the pack; absent where it was there already. */
  readonly verdict?: 'PASS' | 'FAIL' | 'BLOCKED';
  readonly problems: readonly { readonly code: string; readonly message: string; readonly hint: string }[];
}

/** Undefined for a run that is not finished, or that was only to plan. What goes wrong takes nothing from the run. */
export async function evidenceOfRun(wire: Wire, store: RunStore, run: Run): Promise<RunEvidence | undefined> {
  if (run.state !== LAST || run.mode === 'plan') return undefined;
  const { defaultFolder } = await import('../flows/audit/write.ts');
  const folder = defaultFolder(run);
  const report = join(folder, PACK.reportHtml);
  const written = (): Promise<boolean> => wire.files.exists(join(folder, PACK.index));
  if (await written()) return { report, problems: [] };
  let lock: RunLock | undefined;
  try {
    // What another process is writing is not for this one to take away.
    lock = await store.lock(`audit-${run.id}`);
    if (await written()) return { report, problems: [] };
    const { evidence } = await auditRun(wire, store, run.id);
    return { report, verdict: evidence.verdict, problems: [] };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { problems: error.problems.map(({ code, message, hint }) => ({ code, message, hint })) };
  } finally {
    await lock?.release();
  }
}
