/** What a check of the ledger can find: a closed set, each with one sentence. */
export const FINDINGS = {
  row_changed: 'the row is not the one that was chained',
  row_missing: 'the row that was chained is not there',
  row_not_chained: 'the row has no link',
  link_missing: 'the number is left out',
  link_out_of_place: 'the link does not follow the one before it',
  link_changed: 'the link does not have the hash of what it says',
  link_repeated: 'the row has a link already',
  link_foreign: 'the link names no table of the ledger',
  status_without_step: 'the status of the request is not the one its history ends with',
  history_broken: 'the steps of the request do not follow each other',
  guard_off: 'the trigger that guards the table is not enabled always',
  head_cut_off: 'the ledger ends before the head that was kept',
  head_differs: 'the link of that number is not the one that was kept: the chain was made anew, or is another one',
  head_foreign: 'the head that was kept is of another database',
  definition_changed: 'the definition is not the one that was kept',
} as const;

export type FindingKind = keyof typeof FINDINGS;

export interface Finding {
  readonly what: FindingKind;
  /** A row (`table key`), a link (`link 12`), a trigger or another object. */
  readonly where: string;
}
