/**
 * A real PostgreSQL server for tests: a cluster of its own in a temporary folder, on a free port of 127.0.0.1.
 *
 * Everyone is trusted from 127.0.0.1, but for the role `needs_password`, whose SCRAM password is asked for. As root
 * the server runs as an unprivileged user, because PostgreSQL refuses to run as root.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { adminQuery, letGo } from './admin.ts';
import { memoryWith } from './memory.ts';
import { type Binaries, findBinaries } from './pg-binaries.ts';

/** Where a server listens, and who may do everything there. All fields survive structured cloning. */
export interface ServerCoordinates {
  readonly host: string;
  readonly port: number;
  readonly superuser: string;
  /** For example `15.18`. */
  readonly version: string;
  /** How the programs were found. */
  readonly source: string;
}

export interface TestServer extends ServerCoordinates {
  /** Immediate shutdown, as after a crash: nothing is flushed, the next start recovers from the log. */
  crash(): Promise<void>;
  /** SIGKILL to every process of the server at once, as when the machine takes them all. */
  kill(): Promise<void>;
  /** Starts again on the same port and data after `crash` or `kill`. */
  restart(): Promise<void>;
  /** Stops the server and removes its data. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** More settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Keep fsync on; a server that is crashed by a test does not need it, a power cut would. */
  readonly fsync?: boolean;
  /** Offer TLS with this certificate and key, PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

const SUPERUSER = 'postgres';
const HOST = '127.0.0.1';
const START_SECONDS = 60;
/** For data that no power cut threatens. */
const ROOM_BYTES = 2 * 2 ** 30;

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const found = findBinaries();
  const user = unprivilegedUser();
  const folderIn = (shelf: string): string => {
    const folder = mkdtempSync(join(shelf, 'cutter-pg-'));
    chmodSync(folder, 0o700);
    if (user !== undefined) chownSync(folder, user.uid, user.gid);
    return folder;
  };
  // Programs are run from the disk: memory that is mounted as a folder may run none.
  const shelf = options.fsync === true ? tmpdir() : memoryWith(ROOM_BYTES);
  const [home, programs] = [folderIn(shelf), folderIn(tmpdir())];
  const data = join(home, 'data');
  const cleanUp = (): void => {
    for (const folder of [home, programs]) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const binaries = reachable(found, user, join(programs, 'postgres'));
    initialise(binaries, data, user);
    const port = await freePort();
    configure(data, port, options, user);
    return await run({ binaries, data, user, port, cleanUp });
  } catch (error) {
    cleanUp();
    throw error;
  }
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

interface Cluster {
  readonly binaries: Binaries;
  readonly data: string;
  readonly user: User | undefined;
  readonly port: number;
  readonly cleanUp: () => void;
}

/** For root: the user to run as. It must have an entry in the user database, for initdb looks itself up. */
function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const entry = users.find((fields) => fields[0] === name);
    if (entry !== undefined) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error('Running as root, and there is neither a user postgres nor a user nobody to run the server as.');
}

/** Programs below a folder that is closed to the user, such as root's home, are copied to where it can run them. */
function reachable(binaries: Binaries, user: User | undefined, copy: string): Binaries {
  if (user === undefined) return binaries;
  try {
    execFileSync(join(binaries.bin, 'postgres'), ['--version'], { ...user, cwd: tmpdir(), stdio: 'ignore' });
    return binaries;
  } catch {
    mkdirSync(copy, { mode: 0o755 });
    cpSync(dirname(binaries.bin), copy, { recursive: true, verbatimSymlinks: true });
    return { ...binaries, bin: join(copy, 'bin') };
  }
}

/** Nothing of the caller's environment reaches the server but the PATH and a fixed locale and time zone. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });

function initialise(binaries: Binaries, data: string, user: User | undefined): void {
  execFileSync(
    join(binaries.bin, 'initdb'),
    ['-D', data, '-U', SUPERUSER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    { ...user, cwd: tmpdir(), env: environment(), stdio: ['ignore', 'ignore', 'pipe'] },
  );
}

function configure(data: string, port: number, options: ServerOptions, user: User | undefined): void {
  const settings: Record<string, string> = {
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    password_encryption: 'scram-sha-256',
    log_min_messages: 'fatal',
    timezone: 'UTC',
    // Databases of tests are many and live for seconds: nothing is gained by a round through all of them. What is asked
    // there is asked once: to compile it takes longer than to answer it. A server that is measured has the defaults.
    ...(options.fsync === true ? {} : { fsync: 'off', full_page_writes: 'off', autovacuum: 'off', jit: 'off' }),
    ...(options.tls === undefined ? {} : { ssl: 'on' }),
    ...options.settings,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = '${value.replaceAll("'", "''")}'\n`);
  appendFileSync(join(data, 'postgresql.conf'), lines.join(''));
  writeFileSync(
    join(data, 'pg_hba.conf'),
    `host all needs_password ${HOST}/32 scram-sha-256\nhost all all ${HOST}/32 trust\n`,
  );
  if (options.tls !== undefined) {
    // The names that PostgreSQL looks for in its data folder; it refuses a key that others can read.
    writeFileSync(join(data, 'server.crt'), options.tls.certificate);
    writeFileSync(join(data, 'server.key'), options.tls.key, { mode: 0o600 });
    if (user !== undefined) chownSync(join(data, 'server.key'), user.uid, user.gid);
  }
}

/** A port that was free a moment ago; the server fails to start, loudly, if someone took it since. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, HOST, resolve);
  });
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function run(cluster: Cluster): Promise<TestServer> {
  let server = await launch(cluster);
  const where = { host: HOST, port: cluster.port };
  const killNow = (): void => {
    server.kill('SIGQUIT');
    cluster.cleanUp();
  };
  process.once('exit', killNow);
  return {
    host: HOST,
    port: cluster.port,
    superuser: SUPERUSER,
    version: cluster.binaries.version,
    source: `${cluster.binaries.source}: ${cluster.binaries.bin}`,
    crash: () => letGo(where).then(() => end(server, 'SIGQUIT')),
    kill: () => letGo(where).then(() => killAll(server)),
    restart: async () => {
      server = await launch(cluster);
    },
    stop: async () => {
      process.removeListener('exit', killNow);
      await letGo(where);
      await end(server, 'SIGINT');
      cluster.cleanUp();
    },
  };
}

async function launch({ binaries, data, user, port }: Cluster): Promise<ChildProcess> {
  const child = spawn(join(binaries.bin, 'postgres'), ['-D', data], {
    ...user,
    cwd: data,
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-10_000);
  });
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const deadline = Date.now() + START_SECONDS * 1000;
  while (Date.now() < deadline) {
    if (failure !== undefined || child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`PostgreSQL did not start: ${failure?.message ?? log}`);
    }
    if (await answers(port)) return child;
    await sleep(25);
  }
  child.kill('SIGQUIT');
  throw new Error(`PostgreSQL did not start within ${START_SECONDS} s: ${log}`);
}

async function answers(port: number): Promise<boolean> {
  try {
    await adminQuery({ host: HOST, port, superuser: SUPERUSER }, 'postgres', 'SELECT 1');
    return true;
  } catch {
    return false;
  }
}

/** Sends the signal and waits until the process is gone; a server that ignores it for 10 s is killed. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(patience);
}

/** The postmaster first, so that it starts nothing new; its children are found by it before. */
async function killAll(postmaster: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => postmaster.once('exit', resolve));
  const children = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (pid !== undefined && parent === postmaster.pid ? [pid] : []));
  postmaster.kill('SIGKILL');
  for (const pid of children) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  await gone;
  // Whoever adopted them may be slow to fetch what is left of them.
  const alive = (pid: number): boolean => {
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout.trim() !== '' && !stdout.startsWith('Z');
  };
  while (children.some(alive)) await sleep(10);
}
