/** What both renderings of a difference say in the same words. */
import { type Change, isSame, type PlanDiff, type UnitSide } from '../core/plan/diff.ts';
import { grouped } from './numbers.ts';
import type { PlanFile } from './rendering.ts';
import { shellPath } from './shell.ts';

export interface DiffFiles {
  readonly before: PlanFile;
  readonly after: PlanFile;
}

/** Two sentences: units by what became of them, and how much differs elsewhere. */
export function diffSummary(diff: PlanDiff): string[] {
  const units = [
    `${grouped(diff.changed.length)} changed`,
    `${grouped(diff.added.length)} added`,
    `${grouped(diff.removed.length)} removed`,
    `${grouped(diff.same)} the same`,
  ];
  const lists = [
    `header: ${grouped(diff.header.length)}`,
    `catalogue: ${grouped(diff.catalogue.length)}`,
    `exclusions: ${grouped(diff.exclusions.length)}`,
  ];
  return [`Diff: ${units.join(', ')}.`, `Differences elsewhere: ${lists.join(', ')}.`];
}

export const ORDER_DIFFERS = 'Units that both plans hold stand in another order.';

/** The command that shows the difference with nothing folded. */
export const fullDiffCommand = ({ before, after }: DiffFiles): string =>
  `cutter diff ${shellPath(before.path)} ${shellPath(after.path)} --full`;

/** What people wrote comes before what derives from it. */
export function textsFirst(changes: readonly Change[]): readonly Change[] {
  const derived = ({ before, after }: Change): number =>
    Number(isDigestOrId(before ?? '') || isDigestOrId(after ?? ''));
  return [...changes].sort((a, b) => derived(a) - derived(b));
}

export const isDigestOrId = (value: string): boolean => /^[0-9a-f]{8}[0-9a-f-]{24,56}$/.test(value);

/** Section type and title of a unit, where it has them. */
export const labels = ({ values }: UnitSide): string[] =>
  [values.get('section_type'), values.get('title')].filter((value) => typeof value === 'string');

/** What `--json` prints. Units added and removed are given with all their values, so that nothing needs the plans. */
export const diffJson = (diff: PlanDiff, { before, after }: DiffFiles) => ({
  before,
  after,
  same: isSame(diff),
  units: {
    added: diff.added.map(sideJson),
    removed: diff.removed.map(sideJson),
    changed: diff.changed.map(({ address, changes }) => ({ address, changes })),
    same: diff.same,
    reordered: diff.reordered,
  },
  header: diff.header,
  catalogue: diff.catalogue,
  exclusions: diff.exclusions,
});

const sideJson = ({ address, values }: UnitSide) => ({ address, values: Object.fromEntries(values) });
