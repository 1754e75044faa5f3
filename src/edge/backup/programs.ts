/**
 * Finds the programs of PostgreSQL: on the PATH, in the folder that pg_config names, and in the folders where Debian and
 * others keep one for each major version.
 */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir, realpath } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { majorOf, suitable, type Versioned } from '../../core/backup/versions.ts';
import { Stop } from '../../core/problem.ts';

const run = promisify(execFile);
const VERSIONED = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt', '/usr/local/pgsql'];
/** Debian's wrapper of all client programs: it chooses a version by a configuration of its own. */
const WRAPPER = 'pg_wrapper';
const SECONDS = 10;

/** The best program of this name for a server of this major version. Throws Stop `backup.program`. */
export async function findProgram(name: string, major: number): Promise<Versioned> {
  const found = await programs(name);
  const best = suitable(found, major);
  if (best !== undefined) return best;
  const newest = found.map((one) => one.major).sort((a, b) => b - a)[0];
  throw new Stop([
    {
      code: 'backup.program',
      message:
        newest === undefined
          ? `${name} is not installed.`
          : `${name} is of version ${newest}, which is older than the server's ${major}.`,
      hint: `Install the client programs of PostgreSQL ${major} or newer (Debian: postgresql-client-${major}), or put them on the PATH.`,
    },
  ]);
}

/** Every program of this name, each file once. */
export async function programs(name: string): Promise<readonly Versioned[]> {
  const files = new Set<string>();
  for (const folder of await folders()) {
    const file = await executable(join(folder, name));
    if (file !== undefined && basename(file) !== WRAPPER) files.add(file);
  }
  const found = await Promise.all([...files].map(versioned));
  return found.filter((one) => one !== undefined);
}

async function folders(): Promise<readonly string[]> {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  // Nothing of our own environment: it may hold passwords.
  const env = { LC_ALL: 'C', PATH: process.env.PATH };
  const configured = await run('pg_config', ['--bindir'], { timeout: SECONDS * 1000, env }).then(
    ({ stdout }) => [stdout.trim()],
    () => [],
  );
  const kept = await Promise.all(
    VERSIONED.map(async (folder) => [
      join(folder, 'bin'),
      ...(await readdir(folder).catch(() => [])).map((version) => join(folder, version, 'bin')),
    ]),
  );
  return [...path, ...configured, ...kept.flat()];
}

/** The real file: a server finds its own siblings beside it. */
async function executable(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    return await realpath(path);
  } catch {
    return undefined;
  }
}

async function versioned(file: string): Promise<Versioned | undefined> {
  try {
    const { stdout } = await run(file, ['--version'], { timeout: SECONDS * 1000, env: { LC_ALL: 'C' } });
    const version = stdout.trim();
    const major = majorOf(version);
    return major === undefined ? undefined : { file, version, major };
  } catch {
    // Not a program that runs here.
    return undefined;
  }
}
