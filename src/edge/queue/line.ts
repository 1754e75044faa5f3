/** A connection to the queue that is opened when it is needed, and again when it was lost. */
import { type Problem, Stop } from '../../core/problem.ts';
import { DatabaseFailure, type Row, type Session } from '../../ports.ts';
import { connect, type Endpoint } from '../postgres/connect.ts';
import { SCHEMA } from './names.ts';

export interface Line {
  /** Throws Stop: `database.*`. */
  rows(sql: string, parameters?: readonly (string | null)[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** `prepare` is run on every new connection. */
export function lineTo(endpoint: Endpoint, prepare?: (session: Session) => Promise<void>): Line {
  let opened: Promise<Session> | undefined;
  const session = async (): Promise<Session> => {
    const one = await connect(endpoint);
    await prepare?.(one);
    return one;
  };
  return {
    async rows(sql, parameters = []) {
      opened ??= session();
      const mine = opened;
      try {
        return await (await mine).rows(sql, parameters);
      } catch (error) {
        if (error instanceof DatabaseFailure && !lost(error)) throw new Stop([failure(error)], error);
        if (opened === mine) opened = undefined;
        await (await mine.catch(() => undefined))?.close().catch(() => undefined);
        throw error instanceof DatabaseFailure ? new Stop([failure(error)], error) : error;
      }
    },
    async close() {
      await (await opened?.catch(() => undefined))?.close().catch(() => undefined);
    },
  };
}

/** The connection is gone, or will be: the server is being shut down, or has ended this session. */
const lost = (error: DatabaseFailure): boolean => error.connectionLost || (error.sqlstate?.startsWith('57P') ?? false);

const ABSENT = ['42P01', '42883', '3F000', '42703'];

function failure(error: DatabaseFailure): Problem {
  if (lost(error)) {
    return {
      code: 'database.unreachable',
      message: `The queue could not be reached: ${error.message}`,
      hint: 'Check the server, then run the command again.',
    };
  }
  if (ABSENT.includes(error.sqlstate ?? '')) {
    return {
      code: 'database.absent',
      message: `There is no queue in this database, or another one: ${error.message}`,
      hint: `Have the owner run what \`cutter worker --sql\` prints; it makes the schema ${SCHEMA}.`,
    };
  }
  return {
    code: 'database.permission',
    message: `The queue could not be worked on: ${error.message}`,
    hint: 'Have the owner run what `cutter worker --sql` prints; it gives the role of the queue its rights.',
  };
}
