import { type Problem, Stop } from '../../core/problem.ts';
import type { Databases, Row, Session } from '../../ports.ts';
import { demandEmpty } from './contents.ts';
import { isMarked, setMark } from './mark.ts';
import { owning } from './owning.ts';
import { inOrder, type SqlFile } from './sql.ts';

/** PostgreSQL 14, the oldest release on which the reference database is tested. */
const OLDEST = 140_000;

const SERVER_QUERY = `
SELECT current_database() AS database, current_setting('server_version') AS version,
  current_setting('server_version_num') AS version_num, current_setting('server_encoding') AS encoding`;

export interface Provisioned {
  readonly database: string;
  /** As the server says it, for example `15.18`. */
  readonly server_version: string;
  /** Names of the files applied, in order. */
  readonly files: readonly string[];
}

/**
 * Provisions the reference database in an empty database, in one transaction.
 * Throws Stop: `database.not_empty` with what it found, `database.unsupported`, `sandbox.failed`.
 */
export function sandboxUp(databases: Databases, files: readonly SqlFile[], run: string): Promise<Provisioned> {
  return owning(databases, `sandbox/${run}`, (session) => provision(session, files));
}

/** The same inside the caller's transaction. */
export async function provision(session: Session, files: readonly SqlFile[]): Promise<Provisioned> {
  const [server] = await session.rows(SERVER_QUERY);
  const unsupported = supportProblems(server);
  if (unsupported.length > 0) throw new Stop(unsupported);
  const there = await isMarked(session);
  await demandEmpty(
    session,
    there ? 'The sandbox is up already: it is made in an empty database' : 'A sandbox is made in an empty database',
    there
      ? 'Go on: `cutter sandbox register` with the cut of a document. `cutter sandbox reset` makes it again, and deletes all in it.'
      : 'Name an empty database, or run `cutter sandbox reset` if this is a sandbox to make again.',
  );
  const ordered = inOrder(files);
  for (const file of ordered) await session.command(file.text);
  await setMark(session);
  return {
    database: server?.database ?? '',
    server_version: server?.version ?? '',
    files: ordered.map((file) => file.name),
  };
}

function supportProblems(server: Row | undefined): Problem[] {
  const problems: Problem[] = [];
  if (Number(server?.version_num) < OLDEST) {
    problems.push({
      code: 'database.unsupported',
      message: `The server is PostgreSQL ${server?.version}; the reference database needs 14 or later.`,
      hint: 'Use a server of a supported release.',
    });
  }
  if (server?.encoding !== 'UTF8') {
    problems.push({
      code: 'database.unsupported',
      message: `The database is encoded in ${server?.encoding}; content hashes are taken over UTF-8.`,
      hint: "Create it again with ENCODING 'UTF8' TEMPLATE template0.",
    });
  }
  return problems;
}
