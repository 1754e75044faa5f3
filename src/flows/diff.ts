/**
 * Compares two plan files by unit. Each is read as a stream, and of a unit that both plans have alike no more than a
 * digest is kept: memory follows the difference, not the plans.
 */
import { sha256 } from '../core/hash.ts';
import { diffPlans, isSame, type PlanDiff } from '../core/plan/diff.ts';
import type { PlanHeader } from '../core/plan/plan.ts';
import { namesByTemplate, type PlanUnit, unitValues } from '../core/plan/units.ts';
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

interface Known {
  readonly digest: string;
  /** Place among the units of the plan. */
  readonly index: number;
  /** The other plan has the address too. */
  found: boolean;
}

/** Throws Stop for a plan that cannot be read. */
export async function comparePlans(before: string, after: string, files: Files): Promise<Compared> {
  const known = new Map<string, Known>();
  /** An address stands twice in one plan: then every unit is compared. */
  let doubled = false;
  const old = await read(before, files, (unit, digest, index) => {
    doubled ||= known.has(unit.address);
    known.set(unit.address, { digest: digest(), index, found: false });
  });

  const fresh: PlanUnit[] = [];
  const differing = new Set<string>();
  let same = 0;
  let last = -1;
  let reordered = false;
  const now = await read(after, files, (unit, digest) => {
    const one = known.get(unit.address);
    if (one !== undefined) {
      doubled ||= one.found;
      one.found = true;
      reordered ||= one.index < last;
      last = one.index;
      if (one.digest === digest()) {
        same += 1;
        return;
      }
      differing.add(unit.address);
    }
    fresh.push(unit);
  });
  for (const [address, { found }] of known) if (!found) differing.add(address);
  known.clear();

  const named = { before: old.file, after: now.file };
  if (doubled) {
    const diff = diffPlans(await load(before, files, old.header), await load(after, files, now.header));
    return { diff, same: isSame(diff), files: named };
  }
  const stale = differing.size === 0 ? [] : await unitsAt(before, files, (address) => differing.has(address));
  const some = diffPlans({ header: old.header, units: stale }, { header: now.header, units: fresh });
  const diff = { ...some, same: some.same + same, reordered };
  return { diff, same: isSame(diff), files: named };
}

const load = async (path: string, files: Files, header: PlanHeader) => ({
  header,
  units: await unitsAt(path, files, () => true),
});

async function unitsAt(path: string, files: Files, wanted: (address: string) => boolean): Promise<PlanUnit[]> {
  const units: PlanUnit[] = [];
  await read(path, files, (unit) => {
    if (wanted(unit.address)) units.push(unit);
  });
  return units;
}

/** Reads a plan to its end. Units of one digest have the same values under the same names. */
async function read(
  path: string,
  files: Files,
  see: (unit: PlanUnit, digest: () => string, index: number) => void,
): Promise<{ readonly header: PlanHeader; readonly file: NamedFile }> {
  const reader = readPlan(files.stream(path), path);
  const header = await reader.header();
  const names = namesByTemplate(header.templates);
  let first = 1;
  let index = 0;
  for await (const statements of reader.units()) {
    const unit: PlanUnit = { address: statements[0]?.[1] ?? '', first, statements };
    const digest = (): string =>
      sha256(JSON.stringify([statements.map(([template]) => template), ...unitValues(names, statements)]));
    see(unit, digest, index++);
    first += statements.length;
  }
  const { sha256: hash } = await reader.end();
  return { header, file: { path, sha256: hash } };
}
