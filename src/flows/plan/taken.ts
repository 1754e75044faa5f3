/** Whether a plan may be made in a folder: an earlier plan there that was applied, or may have been, stays. */
import { dirname } from 'node:path';
import type { Problem } from '../../core/problem.ts';
import type { Files } from '../../ports.ts';
import { checksum } from '../apply/checksum.ts';
import { appliedReceipt } from '../receipts.ts';
import { openReceipts } from '../resolve.ts';

export async function takenBy(planFile: string, files: Files): Promise<readonly Problem[]> {
  if (!(await files.exists(planFile))) return [];
  const open = await openReceipts(planFile, files);
  if (open.length > 0) return open.map(inDoubt);
  const applied = await appliedReceipt(planFile, await checksum(files, planFile), files);
  return applied === undefined ? [] : [wasApplied(planFile)];
}

const inDoubt = (file: string): Problem => ({
  code: 'apply.in_doubt',
  message: 'An earlier run of the plan in this folder is in doubt.',
  place: { file },
  hint: `Run \`cutter resolve ${file}\`: it settles the run.`,
});

const wasApplied = (file: string): Problem => ({
  code: 'plan.applied',
  message: 'The plan in this folder was applied: it is the evidence of what was written.',
  place: { file: dirname(file) },
  hint: 'If it is the same document, there is nothing to do: `cutter verify` shows it. Else name another folder with --out.',
});
