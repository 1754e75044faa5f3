/**
 * A PostgreSQL server of its own for one restore test: in a private folder, on a socket in that folder and on no network,
 * with passwords of its own, gone afterwards. What is restored is foreign until it is proven: a role without any power
 * restores it.
 */
import { randomBytes } from 'node:crypto';
import { access, chown, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { saidBy } from '../../core/backup/said.ts';
import type { Versioned } from '../../core/backup/versions.ts';
import { Stop } from '../../core/problem.ts';
import { Secret } from '../../core/secret.ts';
import type { Session } from '../../ports.ts';
import { connect } from '../postgres/connect.ts';
import { type Guardian, guard } from './guardian.ts';
import { interrupted } from './program.ts';
import { programs } from './programs.ts';
import { mustReach, serverUser } from './user.ts';

/** Of one major version, so that they understand each other. */
export interface ServerPrograms {
  readonly initdb: Versioned;
  readonly postgres: string;
  readonly restore: Versioned;
}

interface ScratchLogin {
  readonly user: string;
  readonly password: Secret;
}

export interface ScratchServer {
  /** Folder of its socket. */
  readonly host: string;
  readonly port: number;
  /** The restoring role: owner of its database, and nothing else. */
  readonly login: ScratchLogin;
  readonly database: string;
  open(): Promise<Session>;
  close(): Promise<void>;
}

const PORT = 5432;
const OWNER = 'scratch_owner';
const RESTORER = 'scratch_restorer';
const DATABASE = 'scratch';
/** The path of a socket has at most 107 bytes; `.s.PGSQL.5432` and a slash go into it, too. */
const LONGEST_FOLDER = 92;
const START_MS = 60_000;

/** Nothing here outlives a crash, nothing needs to be fast for many, nothing is logged: a log could hold rows. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: String(PORT),
  unix_socket_permissions: '0700',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  max_connections: '10',
  shared_buffers: '32MB',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
};

/** Programs for a dump of this major version. Throws Stop `backup.program`. */
export async function serverPrograms(major: number): Promise<ServerPrograms> {
  const [initdbs, restores] = await Promise.all([programs('initdb'), programs('pg_restore')]);
  const candidates = [...initdbs].filter((one) => one.major >= major).sort((a, b) => a.major - b.major);
  for (const initdb of candidates) {
    const postgres = join(dirname(initdb.file), 'postgres');
    const restore = restores.find((one) => one.major === initdb.major);
    if (restore !== undefined && (await reachable(postgres))) return { initdb, postgres, restore };
  }
  throw new Stop([
    {
      code: 'backup.program',
      message: `There is no PostgreSQL ${major} or newer here to restore the backup into: initdb, postgres and pg_restore of one major version are needed.`,
      hint: `Install PostgreSQL ${major} (Debian: postgresql-${major}), or verify the backup on another machine.`,
    },
  ]);
}

/** Throws Stop `backup.failed` when it does not start. */
export async function startScratchServer(
  { initdb, postgres }: ServerPrograms,
  schemas: readonly string[],
  signal: AbortSignal,
): Promise<ScratchServer> {
  const user = await serverUser();
  const parent = parentFolder();
  if (user !== undefined) await mustReach(parent, user);
  const folder = await mkdtemp(join(parent, 'cutter-scratch-'));
  const password = new Secret(randomBytes(24).toString('hex'));
  const secret = join(folder, 'password');
  await writeFile(secret, `${password.reveal()}\n`, { mode: 0o600 });
  if (user !== undefined) for (const path of [folder, secret]) await chown(path, user.uid, user.gid);
  const data = join(folder, 'data');
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: folder });
  const guardian = guard({
    folder,
    user,
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: dirname(postgres) },
    commands: [
      {
        file: initdb.file,
        argv: [
          `--pgdata=${data}`,
          `--username=${OWNER}`,
          `--pwfile=${secret}`,
          '--auth=scram-sha-256',
          '--encoding=UTF8',
          '--locale=C',
          '--no-sync',
        ],
      },
      { file: postgres, argv: ['-D', data, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])] },
    ],
  });
  const open = (login: ScratchLogin, database: string): Promise<Session> =>
    connect({
      host: folder,
      port: PORT,
      database,
      ...login,
      ssl: false,
      name: 'cutter/restore-test',
      connectSeconds: 10,
    });
  const owner = { user: OWNER, password };
  const restorer = { user: RESTORER, password: new Secret(randomBytes(24).toString('hex')) };
  try {
    const first = await started(guardian, () => open(owner, 'postgres'), signal);
    await asOwner(first, [
      `CREATE ROLE ${RESTORER} LOGIN PASSWORD '${restorer.password.reveal()}'`,
      `CREATE DATABASE ${DATABASE} OWNER ${RESTORER} TEMPLATE template0`,
    ]);
    await asOwner(await open(owner, DATABASE), [
      `ALTER SCHEMA public OWNER TO ${RESTORER}`,
      ...schemas
        .filter((schema) => schema !== 'public')
        .map((schema) => `CREATE SCHEMA ${schema} AUTHORIZATION ${RESTORER}`),
    ]);
  } catch (error) {
    await guardian.end();
    throw error;
  }
  return {
    host: folder,
    port: PORT,
    login: restorer,
    database: DATABASE,
    open: () => open(restorer, DATABASE),
    close: () => guardian.end(),
  };
}

/** Answers once the server takes connections. */
async function started(guardian: Guardian, open: () => Promise<Session>, signal: AbortSignal): Promise<Session> {
  const until = Date.now() + START_MS;
  for (;;) {
    if (signal.aborted) throw interrupted('a scratch server');
    if (guardian.isGone() || Date.now() > until) throw notStarted(guardian.said());
    try {
      return await open();
    } catch (error) {
      // Not yet: its socket is not there, or it is still starting up.
      if (!(error instanceof Stop)) throw error;
    }
    await sleep(50);
  }
}

async function asOwner(session: Session, commands: readonly string[]): Promise<void> {
  try {
    for (const command of commands) await session.command(command);
  } finally {
    await session.close().catch(() => undefined);
  }
}

const parentFolder = (): string =>
  tmpdir().length + '/cutter-scratch-XXXXXX'.length > LONGEST_FOLDER ? '/tmp' : tmpdir();

const reachable = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const notStarted = (said: string): Stop =>
  new Stop([
    {
      code: 'backup.failed',
      message: 'The scratch server for the restore test does not start.',
      hint: 'Read what it says; see that the folder for temporary files has room and that programs may use it.',
      detail: [...saidBy('initdb', said), ...saidBy('FATAL', said.replaceAll(/^.*?(?=FATAL: )/gm, ''))],
    },
  ]);
