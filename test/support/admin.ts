/**
 * What a test asks a server as its superuser. A connection takes the server ten times as long as a question, so that the
 * last few are kept for the next one; nothing that a question leaves in its session is.
 */
import pg from 'pg';

/** Where a server listens, and who may do everything there. */
interface Coordinates {
  readonly host: string;
  readonly port: number;
  readonly superuser: string;
}

/** What the types of node-postgres leave out: whether an open connection keeps the process alive. */
interface Client extends pg.Client {
  ref(): void;
  unref(): void;
}

const KEPT = 3;
/** Connections that nobody uses, by where they lead; those used last stand last. */
const idle = new Map<string, Client>();

/** Runs SQL as the superuser and returns the rows of the (last) statement, values as text. */
export async function adminQuery(
  server: Coordinates,
  database: string,
  sql: string,
  parameters?: readonly (string | null)[],
): Promise<Record<string, string | null>[]> {
  const key = `${server.host}:${server.port}/${server.superuser}/${database}`;
  const kept = idle.get(key);
  idle.delete(key);
  kept?.ref();
  const client = kept ?? (await connect(server, database, key));
  try {
    const result = parameters === undefined ? await client.query(sql) : await client.query(sql, [...parameters]);
    await client.query('DISCARD ALL');
    keep(key, client);
    return (Array.isArray(result) ? result.at(-1) : result).rows;
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** Ends the connections that are kept to the server, or to one of its databases. */
export async function letGo({ host, port }: Pick<Coordinates, 'host' | 'port'>, database?: string): Promise<void> {
  for (const [key, client] of idle) {
    if (!key.startsWith(`${host}:${port}/`) || (database !== undefined && !key.endsWith(`/${database}`))) continue;
    idle.delete(key);
    await client.end();
  }
}

async function connect({ host, port, superuser }: Coordinates, database: string, key: string): Promise<Client> {
  const client = new pg.Client({
    host,
    port,
    user: superuser,
    database,
    ssl: false,
    types: { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig,
  }) as Client;
  // The database was dropped, or its server has ended.
  client.on('error', () => {
    if (idle.get(key) === client) idle.delete(key);
  });
  await client.connect();
  return client;
}

function keep(key: string, client: Client): void {
  if (idle.has(key)) return void client.end();
  idle.set(key, client);
  client.unref();
  const [oldest] = idle.keys();
  if (idle.size <= KEPT || oldest === undefined) return;
  const spare = idle.get(oldest);
  idle.delete(oldest);
  void spare?.end();
}
