/** The embedded database's own dump: all its data, and a copy in memory to test it with. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { tarFault } from '../../core/backup/tar.ts';
import { majorOfServer } from '../../core/backup/versions.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { oneLine } from '../../core/quote.ts';
import type { Bytes, DumpSource, Restorer } from '../../ports.ts';
import { type EmbeddedServer, openCopy } from '../embedded/open.ts';

/** What the encryption takes at a time. */
const CHUNK = 256 * 1024;
/** The data is held in memory whole, by PGlite and by us. */
const LARGEST = 2 * 1024 ** 3;
/** Without these it is no data directory. */
const WANTED = ['PG_VERSION', 'global/pg_control'];

export const embeddedDump = (server: EmbeddedServer): DumpSource => ({
  kind: 'embedded',
  program: async (serverVersion) =>
    `PGlite (PostgreSQL ${majorOfServer(serverVersion)}.${Number(serverVersion) % 10_000})`,
  async *dump() {
    const dump = await server.dump();
    for (let at = 0; at < dump.length; at += CHUNK) yield dump.subarray(at, at + CHUNK);
  },
});

export const embeddedRestorer: Restorer = {
  decode: async (dump) => void (await unpacked(dump)),
  async scratch() {
    let copy: EmbeddedServer | undefined;
    return {
      kind: 'embedded',
      restoreProgram: 'PGlite',
      async restore(dump) {
        const tar = await unpacked(dump);
        copy = await openCopy(tar).catch((error: unknown) => {
          throw new Stop(
            [problem('backup.restore', 'The embedded database does not start from the backup', error)],
            error,
          );
        });
      },
      async open() {
        if (copy === undefined) throw new Error('nothing was restored yet');
        return copy.databases().open('owner', { name: 'cutter/restore-test' });
      },
      close: async () => copy?.close(),
    };
  },
};

/** The tar file, looked through: PGlite takes it as it is. */
async function unpacked(dump: Bytes): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    await pipeline(Readable.from(dump), createGunzip(), async (plain: AsyncIterable<Buffer>) => {
      for await (const part of plain) {
        size += part.length;
        if (size > LARGEST) throw new Error(`it holds more than ${LARGEST} bytes`);
        parts.push(part);
      }
    });
  } catch (error) {
    throw error instanceof Stop ? error : damaged(error);
  }
  const tar = Buffer.concat(parts);
  const fault = tarFault(tar, WANTED);
  if (fault !== undefined) throw damaged(fault);
  return tar;
}

const damaged = (why: unknown): Stop =>
  new Stop([problem('backup.damaged', 'The backup cannot be read to its end', why)], why);

const problem = (code: 'backup.damaged' | 'backup.restore', what: string, why: unknown): Problem => ({
  code,
  message: `${what}: ${oneLine(why instanceof Error ? why.message : String(why))}.`,
  hint: 'Do not rely on this backup. Run `cutter backup` again.',
});
