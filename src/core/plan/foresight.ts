/**
 * What a plan may run into that no gate refuses: a COMMIT whose time grows with the square of the units. A guard that
 * runs at COMMIT for every row and joins tables is planned from the statistics of the moment; when autoanalyze runs in
 * the middle of a large first cut into all but empty tables, it sees them nearly empty, and the join that is right for
 * few rows is run for all. Guards belong to the owner of the database; cutter changes none of them.
 */
import type { Snapshot } from './snapshot.ts';

export interface Foreseen {
  readonly what: string;
  /** What the owner can do, each a sentence. */
  readonly choices: readonly string[];
}

/** Fewer units are written in seconds, whatever the guards do. */
const MANY = 2_000;
const TABLES = ['public.information_unit', 'public.unit_version'];

/** `create`: units that the plan writes. */
export function foresee(
  { catalogue, outside, units }: Pick<Snapshot, 'catalogue' | 'outside' | 'units'>,
  create: number,
): readonly Foreseen[] {
  // Statistics of tables as large as the cut lead to plans that hold for it.
  if (create < MANY || outside.units + units.length >= create) return [];
  return Object.entries(catalogue).flatMap(([name, definition]) => {
    const table = TABLES.find((one) => name.startsWith('trigger ') && name.endsWith(` on ${one}`));
    if (table === undefined || !definition.includes('DEFERRABLE')) return [];
    const guard = functionOf(definition);
    if (guard === undefined || !reached(`function ${guard}`, catalogue).some(joins)) return [];
    return [
      {
        what: `The guard ${guard} of ${table} joins tables for every row at COMMIT, and ${create} units go into tables that hold ${outside.units + units.length}: if autoanalyze runs in the middle of the cut, COMMIT may take time that grows with the square of the units.`,
        choices: [
          `Have the owner write ${guard} as look-ups by primary key, without a join: then nothing can turn.`,
          `Or have the owner keep autoanalyze away until the cut is done: ALTER TABLE ${table} SET (autovacuum_enabled = false); afterwards RESET (autovacuum_enabled) and ANALYZE.`,
          'Try it first: `cutter apply --dry-run` runs the guards too, and its time is that of the cut.',
        ],
      },
    ];
  });
}

/** `public.fn()` of `... EXECUTE FUNCTION public.fn()`, as the catalogue names it. */
function functionOf(definition: string): string | undefined {
  const words = definition.split(' ');
  const at = words.indexOf('EXECUTE');
  const called = at === -1 ? undefined : words[at + 2];
  return called === undefined ? undefined : `${called.slice(0, called.indexOf('('))}()`;
}

/** The definition of a function, and of those that it calls: their names stand in its body. */
function reached(first: string, catalogue: Snapshot['catalogue']): readonly string[] {
  const found = new Map<string, string>();
  const open = [first];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const definition = catalogue[name];
    if (definition === undefined || found.has(name)) continue;
    found.set(name, definition);
    for (const other of Object.keys(catalogue)) {
      if (!other.startsWith('function ')) continue;
      const called = other.slice(other.indexOf('.') + 1, other.indexOf('('));
      if (definition.includes(`${called}(`)) open.push(other);
    }
  }
  return [...found.values()];
}

/** Whether a body reads two tables in one query: by JOIN, by a list behind FROM, or in a query within. Comments and literals are left out. */
function joins(definition: string): boolean {
  const code = definition
    .split('\n')
    .map((line) => line.split('--')[0])
    .join(' ')
    // Every second piece is the text of a literal.
    .split("'")
    .filter((_, index) => index % 2 === 0)
    .join(' ')
    .toLowerCase();
  return code.split(';').some(readsTwo);
}

function readsTwo(query: string): boolean {
  const words = query.split(/[^a-z0-9_,.]+/);
  if (words.includes('join')) return true;
  const queries = words.filter((word) => word === 'select').length;
  const sources = words.filter((word, index) => word === 'from' && words[index - 1] !== 'distinct').length;
  if (queries > 1 && sources > 1) return true;
  return words.some((word, index) => {
    if (word !== 'from') return false;
    // A table may have an alias, with or without AS, before the comma.
    const next = words.slice(index + 1, index + 5);
    const end = next.findIndex((one) => ENDS.has(one));
    return next.slice(0, end === -1 ? next.length : end).some((one) => one.includes(','));
  });
}

const ENDS = new Set(['where', 'group', 'order', 'limit', 'for', 'union', 'loop', 'from']);
