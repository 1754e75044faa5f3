/**
 * The survey: the snapshot of a plan that follows from another. It holds what the database answered to the questions of
 * the plan's kind. Shape: schemas/survey.schema.json; the file is snapshot.json.
 *
 * Apply asks the same questions in its transaction and compares digests (plan/rows.ts): the row text is the columns in
 * their order, the first column is the key of the row, and no two rows of one part have the same.
 */
import { RowCollector, type RowsDigest, rowText } from './rows.ts';
import type { Identity } from './snapshot.ts';

export const SURVEY_FORMAT = 'cutter.survey/1';

/** One question: columns by name as text expressions, and where they come from. */
export interface SurveyPart {
  readonly name: string;
  readonly columns: readonly (readonly [name: string, expression: string])[];
  /** What stands behind FROM; asks with `$1`, `$2` ... */
  readonly from: string;
  readonly parameters: readonly (string | null)[];
}

export type SurveyRow = Readonly<Record<string, string | null>>;

/** One row of an answer, as it stands in a line of the file: the part, then its columns. */
export type SurveyRecord = readonly [part: string, ...values: (string | null)[]];

export interface Survey {
  readonly format: typeof SURVEY_FORMAT;
  readonly kind: string;
  readonly target: Identity & { readonly server_version: string; readonly principal: string };
  /** Catalogue objects a plan depends on: name to definition. */
  readonly catalogue: Readonly<Record<string, string>>;
  /** The names of the columns of each part. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly rows: readonly SurveyRecord[];
}

/** The rows of one part by the names of their columns, in the order of their keys. */
export function answerOf(survey: Survey, part: string): readonly SurveyRow[] {
  const names = survey.columns[part] ?? [];
  return survey.rows
    .filter(([name]) => name === part)
    .map(([, ...values]) => Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])));
}

/** The digest of every part's answer. */
export function premisesOf(survey: Survey): Readonly<Record<string, RowsDigest>> {
  const collectors = new Map(Object.keys(survey.columns).map((name) => [name, new RowCollector()]));
  for (const [part, ...values] of survey.rows) collectors.get(part)?.add(values[0] ?? '', rowText(values));
  return Object.fromEntries([...collectors].map(([name, collector]) => [name, collector.result()]));
}

/** Whether the survey answers these very questions. */
export const answers = (survey: Survey, parts: readonly SurveyPart[]): boolean =>
  JSON.stringify(Object.entries(survey.columns)) ===
  JSON.stringify(parts.map(({ name, columns }) => [name, columns.map(([column]) => column)]));
