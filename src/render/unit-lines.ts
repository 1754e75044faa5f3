/** One unit of a plan in the terminal: its address first, then every value by name. */

import type { PlanHeader } from '../core/plan/plan.ts';
import { type PlanUnit, type UnitAction, unitAction, unitValues } from '../core/plan/units.ts';
import { type Entry, entryLines } from './entries.ts';
import { type FoldOptions, foldedLines, isText, sizeOf } from './fold.ts';
import { grouped } from './numbers.ts';
import type { Paint } from './paint.ts';
import { visible } from './visible.ts';
import { displayWidth, wrap } from './width.ts';

export const SYMBOLS: Readonly<Record<UnitAction, string>> = { create: '+', update: '~' };
export const ACTION_COLOURS = { create: 'green', update: 'yellow' } as const satisfies Record<UnitAction, keyof Paint>;

const INDENT = 6;
const SHORT_DIGEST = 12;

export function unitLines(
  header: PlanHeader,
  names: ReadonlyMap<string, readonly string[]>,
  unit: PlanUnit,
  options: FoldOptions,
): string[] {
  const values = unitValues(names, unit.statements);
  const title = values.get('title') ?? undefined;
  const sort = values.get('section_type') ?? undefined;
  const { short, long } = entriesOf(unit.address, values, options.full);
  const statements: Entry = [
    'statements',
    `${statementNumbers(unit)}: ${unit.statements.map(([name]) => name).join(', ')}`,
  ];
  return [
    ...headline(unitAction(header, unit.statements), unit.address, sort, title, options),
    ...entryLines([...short, statements], INDENT, options),
    ...long.flatMap(([name, value]) => [
      `${' '.repeat(INDENT)}${options.paint.dim(visible(name))}  ${sizeOf(value)}`,
      ...foldedLines(value, INDENT + 2, options),
    ]),
    '',
  ];
}

/** `  + ICX-CONST/NT-1  principle  "Title"`, the address never broken, the rest below it where it does not fit. */
function headline(
  action: UnitAction,
  address: string,
  sort: string | undefined,
  title: string | undefined,
  { width, paint }: FoldOptions,
): string[] {
  const symbol = paint[ACTION_COLOURS[action]](SYMBOLS[action]);
  const start = `  ${symbol} ${paint.bold(visible(address))}`;
  const rest = [sort === undefined ? '' : visible(sort), title === undefined ? '' : `"${visible(title)}"`]
    .filter((part) => part !== '')
    .join('  ');
  if (rest === '') return [start];
  if (4 + displayWidth(visible(address)) + 2 + displayWidth(rest) <= width) return [`${start}  ${rest}`];
  return [start, ...wrap(rest, width - INDENT).map((line) => `${' '.repeat(INDENT)}${line}`)];
}

/** Values that stand in the headline are left out; an id that was shown already is named instead of repeated. */
function entriesOf(address: string, values: ReadonlyMap<string, string | null>, full: boolean) {
  const short: Entry[] = [];
  const long: Entry[] = [];
  const ids = new Map<string, string>();
  for (const [name, value] of values) {
    if (name === 'title' || name === 'section_type' || (name === 'address' && value === address)) continue;
    if (value === null) short.push([name, 'NULL']);
    else if (UUID.test(value) && ids.has(value)) short.push([name, `same as ${ids.get(value)}`]);
    else if (isText(name, value)) long.push([name, value]);
    else short.push([name, shortValue(value, full)]);
    if (value !== null && !ids.has(value)) ids.set(value, name);
  }
  return { short, long };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function shortValue(value: string, full: boolean): string {
  if (value === '') return '""';
  if (/^[0-9a-f]{64}$/.test(value) && !full) return `${value.slice(0, SHORT_DIGEST)}…`;
  return value;
}

function statementNumbers({ first, statements }: PlanUnit): string {
  const last = first + statements.length - 1;
  return first === last ? grouped(first) : `${grouped(first)}-${grouped(last)}`;
}
