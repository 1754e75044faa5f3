/**
 * What differs between two plans: units by address, and the header by what a reviewer decides on. Word differences
 * within a text are a matter of showing it.
 */
import type { PlanExclusion, PlanHeader } from './plan.ts';
import { namesByTemplate, type PlanUnit, unitValues } from './units.ts';

export interface PlanSide {
  readonly header: PlanHeader;
  readonly units: Iterable<PlanUnit>;
}

/** A named value before and after; undefined where that side does not have it. */
export interface Change {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One side of a unit: its values by name, with NULL as null. */
export interface UnitSide {
  readonly address: string;
  readonly values: ReadonlyMap<string, string | null>;
}

export interface UnitChange {
  readonly address: string;
  /** Never empty; in the order of the new plan's names. */
  readonly changes: readonly Change[];
  readonly after: UnitSide;
}

export interface PlanDiff {
  /** Kind, cut, target, shared values, templates, expectations, pins, counts. */
  readonly header: readonly Change[];
  /** Catalogue objects by name, with their hashes. */
  readonly catalogue: readonly Change[];
  /** Exclusions by key, each in words. */
  readonly exclusions: readonly Change[];
  readonly added: readonly UnitSide[];
  readonly removed: readonly UnitSide[];
  readonly changed: readonly UnitChange[];
  readonly same: number;
  /** Units that both plans have stand in another order. */
  readonly reordered: boolean;
}

export const isSame = (diff: PlanDiff): boolean =>
  !diff.reordered &&
  [diff.header, diff.catalogue, diff.exclusions, diff.added, diff.removed, diff.changed].every((l) => l.length === 0);

export function diffPlans(before: PlanSide, after: PlanSide): PlanDiff {
  const units = diffUnits(sidesOf(before), sidesOf(after));
  return {
    header: diffMaps(flatHeader(before.header), flatHeader(after.header)),
    catalogue: diffMaps(entriesMap(before.header.catalogue), entriesMap(after.header.catalogue)),
    exclusions: diffMaps(exclusionMap(before.header.exclusions), exclusionMap(after.header.exclusions)),
    ...units,
  };
}

function diffUnits(
  before: ReadonlyMap<string, UnitSide>,
  after: ReadonlyMap<string, UnitSide>,
): Omit<PlanDiff, 'header' | 'catalogue' | 'exclusions'> {
  const added: UnitSide[] = [];
  const changed: UnitChange[] = [];
  let same = 0;
  for (const [address, side] of after) {
    const old = before.get(address);
    if (old === undefined) {
      added.push(side);
      continue;
    }
    const changes = diffMaps(shown(old.values), shown(side.values));
    if (changes.length === 0) same += 1;
    else changed.push({ address, changes, after: side });
  }
  const removed = [...before.values()].filter(({ address }) => !after.has(address));
  const common = (one: ReadonlyMap<string, UnitSide>, other: ReadonlyMap<string, UnitSide>) =>
    [...one.keys()].filter((address) => other.has(address));
  const oldOrder = common(before, after);
  const reordered = common(after, before).some((address, index) => oldOrder[index] !== address);
  return { added, removed, changed, same, reordered };
}

/** Names of both sides: those of the new side in its order, then those only the old side has. */
function diffMaps(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Change[] {
  const names = new Set([...after.keys(), ...before.keys()]);
  return [...names]
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((change) => change.before !== change.after);
}

/** A well-formed plan holds an address in one place; were there a second, it is shown as a unit of its own. */
function sidesOf({ header, units }: PlanSide): ReadonlyMap<string, UnitSide> {
  const names = namesByTemplate(header.templates);
  const sides = new Map<string, UnitSide>();
  for (const { address, statements } of units) {
    const values = new Map(unitValues(names, statements));
    values.set('statements', statements.map(([template]) => template).join(', '));
    const key = freeKey(sides, address);
    sides.set(key, { address: key, values });
  }
  return sides;
}

function freeKey(taken: ReadonlyMap<string, unknown>, key: string): string {
  if (!taken.has(key)) return key;
  let n = 2;
  while (taken.has(`${key} (again, ${n})`)) n += 1;
  return `${key} (again, ${n})`;
}

/** NULL and the text 'NULL' differ. */
const shown = (values: ReadonlyMap<string, string | null>): ReadonlyMap<string, string> =>
  new Map([...values].map(([name, value]) => [name, value === null ? 'NULL' : value === 'NULL' ? "'NULL'" : value]));

const entriesMap = (record: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(record));

function exclusionMap(exclusions: readonly PlanExclusion[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const { key, status, basis, lines, reason } of exclusions) {
    map.set(freeKey(map, key), `${status} (${basis}), ${linesOf(lines)}: ${reason}`);
  }
  return map;
}

const linesOf = ([first, last]: PlanExclusion['lines']): string =>
  first === last ? `line ${first}` : `lines ${first}-${last}`;

/** Every leaf of the header under its path, for example `pins.region_sha256`, but for what has a list of its own. */
function flatHeader(header: PlanHeader): ReadonlyMap<string, string> {
  const { catalogue: _catalogue, exclusions: _exclusions, ...rest } = header;
  const flat = new Map<string, string>();
  const visit = (path: string, value: unknown): void => {
    if (Array.isArray(value)) flat.set(path, value.join(', '));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) visit(path === '' ? name : `${path}.${name}`, item);
    } else if (value !== undefined) flat.set(path, String(value));
  };
  visit('', rest);
  return flat;
}
