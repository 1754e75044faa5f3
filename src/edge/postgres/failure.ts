/** What the server or the connection reported, as a DatabaseFailure. DETAIL, WHERE and internal queries quote rows: dropped. */
import { type BoundStatement, DatabaseFailure } from '../../ports.ts';

/** An ErrorResponse as node-postgres hands it over. */
export interface ServerError extends Error {
  /** SQLSTATE */
  readonly code: string;
  readonly hint?: string | undefined;
  readonly constraint?: string | undefined;
  readonly table?: string | undefined;
}

/** Whether the server said it (five characters of SQLSTATE and a severity), rather than the socket or the driver. */
export const saidByServer = (error: unknown): error is ServerError =>
  error instanceof Error && 'code' in error && 'severity' in error && /^[0-9A-Z]{5}$/.test(String(error.code));

export function serverFailure(error: ServerError, statement?: BoundStatement): DatabaseFailure {
  return new DatabaseFailure({
    message: error.message,
    sqlstate: error.code,
    hint: error.hint,
    constraint: error.constraint,
    table: error.table,
    statement,
  });
}

/**
 * The connection ended with a question unanswered. `lastWords` is what was reported before it ended: a server that
 * ends a session says why in an ordinary error first.
 */
export function connectionLost(lastWords: Error | undefined): DatabaseFailure {
  const reason =
    lastWords === undefined
      ? 'the connection ended'
      : saidByServer(lastWords)
        ? `${lastWords.message} (SQLSTATE ${lastWords.code})`
        : lastWords.message || String((lastWords as NodeJS.ErrnoException).code);
  return new DatabaseFailure({
    message: `The connection to the database was lost: ${reason}.`,
    // An error of the server may quote rows; one of the socket does not.
    cause: saidByServer(lastWords) ? undefined : lastWords,
  });
}
