/** Why a connection could not be opened, as a problem with a next step. */
import type { Problem } from '../../core/problem.ts';
import { Stop } from '../../core/problem.ts';
import { saidByServer } from './failure.ts';

export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

export function connectionRefused(error: unknown, to: Destination): Stop {
  if (error instanceof Stop) return error;
  if (!saidByServer(error)) return new Stop([unreachable(error, to)], error);
  // The error of the server is not kept as the cause: it may quote rows.
  return new Stop([refusedByServer(error.code, error.message, to)]);
}

/** A server that asks for passwords says of a role that is not there what it says of a wrong password. */
const UNPROVISIONED =
  'If the role is not there yet, provision the database: `cutter sandbox up`, or what `cutter sandbox sql` prints.';

function refusedByServer(sqlstate: string, message: string, to: Destination): Problem {
  const said = `${message} (SQLSTATE ${sqlstate})`;
  switch (sqlstate) {
    case '53300':
      return {
        code: 'gate.connections',
        message: `The server has no connection left for ${to.user}: ${said}.`,
        hint: 'Wait until other runs have ended, or end their sessions, then run the command again; nothing was written.',
      };
    case '3D000':
      return {
        code: 'database.absent',
        message: `The server ${at(to)} has no database ${to.database}.`,
        hint: 'Correct the name of the database in the target, or have its owner create it.',
      };
    case '28P01':
    case '28000':
      return {
        code: 'config.connection',
        message: `The server ${at(to)} does not let ${to.user} in: ${said}.`,
        hint:
          sqlstate === '28P01'
            ? `Check the user and password of this lane. ${UNPROVISIONED}`
            : `${UNPROVISIONED} If it is, check the user of this lane, and that pg_hba.conf and the sslmode of the target fit together.`,
      };
    case '42501':
      return {
        code: 'database.permission',
        message: `${to.user} may not connect to ${to.database}: ${said}.`,
        hint: `Have the owner run: GRANT CONNECT ON DATABASE ${to.database} TO ${to.user}.`,
      };
    case '57P03':
      return {
        code: 'database.unreachable',
        message: `The server ${at(to)} takes no connections now: ${said}.`,
        hint: 'Wait until it has started or recovered, then run the command again.',
      };
    default:
      return {
        code: 'database.unreachable',
        message: `The server ${at(to)} refused the connection: ${said}.`,
        hint: 'Check the target, and the log of the server for the reason.',
      };
  }
}

function unreachable(error: unknown, to: Destination): Problem {
  const { message, code } = error as NodeJS.ErrnoException;
  return {
    code: 'database.unreachable',
    message: `No connection ${at(to)}: ${message || code || 'no answer'}.`,
    hint: 'Check host, port and sslmode of the target, and that the server runs and can be reached from here.',
  };
}

const at = (to: Destination): string => `at ${to.host}:${to.port}`;
