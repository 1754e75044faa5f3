/** What an audit pack answers to one question. */
/** Reasons against it, and what was looked at; `open` = it cannot be said yet. */
export interface Answered {
  readonly wrong: readonly string[];
  readonly looked: string;
  readonly open?: boolean;
}
