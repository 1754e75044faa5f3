/**
 * Units of a plan: the statements about one address, which stand together in the plan, and their values by name.
 */
import { valueNames } from '../kinds/kind.ts';
import type { PlanHeader, Statement, Template } from './plan.ts';

export interface PlanUnit {
  readonly address: string;
  /** Number of its first statement in the plan, from 1. */
  readonly first: number;
  readonly statements: readonly Statement[];
}

/** Gathers the statements of a plan into units, in their order. */
export function* unitsOf(statements: Iterable<Statement>): Generator<PlanUnit> {
  let first = 1;
  let open: Statement[] = [];
  for (const statement of statements) {
    const address = open[0]?.[1];
    if (address !== undefined && address !== statement[1]) {
      yield { address, first, statements: open };
      first += open.length;
      open = [];
    }
    open.push(statement);
  }
  if (open[0] !== undefined) yield { address: open[0][1], first, statements: open };
}

/** The value names of each template of a plan; made once for all its statements. */
export const namesByTemplate = (
  templates: Readonly<Record<string, Template>>,
): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(templates).map(([name, template]) => [name, valueNames(template)]));

/**
 * All values of a unit by name, in the order in which its statements first name them. Where two statements give one
 * name different values, the later one stands beside it as `<name> of <template>`: a reader must see both.
 */
export function unitValues(
  names: ReadonlyMap<string, readonly string[]>,
  statements: readonly Statement[],
): ReadonlyMap<string, string | null> {
  const values = new Map<string, string | null>();
  for (const [template, , given] of statements) {
    for (const [index, name] of (names.get(template) ?? []).entries()) {
      const value = given[index] ?? null;
      if (!values.has(name)) values.set(name, value);
      else if (values.get(name) !== value) values.set(`${name} of ${template}`, value);
    }
  }
  return values;
}

/** What a unit's statements do to it. */
export type UnitAction = 'create' | 'update';

/**
 * A unit is created where a statement inserts a row; where a function is called, the counts of the header tell. All
 * else updates what is there.
 */
export function unitAction(header: PlanHeader, statements: readonly Statement[]): UnitAction {
  const verbs = statements.map(([template]) => firstWord(header.templates[template]?.sql ?? ''));
  if (verbs.includes('INSERT')) return 'create';
  const calls = verbs.every((verb) => verb === 'WITH' || verb === 'SELECT');
  return calls && header.changes.create > 0 && header.changes.changed === 0 ? 'create' : 'update';
}

const firstWord = (sql: string): string => /^\s*([A-Za-z]*)/.exec(sql)?.[1]?.toUpperCase() ?? '';
