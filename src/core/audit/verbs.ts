/** What was said to the server: every statement of a session by its verb, and which verbs each lane may say. */

export type WireLane = 'exec' | 'verify' | 'owner';

/** What none of them may say, and so is not here: DELETE, TRUNCATE, DDL, GRANT, COPY, DO, CALL ... */
const ALLOWED: Readonly<Record<WireLane, readonly string[]>> = {
  exec: ['BEGIN', 'SET', 'SELECT', 'INSERT', 'UPDATE', 'COMMIT', 'ROLLBACK'],
  verify: ['BEGIN', 'SET', 'SELECT', 'INSERT', 'UPDATE', 'COMMIT', 'ROLLBACK', 'DECLARE', 'FETCH', 'CLOSE'],
  owner: [],
};

const MODIFYING = /[()]\s*(INSERT|UPDATE|DELETE|MERGE)\b/g;

/** The verbs of a text, one or more for each statement in it. WITH counts as what it leads to and what it contains. */
export function verbsOf(sql: string): readonly string[] {
  return bare(sql)
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .flatMap((statement) => {
      const verb = /^[A-Z]+/i.exec(statement)?.[0].toUpperCase() ?? '?';
      if (verb !== 'WITH') return [verb];
      const inner = [...statement.toUpperCase().matchAll(MODIFYING)].map((found) => found[1] as string);
      return inner.length === 0 ? ['SELECT'] : inner;
    });
}

/** Without comments, and with nothing between quotes. */
const bare = (sql: string): string =>
  sql
    .replace(/\$([A-Za-z_]*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/"(?:[^"]|"")*"/g, '""')
    .replace(/--[^\n]*/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '');

export interface VerbRow {
  readonly lane: string;
  readonly verb: string;
  readonly count: number;
  readonly allowed: boolean;
}

/** Of counts by `lane VERB`. */
export const verbRows = (counts: ReadonlyMap<string, number>): readonly VerbRow[] =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => {
      const [lane = '', verb = ''] = name.split(' ');
      return { lane, verb, count, allowed: ALLOWED[lane as WireLane]?.includes(verb) ?? false };
    });
