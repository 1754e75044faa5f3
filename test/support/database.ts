/** Databases on the server of the run, for tests in files named `*.server.test.ts`. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { inject } from 'vitest';
import { claim } from './claim.ts';
import './global-setup.ts';
import { adminQuery, type ServerCoordinates } from './server.ts';

export interface TestDatabase extends ServerCoordinates {
  readonly database: string;
  /** Runs SQL as the superuser and returns the rows of the (last) statement, values as text. */
  query(sql: string, parameters?: readonly (string | null)[]): Promise<Record<string, string | null>[]>;
  /** Drops the database, ending all its connections. Databases that are not dropped go with the server. */
  drop(): Promise<void>;
}

/** The server of this worker: roles and their connection limits belong to a whole server, so workers share none. */
export function serverOfRun(): ServerCoordinates {
  const servers = inject('servers');
  return servers[claim(join(inject('scratch'), 'server'), servers.length)] as ServerCoordinates;
}

/** A new database with a unique name: empty, or a copy of `template` (to which nobody may be connected). */
export async function freshDatabase(
  options: { readonly server?: ServerCoordinates; readonly template?: string } = {},
): Promise<TestDatabase> {
  const server = options.server ?? serverOfRun();
  const database = `t_${randomBytes(6).toString('hex')}`;
  await adminQuery(server, 'postgres', `CREATE DATABASE ${database} TEMPLATE ${options.template ?? 'template0'}`);
  const { host, port, superuser, version, source } = server;
  return {
    host,
    port,
    superuser,
    version,
    source,
    database,
    query: (sql, parameters) => adminQuery(server, database, sql, parameters),
    drop: async () => void (await adminQuery(server, 'postgres', `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)),
  };
}
