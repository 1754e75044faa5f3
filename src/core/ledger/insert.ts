/**
 * One row of the ledger: the template that inserts it, the values of a statement, and the text under which the row is
 * compared with the live one. All three follow from the list of columns, so none can forget a column.
 */
import type { RegisteredTemplate } from '../kinds/kind.ts';
import { type JsonTree, jsonbText } from '../plan/jsonb.ts';
import type { ParameterSource, Statement } from '../plan/plan.ts';
import { rowText } from '../plan/rows.ts';
import { textOf } from '../sql/survey.ts';
import { type ColumnType, LEDGER, type LedgerName, qualified } from './tables.ts';

/** Where a column's value comes from; a column that is not named is a value of the statement. */
export interface InsertOptions {
  /** Columns that the server's clock fills; they are not compared. */
  readonly now?: readonly string[];
  /** Columns that move later; they are written and not compared, as the chain leaves them out. */
  readonly moves?: readonly string[];
  /** Columns whose value all statements of the plan share, by the name that it has in the header. */
  readonly shared?: Readonly<Record<string, string>>;
}

export type RowValues = Readonly<Record<string, string | null>>;

export interface LedgerInsert {
  readonly table: LedgerName;
  readonly template: RegisteredTemplate;
  /** The statement that inserts a row; values by column, those that are shared or the server's left out. */
  readonly statement: (template: string, address: string, values: RowValues) => Statement;
  /** Columns that a statement leaves NULL. */
  readonly nulls: (statement: Statement) => readonly string[];
  /** Under which key the row stands among the rows of a plan: table, '/', primary key. */
  readonly key: (shared: RowValues, statement: Statement) => string;
  readonly text: (shared: RowValues) => (statement: Statement) => string;
  /** SELECT of `key` and `text` of the live rows that a condition names. */
  readonly live: (condition: string) => string;
}

export function ledgerInsert(
  table: LedgerName,
  { now = [], moves = [], shared = {} }: InsertOptions = {},
): LedgerInsert {
  const columns = Object.entries(LEDGER[table].columns) as [string, ColumnType][];
  const own = columns.map(([name]) => name).filter((name) => !now.includes(name) && !(name in shared));
  const parameters = columns
    .filter(([name]) => !now.includes(name))
    .map(([name]): ParameterSource => (name in shared ? `shared.${shared[name]}` : `unit.${name}`));
  let parameter = 0;
  const values = columns.map(([name, type]) => {
    if (now.includes(name)) return 'pg_catalog.now()';
    parameter += 1;
    return `$${parameter}::${type}`;
  });
  const compared = columns.filter(([name]) => !now.includes(name) && !moves.includes(name));
  const valueIn = (sharedValues: RowValues, statement: Statement, name: string): string | null =>
    name in shared ? (sharedValues[shared[name] as string] ?? null) : (statement[2][own.indexOf(name)] ?? null);
  const keyOf = (values: readonly (string | null)[]): string => [table, ...values].join('/');
  return {
    table,
    template: {
      sql: `INSERT INTO ${qualified(table)} (${columns.map(([name]) => name).join(', ')}) VALUES (${values.join(', ')})`,
      parameters,
      tag: 'INSERT 0 1',
      writes: { table: qualified(table), verb: 'insert' },
    },
    statement: (template, address, row) => [template, address, own.map((name) => row[name] ?? null)],
    nulls: (statement) => own.filter((_, index) => (statement[2][index] ?? null) === null),
    key: (sharedValues, statement) => keyOf(LEDGER[table].key.map((name) => valueIn(sharedValues, statement, name))),
    text: (sharedValues) => (statement) =>
      rowText([table, ...compared.map(([name, type]) => live(type, valueIn(sharedValues, statement, name)))]),
    live: (condition) => {
      const key = [`'${table}'`, ...LEDGER[table].key.map((name) => `${name}::text`)].join(" || '/' || ");
      const text = textOf([`'${table}'`, ...compared.map(([name, type]) => columnText(name, type))]);
      return `SELECT ${key} AS key, ${text} AS text FROM ${qualified(table)} WHERE ${condition}`;
    },
  };
}

/** A time to the microsecond, as `columnText` gives it. */
const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** A column of a row as text, whatever the settings of the session. */
export const columnText = (expression: string, type: ColumnType): string =>
  type === 'text'
    ? expression
    : type === 'timestamptz'
      ? `to_char(${expression} AT TIME ZONE 'UTC', ${INSTANT})`
      : `${expression}::text`;

/** The text that a value of a statement has once it is stored. */
const live = (type: ColumnType, value: string | null): string | null =>
  type === 'jsonb' && value !== null ? jsonbText(JSON.parse(value) as JsonTree) : value;

/** RFC 3339 with six digits, as the server gives it back. */
export const microseconds = (instant: string): string => {
  const [, seconds = '', fraction = ''] = /^(.*?)(?:\.(\d{1,6}))?Z$/.exec(instant) ?? [];
  return `${seconds}.${fraction.padEnd(6, '0')}Z`;
};
