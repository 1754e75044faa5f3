import { type Problem, Stop } from '../core/problem.ts';
import { DatabaseFailure } from '../ports.ts';

/** SQLSTATEs that say what the role may not do or what is not there. */
const INSUFFICIENT_PRIVILEGE = '42501';
const UNDEFINED = new Set(['42P01', '3F000', '42883', '42703']);

/** A failure of a read, outside any write, as a Stop; any other error unchanged. */
export function asStop(error: unknown): unknown {
  if (!(error instanceof DatabaseFailure)) return error;
  return new Stop([failureProblem(error)], error);
}

function failureProblem(failure: DatabaseFailure): Problem {
  const message =
    failure.sqlstate === undefined ? failure.message : `${failure.message} (SQLSTATE ${failure.sqlstate})`;
  if (failure.connectionLost) {
    return { code: 'database.unreachable', message, hint: 'Check that the server is up, then run the command again.' };
  }
  if (failure.sqlstate === INSUFFICIENT_PRIVILEGE) {
    return { code: 'database.permission', message, hint: failure.hint ?? 'Have the owner grant what the lane needs.' };
  }
  if (failure.sqlstate !== undefined && UNDEFINED.has(failure.sqlstate)) {
    return {
      code: 'database.absent',
      message,
      hint: 'Check that this database is provisioned (`cutter sandbox sql` shows how).',
    };
  }
  return {
    code: 'database.unreachable',
    message,
    hint: failure.hint ?? "Read the server's message, then run the command again.",
  };
}
