/** A question to a database, with the values for `$1`, `$2` ... */
export interface Question {
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
}

/** Its rows, as text by column. */
export type Answer = readonly Readonly<Record<string, string | null>>[];
