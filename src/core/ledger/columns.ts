/**
 * Holds the live columns of the ledger against the list that cutter writes by: every column there, none more, each NOT
 * NULL without a default filled. Pure: the live columns are definitions of the catalogue query.
 */
import type { Problem } from '../problem.ts';
import { LEDGER, type LedgerName, qualified } from './tables.ts';

/** Code: `plan.catalogue`. */
export function columnProblems(
  catalogue: Readonly<Record<string, string>>,
  tables: readonly LedgerName[],
): readonly Problem[] {
  return tables.flatMap((table): Problem[] => {
    const definition = catalogue[`columns of ${qualified(table)}`];
    if (definition === undefined) return [refused(`The table ${qualified(table)} is not there, or cannot be seen.`)];
    const live = new Map(definition.split('\n').map(columnOf));
    const wanted = Object.entries(LEDGER[table].columns);
    const missing = wanted.filter(([name]) => !live.has(name)).map(([name]) => name);
    const more = [...live.keys()].filter((name) => !Object.hasOwn(LEDGER[table].columns, name));
    const otherwise = wanted.filter(([name, type]) => live.has(name) && typeOf(live.get(name) ?? '') !== type);
    return [
      ...(missing.length === 0 ? [] : [refused(`${qualified(table)} lacks the column ${missing.join(', ')}.`)]),
      ...(more.length === 0
        ? []
        : [refused(`${qualified(table)} has a column that cutter knows nothing of: ${more.join(', ')}.`)]),
      ...otherwise.map(([name, type]) =>
        refused(`${qualified(table)}.${name} is ${typeOf(live.get(name) ?? '')}; cutter writes ${type}.`),
      ),
    ];
  });
}

/** NOT NULL columns of the live tables for which a row holds no value. */
export function nullProblems(
  catalogue: Readonly<Record<string, string>>,
  table: LedgerName,
  nulls: readonly string[],
): readonly Problem[] {
  const live = new Map((catalogue[`columns of ${qualified(table)}`] ?? '').split('\n').map(columnOf));
  return nulls
    .filter((name) => / not null\b/.test(live.get(name) ?? ''))
    .map((name) => refused(`${qualified(table)}.${name} may not be NULL, and there is no value for it.`));
}

/** `3 status text not null default 'x'::text` */
function columnOf(line: string): [name: string, rest: string] {
  const [, quoted, plain, rest = ''] = /^\d+ (?:"((?:[^"]|"")*)"|(\S+)) (.*)$/.exec(line) ?? [];
  return [quoted?.replaceAll('""', '"') ?? plain ?? line, rest];
}

const TYPES: Readonly<Record<string, string>> = { 'timestamp with time zone': 'timestamptz' };

function typeOf(rest: string): string {
  const type = /^(timestamp with time zone|\S+)/.exec(rest)?.[1] ?? '';
  return TYPES[type] ?? type;
}

const refused = (message: string): Problem => ({
  code: 'plan.catalogue',
  message,
  hint: 'Have the owner bring the ledger to the state that this release writes: `cutter sandbox sql` prints it.',
});
