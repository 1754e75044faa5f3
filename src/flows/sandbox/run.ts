import { Stop } from '../../core/problem.ts';
import { DatabaseFailure, type Databases } from '../../ports.ts';
import { demandMark } from './mark.ts';
import { owning } from './owning.ts';

/**
 * Runs SQL of the caller as the owner of a sandbox, in one transaction, with the default search path: what an owner does
 * to a database between a plan and its apply can so be tried out where there is no psql. A real database is refused.
 * Throws Stop: `sandbox.not_marked`, `sandbox.failed`.
 */
export async function sandboxRun(databases: Databases, sql: string, run: string): Promise<void> {
  await owning(databases, `sandbox/${run}`, async (session) => {
    await demandMark(session);
    await session.command('SET LOCAL search_path TO DEFAULT');
    await session.command(sql).catch((error: unknown) => {
      throw error instanceof DatabaseFailure && !error.connectionLost ? refused(error) : error;
    });
  });
}

const refused = (failure: DatabaseFailure): Stop =>
  new Stop(
    [
      {
        code: 'sandbox.failed',
        message: `The server refused the SQL, and nothing was changed: ${failure.message} (SQLSTATE ${failure.sqlstate})`,
        hint: failure.hint ?? 'Correct the SQL, then run it again.',
      },
    ],
    failure,
  );
