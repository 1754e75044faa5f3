/**
 * The outcome of an apply, from the evidence alone.
 *
 * Success needs two independent witnesses: the command tag COMMIT (an aborted transaction answers ROLLBACK) and the rows,
 * seen from another connection. When they disagree, or nobody could look, a person decides.
 */
export type Outcome = 'applied' | 'already_applied' | 'refused' | 'rolled_back' | 'in_doubt' | 'dry_run';

export interface Evidence {
  /** How far the run came. `commit` = COMMIT was sent. */
  readonly reached: 'already' | 'gates' | 'statements' | 'dry_run' | 'commit';
  /** The tag that answered COMMIT; null = no answer came. */
  readonly tag?: string | null;
  /** The planned rows, as seen from outside the transaction, after it had ended for certain. */
  readonly rows?: 'all' | 'none' | 'some' | 'not_read';
}

export function outcomeOf({ reached, tag, rows }: Evidence): Outcome {
  switch (reached) {
    case 'already':
      return 'already_applied';
    case 'gates':
      return 'refused';
    case 'statements':
      return 'rolled_back';
    case 'dry_run':
      return 'dry_run';
    case 'commit':
      if (rows === 'all' && (tag === 'COMMIT' || tag === null)) return 'applied';
      if (rows === 'none' && (tag === 'ROLLBACK' || tag === null)) return 'rolled_back';
      return 'in_doubt';
  }
}

/** Exit codes (DESIGN). An outcome is never a count. */
export const EXIT_OF_OUTCOME: Readonly<Record<Outcome, number>> = {
  applied: 0,
  already_applied: 0,
  dry_run: 0,
  refused: 3,
  rolled_back: 4,
  in_doubt: 5,
};
