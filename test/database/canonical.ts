/** Calls of the canonical writer as the executor, for tests. */
import type { TestDatabase } from '../support/database.ts';
import { type Attempt, attempt } from './reference.ts';

const literal = (value: unknown): string => {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'boolean') return String(value);
  return `'${(typeof value === 'object' ? JSON.stringify(value) : String(value)).replaceAll("'", "''")}'`;
};

/** A call by name: every argument is named, so that the order of the parameters does not matter here. */
export const call = (name: string, args: Readonly<Record<string, unknown>>): string =>
  `SELECT public.${name}(${Object.entries(args)
    .map(([key, value]) => `p_${key} => ${literal(value)}`)
    .join(', ')}) AS answer`;

export interface Answer extends Attempt {
  readonly answer: Readonly<Record<string, unknown>>;
}

/** One call in a transaction of its own. */
export async function called(
  database: TestDatabase,
  name: string,
  args: Readonly<Record<string, unknown>>,
  options: { readonly user?: string; readonly before?: readonly string[]; readonly end?: 'COMMIT' | 'ROLLBACK' } = {},
): Promise<Answer> {
  const { user = 'cutter_exec', before = [], end = 'COMMIT' } = options;
  const done = await attempt(database, user, [...before, call(name, args)], end);
  return { ...done, answer: (done.rows[0]?.answer ?? {}) as Record<string, unknown> };
}

export const newUnit = (address: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  canonical_address: address,
  title: `Title of ${address}`,
  body: `Text of ${address}.`,
  actor: 'cutter_exec/DOT-991/test-cut',
  unit_kind: 'law_unit',
  section_type: 'article',
  owner_ref: 'owner',
  publication_type: 'law',
  parent_ref: null,
  ...more,
});
