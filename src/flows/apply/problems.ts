/** What can be wrong with an apply beyond gates and statements. */
import type { Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { DatabaseFailure } from '../../ports.ts';

export const commitRefused = (failure: DatabaseFailure): Problem => ({
  code: 'apply.commit_refused',
  message: `The database refused COMMIT: ${failure.message} (SQLSTATE ${failure.sqlstate})`,
  hint: 'Nothing was written. Correct what the database says, then apply again.',
});

export const emptyPlan: Problem = {
  code: 'gate.cut_once',
  message: 'This plan writes nothing: when it was made, everything was there already; now it is not.',
  hint: 'Run `cutter plan` again.',
};

export interface AfterCommit {
  /** What the server said to COMMIT instead of doing it. */
  readonly refused: readonly Problem[];
  /** Why it could not be found out what became of it. */
  readonly reasons: readonly string[];
  /** The file. */
  readonly receipt: string;
}

/** What a person is told once COMMIT was sent. */
export function problemsAfterCommit(outcome: Outcome, { refused, reasons, receipt }: AfterCommit): readonly Problem[] {
  if (outcome === 'applied') return [];
  if (outcome === 'in_doubt') {
    return [
      {
        code: 'apply.in_doubt',
        message: 'COMMIT was sent, and it could not be found out for certain whether it took effect.',
        place: { file: receipt },
        hint: `Do not apply again yet. When the server answers, run \`cutter resolve ${receipt}\`: it settles the run.`,
        ...(reasons.length === 0 ? {} : { detail: reasons }),
      },
    ];
  }
  if (refused.length > 0) return refused;
  return [
    {
      code: 'apply.not_there',
      message: 'COMMIT was sent, and the transaction was rolled back: none of its rows are there.',
      hint: 'Nothing was written. Check the server, then apply again.',
    },
  ];
}
