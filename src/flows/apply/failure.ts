/** What a failure inside the transaction means to a person. */
import { type Problem, Stop } from '../../core/problem.ts';
import type { ProblemCode } from '../../core/problem-codes.ts';
import { DatabaseFailure } from '../../ports.ts';
import { LOCK_NOT_AVAILABLE } from './lock.ts';

const NOTHING = 'Nothing was written.';
const QUERY_CANCELED = '57014';

/** Problems of an error thrown while a transaction was open. An error of ours goes on as it is. */
export function failureProblems(
  error: unknown,
  during: 'gates' | 'statements' | 'checks',
  interrupted: boolean,
): readonly Problem[] {
  if (error instanceof Stop) return error.problems;
  if (!(error instanceof DatabaseFailure)) throw error;
  return [failureProblem(error, during, interrupted)];
}

function failureProblem(failure: DatabaseFailure, during: string, interrupted: boolean): Problem {
  const { statement, sqlstate } = failure;
  const place = statement === undefined ? {} : { place: { address: statement.address, statement: statement.number } };
  const said = sqlstate === undefined ? failure.message : `${failure.message} (SQLSTATE ${sqlstate})`;
  const problem = (code: ProblemCode, message: string, hint: string): Problem => ({ code, message, hint, ...place });
  if (interrupted && (sqlstate === QUERY_CANCELED || failure.connectionLost)) {
    return problem(
      'apply.interrupted',
      'The run was interrupted before COMMIT was sent.',
      `${NOTHING} Apply again when you are ready.`,
    );
  }
  if (failure.connectionLost) {
    return problem(
      'apply.connection_lost',
      `The connection was lost before COMMIT was sent: ${said}`,
      `${NOTHING} Check the server, then apply again.`,
    );
  }
  if (sqlstate === LOCK_NOT_AVAILABLE && during === 'gates') {
    return problem(
      'gate.lock',
      `Somebody else holds a lock on what the gates look at: ${said}`,
      `${NOTHING} Wait until it is given up (pg_locks says who holds it), then apply again.`,
    );
  }
  if (failure.foundTag !== undefined) {
    return problem(
      'apply.row_count',
      failure.message,
      `${NOTHING} A rule or trigger turned the statement into something else; \`cutter plan --check\` names what changed.`,
    );
  }
  if (during === 'checks') {
    return problem('apply.constraint', `A deferred constraint refused: ${said}`, hintOf(failure));
  }
  return problem('apply.statement_failed', `The database refused: ${said}`, hintOf(failure));
}

const hintOf = (failure: DatabaseFailure): string =>
  failure.hint === undefined
    ? `${NOTHING} Correct what the database says, then plan again.`
    : `${NOTHING} The database says: ${failure.hint}`;
