/**
 * The embedded database: PostgreSQL in this process, with its files in one folder.
 *
 *     <folder>/data      the cluster
 *     <folder>/complete  written when the cluster is whole: a creation that was interrupted lacks it
 *     <folder>/lock      names the process that has it open
 */
import { existsSync, statSync } from 'node:fs';
import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, Stop } from '../../core/problem.ts';
import type { Databases, Lane } from '../../ports.ts';
import { type Holder, type Lock, takeLock } from '../lock.ts';
import { connect } from '../postgres/connect.ts';
import { type Engine, loadEngine, startEngine } from './engine.ts';
import { Multiplexer } from './multiplexer.ts';

export interface EmbeddedServer {
  databases(): Databases;
  /** All its data as of now, as `Engine.dump` gives it. */
  dump(): Promise<Uint8Array>;
  /** Ends all sessions (open transactions are rolled back), stops the engine, gives the lock back. */
  close(): Promise<void>;
}

const USERS: Readonly<Record<Lane, string>> = { exec: 'cutter_exec', verify: 'cutter_verify', owner: 'postgres' };

/** Throws Stop: `database.absent`, `database.busy`, `database.not_empty`, `database.unreachable`. */
export async function openEmbedded(
  directory: string,
  options: { readonly create?: boolean } = {},
): Promise<EmbeddedServer> {
  if (options.create !== true && !isThere(join(directory, 'complete'))) throw absent(directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const folder = await realpath(directory);
  const lock = takeLock(join(folder, 'lock'), databaseBusy);
  try {
    return await open(folder, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Removes an embedded database, whole or half made. Throws Stop `database.busy` while it is open anywhere. */
export async function removeEmbedded(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  const folder = await realpath(directory);
  const lock = takeLock(join(folder, 'lock'), databaseBusy);
  try {
    await rm(join(folder, 'complete'), { force: true });
    await rm(join(folder, 'data'), { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

async function open(folder: string, lock: Lock): Promise<EmbeddedServer> {
  const data = join(folder, 'data');
  const complete = join(folder, 'complete');
  if (!existsSync(complete) && existsSync(data)) throw unfinished(folder);
  const engine = await startEngine(data).catch((error: Error) => {
    throw broken(folder, error);
  });
  await writeFile(complete, '', { flag: 'a' });
  return serving(engine, folder, () => lock.release());
}

/** A copy of an embedded database, in memory alone, from an unpacked dump. Throws what PGlite throws for one that does not start. */
export async function openCopy(tar: Uint8Array): Promise<EmbeddedServer> {
  return serving(await loadEngine(tar), 'a copy in memory', () => undefined);
}

/** What cannot be looked at is not taken for absent. */
const isThere = (path: string): boolean => {
  try {
    statSync(path);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
};

const IN_PROCESS = { witness: 'session', transport: 'in_process' } as const;

/** The databases of a server that is opened when the first connection is. */
export const embeddedDatabases = (opened: () => Promise<EmbeddedServer>): Databases => ({
  ...IN_PROCESS,
  open: async (lane, options) => (await opened()).databases().open(lane, options),
});

function serving(engine: Engine, folder: string, release: () => void): EmbeddedServer {
  const multiplexer = new Multiplexer(engine);
  return {
    databases: () => ({
      ...IN_PROCESS,
      open: (lane, { name }) =>
        connect({
          host: 'embedded',
          port: 5432,
          database: 'postgres',
          user: USERS[lane],
          ssl: false,
          name,
          connectSeconds: 60,
          stream: () => multiplexer.seat(),
        }).catch((error: unknown) => {
          throw isLoginRefusal(error) ? unprovisioned(folder, USERS[lane]) : error;
        }),
    }),
    dump: () => engine.dump(),
    close: async () => {
      await multiplexer.close();
      await engine.close();
      release();
    },
  };
}

const isLoginRefusal = (error: unknown): boolean =>
  error instanceof Stop && error.problems.some((problem) => problem.code === 'config.connection');

const databaseBusy = ({ path, who, elsewhere }: Holder): Problem => ({
  code: 'database.busy',
  message: `The embedded database is in use: ${who}.`,
  place: { file: path },
  hint: elsewhere
    ? 'Make sure that nothing uses the database there, then remove the lock file.'
    : 'Wait until the other cutter has ended, or end it.',
});

const absent = (directory: string): Stop =>
  new Stop([
    {
      code: 'database.absent',
      message: `There is no embedded database in ${directory}.`,
      place: { file: directory },
      hint: 'Run `cutter sandbox up` to make one.',
    },
  ]);

const unprovisioned = (directory: string, user: string): Stop =>
  new Stop([
    {
      code: 'database.absent',
      message: `The embedded database has no role ${user}: it was never provisioned.`,
      place: { file: directory },
      hint: 'Run `cutter sandbox up` to provision it.',
    },
  ]);

const unfinished = (directory: string): Stop =>
  new Stop([
    {
      code: 'database.not_empty',
      message: 'The embedded database was never finished: its creation was interrupted.',
      place: { file: directory },
      hint: 'Run `cutter sandbox reset` to make a new one.',
    },
  ]);

const broken = (directory: string, error: Error): Stop =>
  new Stop(
    [
      {
        code: 'database.unreachable',
        message: `The embedded database does not start: ${error.message}.`,
        place: { file: directory },
        hint: 'Run `cutter sandbox reset` to make a new one, if nothing in it is needed.',
      },
    ],
    error,
  );
