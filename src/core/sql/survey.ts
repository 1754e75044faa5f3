/** The questions of a survey as SQL: all rows for planning, or their digest for a comparison. */
import type { Question } from '../plan/question.ts';
import type { SurveyPart } from '../plan/survey.ts';

/** A row text as plan/rows.ts defines it. */
export const textOf = (expressions: readonly string[]): string =>
  `array_to_string(ARRAY[${expressions.join(', ')}]::text[], E'\\x1f', '\\N')`;

/** Count and digest of rows given as `key` and `text`. */
export const digestOf = (rows: string): string => `
SELECT count(*)::text AS count, encode(sha256(coalesce(string_agg(sha256(convert_to(r.text, 'UTF8')), ''::bytea ORDER BY r.key COLLATE "C"), ''::bytea)), 'hex') AS digest
FROM (${rows}) AS r`;

/** The key of each row and the SHA-256 of its text. */
export const eachOf = (rows: string): string => `
SELECT r.key AS address, encode(sha256(convert_to(r.text, 'UTF8')), 'hex') AS digest
FROM (${rows}) AS r ORDER BY r.key COLLATE "C"`;

/** The columns under the names c0, c1 ..., ordered by the key. */
export const partRows = ({ columns, from, parameters }: SurveyPart): Question => ({
  sql: `SELECT ${columns.map(([, expression], at) => `${expression} AS c${at}`).join(', ')} FROM ${from} ORDER BY (${columns[0]?.[1]}) COLLATE "C"`,
  parameters,
});

export const partDigest = ({ columns, from, parameters }: SurveyPart): Question => ({
  sql: digestOf(
    `SELECT ${columns[0]?.[1]} AS key, ${textOf(columns.map(([, expression]) => expression))} AS text FROM ${from}`,
  ),
  parameters,
});
