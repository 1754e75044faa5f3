/** Databases on the server of the run, for tests in files named `*.server.test.ts`. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { inject } from 'vitest';
import { claim } from './claim.ts';
import './global-setup.ts';
import { adminQuery, letGo } from './admin.ts';
import type { ServerCoordinates } from './server.ts';

export interface TestDatabase extends ServerCoordinates {
  readonly database: string;
  /** Runs SQL as the superuser and returns the rows of the (last) statement, values as text. */
  query(sql: string, parameters?: readonly (string | null)[]): Promise<Record<string, string | null>[]>;
  /** Drops the database, ending all its connections. What is left of them is dropped when the file of tests ends. */
  drop(): Promise<void>;
}

/** The server of this worker: roles and their connection limits belong to a whole server, so workers share none. */
export function serverOfRun(): ServerCoordinates {
  const servers = inject('servers');
  return servers[claim(join(inject('scratch'), 'server'), servers.length)] as ServerCoordinates;
}

/** Those that are not dropped yet. */
const made = new Set<TestDatabase>();

/** They may stand in memory. Where their server is gone, so are they. */
export async function dropThoseMade(): Promise<void> {
  for (const database of made) await database.drop().catch(() => undefined);
}

/** A new database with a unique name: empty, or a copy of `template` (to which nobody may be connected). */
export async function freshDatabase(
  options: { readonly server?: ServerCoordinates; readonly template?: string } = {},
): Promise<TestDatabase> {
  const server = options.server ?? serverOfRun();
  const database = `t_${randomBytes(6).toString('hex')}`;
  // Copied as files: nothing here needs the copy in the log, and to write it there takes twice as long.
  const strategy = Number.parseInt(server.version, 10) < 15 ? '' : ' STRATEGY file_copy';
  const template = options.template ?? 'template0';
  await letGo(server, template);
  await adminQuery(server, 'postgres', `CREATE DATABASE ${database} TEMPLATE ${template}${strategy}`);
  const { host, port, superuser, version, source } = server;
  const fresh: TestDatabase = {
    host,
    port,
    superuser,
    version,
    source,
    database,
    query: (sql, parameters) => adminQuery(server, database, sql, parameters),
    async drop() {
      made.delete(fresh);
      await letGo(server, database);
      await adminQuery(server, 'postgres', `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    },
  };
  made.add(fresh);
  return fresh;
}

/**
 * A new database that is a copy of what `make` makes. That is made once for all files of tests on this server, and keeps
 * the name `kind`; while it is being made it has another, so that nobody copies half of it.
 */
export async function copyOf(kind: string, make: () => Promise<TestDatabase>): Promise<TestDatabase> {
  const template = templates.get(kind) ?? templateOf(kind, make);
  templates.set(kind, template);
  return freshDatabase({ template: await template });
}
const templates = new Map<string, Promise<string>>();

async function templateOf(kind: string, make: () => Promise<TestDatabase>): Promise<string> {
  const server = serverOfRun();
  const [there] = await adminQuery(server, 'postgres', `SELECT 1 AS one FROM pg_database WHERE datname = '${kind}'`);
  if (there !== undefined) return kind;
  const { database } = await make();
  await letGo(server, database);
  await adminQuery(server, 'postgres', `ALTER DATABASE ${database} RENAME TO ${kind}`);
  return kind;
}
