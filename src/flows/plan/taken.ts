/**
 * Whether a plan may be made in a folder: an earlier plan there that was applied, or may have been, stays; so does what
 * belongs to another document.
 */
import { dirname, join } from 'node:path';
import type { Cut } from '../../core/cut.ts';
import { LIMITS } from '../../core/limits.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import type { Files } from '../../ports.ts';
import { checksum } from '../apply/checksum.ts';
import { openPlan } from '../open-plan.ts';
import { appliedReceipt } from '../receipts.ts';
import { openReceipts } from '../resolve.ts';

/** The cut that is to be planned, and the bytes of its file. */
export interface NewCut {
  readonly cut: Pick<Cut, 'name' | 'prefix'>;
  readonly cutBytes: Uint8Array;
}

export async function takenBy(planFile: string, next: NewCut, files: Files): Promise<readonly Problem[]> {
  const run = await runOf(planFile, next, files);
  if (run.length > 0) return run;
  const other = await otherCut(planFile, next, files);
  return other === undefined ? [] : [other];
}

async function runOf(planFile: string, { cut }: NewCut, files: Files): Promise<readonly Problem[]> {
  if (!(await files.exists(planFile))) return [];
  const open = await openReceipts(planFile, files);
  if (open.length > 0) return open.map(inDoubt);
  const applied = await appliedReceipt(planFile, await checksum(files, planFile), files);
  if (applied === undefined) return [];
  const planned = await plannedCut(planFile, files);
  const another = planned !== undefined && (planned.name !== cut.name || planned.prefix !== cut.prefix);
  return [another ? otherApplied(planFile, planned) : wasApplied(planFile)];
}

/** A cut.yaml that nothing was planned from is somebody's own; a plan of another cut is not replaced by the way. */
async function otherCut(planFile: string, { cut, cutBytes }: NewCut, files: Files): Promise<Problem | undefined> {
  const cutFile = join(dirname(planFile), FOLDER.cut);
  const written = await files.exists(cutFile);
  if (written && Buffer.compare(await files.read(cutFile, LIMITS.cut), cutBytes) === 0) return undefined;
  const planned = (await files.exists(planFile)) ? await plannedCut(planFile, files) : undefined;
  if (planned === undefined)
    return written ? standsThere(cutFile, 'Another cut.yaml stands in this folder') : undefined;
  if (planned.name === cut.name && planned.prefix === cut.prefix) return undefined;
  return standsThere(planFile, `The plan of another cut, ${planned.name} (${planned.prefix}), stands in this folder`);
}

/** Nothing for a plan that cannot be read: it says of no cut that it is its own. */
async function plannedCut(planFile: string, files: Files): Promise<Pick<Cut, 'name' | 'prefix'> | undefined> {
  try {
    return (await openPlan(files, planFile)).header.cut;
  } catch (error) {
    if (error instanceof Stop) return undefined;
    throw error;
  }
}

const standsThere = (file: string, what: string): Problem => ({
  code: 'input.exists',
  message: `${what}, and planning would replace it.`,
  place: { file },
  hint: 'Name another folder with --out, or move what stands there away first; it was not touched.',
});

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

const otherApplied = (file: string, { name, prefix }: NewCut['cut']): Problem => ({
  code: 'plan.applied',
  message: `The plan of another cut, ${name} (${prefix}), was applied from this folder: it is the evidence of what was written.`,
  place: { file: dirname(file) },
  hint: 'Name another folder with --out; this one was not touched.',
});
