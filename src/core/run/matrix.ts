/**
 * The row-count matrix: for every table what was there, what the plans of the run wrote, and what is there. Rows are
 * counted around what the run writes: others who write in that time show as a difference, in tables that the run writes to
 * as in those that it does not; what they write while it waits for an approval does not.
 */

/** Rows by table, as a fact: `public.unit_version 60, ...`, sorted. */
export const countsText = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([table, rows]) => `${table} ${rows}`)
    .join(', ');

export function countsOf(text: string): ReadonlyMap<string, number> {
  const entries = text === '' ? [] : text.split(', ');
  return new Map(
    entries.map((entry) => [entry.slice(0, entry.lastIndexOf(' ')), Number(entry.slice(entry.lastIndexOf(' ') + 1))]),
  );
}

/** Counts, and what came to them between two others; all as `countsText` has them. */
export function grownBy(rows: string, from: string, to: string): string {
  const [had, before, after] = [countsOf(rows), countsOf(from), countsOf(to)];
  const tables = [...new Set([...had.keys(), ...after.keys()])];
  const count = (counts: ReadonlyMap<string, number>, table: string): number => counts.get(table) ?? 0;
  return countsText(
    new Map(tables.map((table) => [table, count(had, table) + count(after, table) - count(before, table)])),
  );
}

export interface MatrixRow {
  readonly table: string;
  readonly before: number;
  /** Inserted by the plans of the run, and by triggers for them. */
  readonly planned: number;
  readonly after: number;
  readonly exact: boolean;
}

/** Tables that triggers write to, and what they add for rows of other tables, where a plan does not say it itself. */
const BY_TRIGGER: Readonly<Record<string, (inserted: Readonly<Record<string, number>>) => number>> = {
  'public.birth_registry': (inserted) => inserted['public.information_unit'] ?? 0,
  'cutter_governance.ledger_chain': (inserted) =>
    Object.entries(inserted).reduce(
      (sum, [table, rows]) => (table.startsWith('cutter_governance.') ? sum + rows : sum),
      0,
    ),
};

/** Tables about the work itself: they grow with every step, and with every try. */
const ABOUT_WORK = ['cutter_governance.run_transition', 'cutter_governance.execution_arming'];

export function matrixOf(
  before: ReadonlyMap<string, number>,
  inserted: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly MatrixRow[] {
  const tables = [...new Set([...before.keys(), ...after.keys()])]
    .filter((table) => !ABOUT_WORK.includes(table))
    .sort();
  return tables.map((table) => {
    const [was, is] = [before.get(table) ?? 0, after.get(table) ?? 0];
    const planned = inserted.get(table) ?? 0;
    return { table, before: was, planned, after: is, exact: was + planned === is };
  });
}

/** Rows by table that plans insert, each given as its header expects it, with what triggers add. */
export function insertedBy(plans: readonly Readonly<Record<string, number>>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const add = (table: string, rows: number): void => void sums.set(table, (sums.get(table) ?? 0) + rows);
  for (const inserted of plans) {
    for (const [table, rows] of Object.entries(inserted)) add(table, rows);
    for (const [table, rows] of Object.entries(BY_TRIGGER)) if (!(table in inserted)) add(table, rows(inserted));
  }
  return sums;
}
