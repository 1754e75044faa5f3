/** Compares two plan files by unit. */
import { diffPlans, isSame, type PlanDiff } from '../core/plan/diff.ts';
import type { PlanUnit } from '../core/plan/units.ts';
import { readPlan } from '../formats/plan.ts';
import type { Files } from '../ports.ts';

export interface Compared {
  readonly diff: PlanDiff;
  readonly same: boolean;
  readonly files: { readonly before: NamedFile; readonly after: NamedFile };
}

interface NamedFile {
  readonly path: string;
  readonly sha256: string;
}

/** Throws Stop for a plan that cannot be read. */
export async function comparePlans(before: string, after: string, files: Files): Promise<Compared> {
  const [old, fresh] = [await load(before, files), await load(after, files)];
  const diff = diffPlans(old.side, fresh.side);
  return { diff, same: isSame(diff), files: { before: old.file, after: fresh.file } };
}

async function load(path: string, files: Files) {
  const reader = readPlan(files.stream(path), path);
  const header = await reader.header();
  const units: PlanUnit[] = [];
  let first = 1;
  for await (const statements of reader.units()) {
    units.push({ address: statements[0]?.[1] ?? '', first, statements });
    first += statements.length;
  }
  const { sha256 } = await reader.end();
  return { side: { header, units }, file: { path, sha256 } };
}
