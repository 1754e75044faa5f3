/** Rows of the ledger as the rows of a plan: which statement leaves which, and how they are read back. */
import type { LiveRows, RegisteredTemplate } from '../kinds/kind.ts';
import type { Statement } from '../plan/plan.ts';
import { RowCollector, type RowsDigest } from '../plan/rows.ts';
import { digestOf, eachOf } from '../sql/survey.ts';
import type { LedgerInsert } from './insert.ts';
import { CHAIN, qualified } from './tables.ts';

/** Inserts by the name of their template. */
export type Inserts = Readonly<Record<string, LedgerInsert>>;

export const insertTemplates = <T extends Inserts>(inserts: T): { readonly [name in keyof T]: RegisteredTemplate } =>
  Object.fromEntries(Object.entries(inserts).map(([name, { template }]) => [name, template])) as {
    [name in keyof T]: RegisteredTemplate;
  };

/** Every statement is a unit of its own. */
export const standingAlone = (templates: readonly string[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(templates.map((name) => [name, [name]]));

type Shared = Readonly<Record<string, string>>;

/** The row of a unit that is one insert; undefined for a statement that inserts nothing. */
export const insertedText =
  (inserts: Inserts) =>
  (shared: Shared): ((unit: readonly Statement[]) => string | undefined) => {
    const texts = new Map(Object.entries(inserts).map(([name, insert]) => [name, insert.text(shared)]));
    return ([statement]) => (statement === undefined ? undefined : texts.get(statement[0])?.(statement));
  };

export const insertedKey =
  (inserts: Inserts) =>
  (shared: Shared) =>
  ([statement]: readonly Statement[]): string =>
    statement === undefined ? '' : (inserts[statement[0]]?.key(shared, statement) ?? '');

/** The digest of the rows that statements insert. */
export function insertedRows(inserts: Inserts, shared: Shared, units: Iterable<readonly Statement[]>): RowsDigest {
  const collector = new RowCollector();
  const text = insertedText(inserts)(shared);
  const key = insertedKey(inserts)(shared);
  for (const unit of units) {
    const row = text(unit);
    if (row !== undefined) collector.add(key(unit), row);
  }
  return collector.result();
}

/** Rows by table, with the links that the chain gets for them. */
export function insertedCounts(inserts: Inserts, units: Iterable<readonly Statement[]>): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (table: string): void => {
    counts[table] = (counts[table] ?? 0) + 1;
  };
  for (const unit of units) {
    for (const [name] of unit) {
      const insert = inserts[name];
      if (insert === undefined) continue;
      add(qualified(insert.table));
      add(CHAIN);
    }
  }
  return counts;
}

/** One SELECT of all rows that the conditions name, by template. */
export const liveRowsSql = (inserts: Inserts, conditions: Readonly<Record<string, string>>): string =>
  Object.entries(conditions)
    .map(([name, condition]) => inserts[name]?.live(condition))
    .join('\nUNION ALL\n');

export const liveRows = (sql: string, parameters: readonly (string | null)[]): LiveRows => ({
  digest: { sql: digestOf(sql), parameters },
  rows: { sql: eachOf(sql), parameters },
});
