/**
 * PGlite as a protocol engine: bytes in, bytes out, one session.
 *
 * It runs with the settings of a server, not with PGlite's own defaults where those would differ: no search_path of
 * its own, no changes of system tables. Its fsync reaches the files of the host only as far as the operating system
 * flushes them: a crash of the process loses nothing, a power cut may.
 */
import { setFlagsFromString } from 'node:v8';
import type { PGlite } from '@electric-sql/pglite';

const START = [
  '--single',
  '-j',
  ...[
    'exit_on_error=false',
    'log_checkpoints=false',
    'max_worker_processes=0',
    'max_parallel_workers=0',
    'max_parallel_workers_per_gather=0',
    'max_parallel_maintenance_workers=0',
    'io_method=sync',
    // The default of 128 MB costs start-up time and twice the memory, for the sake of large writes alone.
    'shared_buffers=64MB',
  ].flatMap((setting) => ['-c', setting]),
];

/**
 * V8 optimises a function of WebAssembly once it has jumped back over about so many bytes, and the loops of PostgreSQL's
 * interpreter are a hundred thousand bytes long. By its own default it so optimises hundreds of functions while the engine
 * starts, which a short command hardly calls again: a third of its time, and half of what it takes the processor. Here
 * only long work gets there, and is as fast.
 */
const OPTIMISED_FROM = 2_000_000_000;

export interface Engine {
  /** Feeds whole messages; the answers are whole messages, too. */
  exchange(messages: Buffer): Promise<Buffer>;
  /** Runs statements outside any client's series of messages. */
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly Readonly<Record<string, string>>[]>;
  /** The whole data directory at this moment, as a tar file compressed with gzip; what is committed is in it. */
  dump(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens the data directory, and makes a new cluster there when it holds none. */
export async function startEngine(dataDirectory: string): Promise<Engine> {
  const { PGlite } = await load();
  return engineOf(await PGlite.create({ dataDir: dataDirectory, startParams: START, relaxedDurability: false }));
}

/**
 * Loads an unpacked dump, a tar file, into memory; nothing of it reaches a disk. The tar file must be sound: PGlite takes
 * what it cannot read for a compressed one, and that failure ends the process.
 */
export async function loadEngine(tar: Uint8Array): Promise<Engine> {
  const { PGlite } = await load();
  const loadDataDir = new Blob([new Uint8Array(tar)], { type: 'application/x-tar' });
  return engineOf(await PGlite.create({ dataDir: 'memory://', startParams: START, loadDataDir }));
}

function load(): Promise<typeof import('@electric-sql/pglite')> {
  setFlagsFromString(`--wasm-tiering-budget=${OPTIMISED_FROM}`);
  return import('@electric-sql/pglite');
}

function engineOf(database: PGlite): Engine {
  return {
    async exchange(messages) {
      const parts: Buffer[] = [];
      // The bytes lie in memory that the next call overwrites.
      await database.execProtocolRawStream(messages, { onRawData: (bytes) => void parts.push(Buffer.from(bytes)) });
      return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    },
    run: async (sql) => void (await database.exec(sql)),
    rows: async (sql) => (await database.query<Record<string, string>>(sql)).rows,
    dump: async () => new Uint8Array(await (await database.dumpDataDir('gzip')).arrayBuffer()),
    close: () => database.close(),
  };
}
