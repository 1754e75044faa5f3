/**
 * Opens a session from explicit fields only.
 *
 * node-postgres fills every field that is missing or empty from the environment (PGHOST, PGOPTIONS, PGSSLMODE,
 * PGAPPNAME, PGREPLICATION and others) or from a password file. So no field is left empty, the password is a function,
 * and the startup packet is written here.
 */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import Client from 'pg/lib/client.js';
import { Stop } from '../../core/problem.ts';
import type { Secret } from '../../core/secret.ts';
import type { Session } from '../../ports.ts';
import { askToCancel } from './cancel.ts';
import { Conversation } from './conversation.ts';
import { saidByServer } from './failure.ts';
import { connectionRefused, type Destination } from './refusal.ts';
import { PostgresSession } from './session.ts';

export interface Endpoint extends Destination {
  readonly password?: Secret | undefined;
  readonly ssl: false | ConnectionOptions;
  /** application_name; PostgreSQL keeps its first 63 bytes. */
  readonly name: string;
  readonly connectSeconds: number;
  /** What to talk through instead of a socket: the server lives in this process, and cannot be asked to cancel. */
  readonly stream?: () => Duplex;
}

/** Throws Stop: `database.unreachable`, `database.absent`, `database.permission`, `config.connection`, `gate.connections`. */
export async function connect(endpoint: Endpoint): Promise<Session> {
  requireFields(endpoint);
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await open(endpoint);
    } catch (error) {
      const full = saidByServer(error) && error.code === '53300';
      if (!full || performance.now() > until) throw connectionRefused(error, endpoint);
      await sleep(EVERY_MS);
    }
  }
}

/** A session that has just been closed may hold its place for a moment still. */
const PATIENCE_MS = 1000;
const EVERY_MS = 50;

async function open(endpoint: Endpoint): Promise<Session> {
  const client = new ExplicitClient(endpoint);
  // Before the conversation listens, an error of a connection that fails reaches the promise below as well.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  try {
    await client.connect();
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  }
  const session = new PostgresSession(client, new Conversation(client), async () => {
    if (endpoint.stream === undefined) await askToCancel(endpoint, client.processID, client.secretKey);
  });
  client.off('error', ignore);
  return session;
}

/** A client of node-postgres that takes nothing from the environment. */
export class ExplicitClient extends Client {
  readonly #startup: Record<string, string>;

  constructor(endpoint: Endpoint) {
    super({
      host: endpoint.host,
      port: endpoint.port,
      database: endpoint.database,
      user: endpoint.user,
      password: () => passwordOf(endpoint),
      ssl: endpoint.ssl,
      sslnegotiation: 'postgres',
      enableChannelBinding: endpoint.ssl !== false,
      connectionTimeoutMillis: endpoint.connectSeconds * 1000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // Named here because the driver's own choice first asks which runtime this is, and that loads Node's HTTP client.
      stream: endpoint.stream ?? (() => new Socket()),
    });
    this.#startup = {
      user: endpoint.user,
      database: endpoint.database,
      application_name: endpoint.name,
      // Results are text, and their text depends on these two; a role's own settings must not change it.
      TimeZone: 'UTC',
      DateStyle: 'ISO, MDY',
    };
  }

  override getStartupConf(): Record<string, string> {
    return this.#startup;
  }
}

function passwordOf(endpoint: Endpoint): string {
  if (endpoint.password !== undefined) return endpoint.password.reveal();
  throw new Stop([
    {
      code: 'config.connection',
      message: `The server at ${endpoint.host}:${endpoint.port} asks for the password of ${endpoint.user}, and none is given.`,
      hint: 'Give it: that of a lane in the settings of the target, that of the owner by --owner-password-file.',
    },
  ]);
}

function requireFields(endpoint: Endpoint): void {
  const empty = (['host', 'database', 'user', 'name'] as const).filter((field) => endpoint[field] === '');
  const port = Number.isInteger(endpoint.port) && endpoint.port > 0 && endpoint.port < 65536 ? [] : ['port'];
  const problems = [...empty, ...port].map((field) => ({
    code: 'config.connection' as const,
    message: `The connection has no usable ${field}.`,
    hint: `Give ${field} in the settings of the target; nothing is taken from PG* variables.`,
  }));
  if (problems.length > 0) throw new Stop(problems);
}
