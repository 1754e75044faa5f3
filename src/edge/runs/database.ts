/** Records of runs in the table of the database that they are about; written as the verifier's role. */
import { sha256 } from '../../core/hash.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { damaged } from '../../core/run/replay.ts';
import { RUN_APPEND, RUN_IDS_QUERY, RUN_LINES_QUERY, RUN_LOCK_QUERY, RUN_UNLOCK_QUERY } from '../../core/sql/runs.ts';
import { DatabaseFailure, type Databases, type Row, type RunStore, type Session } from '../../ports.ts';
import { conflict, unknown } from './files.ts';

const UNIQUE_VIOLATION = '23505';
const DOES_NOT_FOLLOW = 'IU013';
const UNDEFINED_TABLE = '42P01';
const TABLE = 'cutter_governance.run_transition';

export function databaseRuns(databases: Databases): RunStore {
  let opened: Promise<Session> | undefined;
  const session = (): Promise<Session> => {
    opened ??= databases.open('verify', { name: 'cutter/runs' });
    return opened;
  };
  const ask = async (sql: string, parameters: readonly (string | null)[] = []): Promise<readonly Row[]> => {
    try {
      return await (await session()).rows(sql, parameters);
    } catch (error) {
      throw error instanceof DatabaseFailure ? new Stop([failure(error)], error) : error;
    }
  };
  return {
    place: TABLE,
    ids: async (prefix) => (await ask(RUN_IDS_QUERY, [prefix ?? null])).map((row) => row.run_id ?? ''),
    async lines(run) {
      const rows = await ask(RUN_LINES_QUERY, [run]);
      if (rows.length === 0) throw new Stop([unknown(run, TABLE)]);
      for (const [index, { seq }] of rows.entries()) {
        if (seq !== String(index + 1)) throw new Stop([damaged(run, TABLE, index + 1, 'it is gone')]);
      }
      return rows.map((row) => row.line ?? '');
    },
    async append(run, seq, line) {
      try {
        await (await session()).rows(RUN_APPEND, [run, String(seq), line]);
      } catch (error) {
        if (!(error instanceof DatabaseFailure)) throw error;
        // An answer that was lost: the line stands, or it does not, and only a new session knows.
        if (error.connectionLost) {
          opened = undefined;
          const [last] = (await ask(RUN_LINES_QUERY, [run])).slice(-1);
          if (last?.seq === String(seq) && sha256(last.line ?? '') === sha256(line)) return;
        }
        const taken = error.sqlstate === UNIQUE_VIOLATION || error.sqlstate === DOES_NOT_FOLLOW;
        throw new Stop([taken ? conflict(run, seq, TABLE) : failure(error)], error);
      }
    },
    async lock(name) {
      const [row] = await ask(RUN_LOCK_QUERY, [name]);
      if (row?.taken !== 'true') throw new Stop([busy(name, row?.holder ?? 'another session')]);
      return { release: async () => void (await ask(RUN_UNLOCK_QUERY, [name]).catch(() => undefined)) };
    },
    async close() {
      await (await opened?.catch(() => undefined))?.close().catch(() => undefined);
    },
  };
}

const busy = (name: string, holder: string): Problem => ({
  code: 'run.busy',
  message: `Somebody is at work on ${name}: ${holder}.`,
  hint: 'Wait until the other cutter has ended, or end it.',
});

const failure = (error: DatabaseFailure): Problem =>
  error.sqlstate === UNDEFINED_TABLE
    ? {
        code: 'database.absent',
        message: `There is no table ${TABLE}.`,
        hint: 'Have the owner run 95-runs.sql (`cutter sandbox sql` prints it).',
      }
    : {
        code: error.sqlstate === '42501' ? 'database.permission' : 'database.unreachable',
        message: `The record of the run could not be reached: ${error.message}`,
        hint: 'Check the server and the grants, then run the command again.',
      };
