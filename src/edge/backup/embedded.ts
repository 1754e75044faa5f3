/** The embedded database's own dump: all its data, and a copy in memory to test it with. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { majorOfServer } from '../../core/backup/versions.ts';
import { oneLine } from '../../core/quote.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import type { Bytes, DumpSource, Restorer } from '../../ports.ts';
import { type EmbeddedServer, openCopy } from '../embedded/open.ts';

/** What the encryption takes at a time. */
const CHUNK = 256 * 1024;
/** The dump is held in memory whole, by PGlite and by us. */
const LARGEST = 1024 ** 3;

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
  async decode(dump) {
    let size = 0;
    try {
      await pipeline(Readable.from(dump), createGunzip(), async (plain) => {
        for await (const chunk of plain as AsyncIterable<Buffer>) size += chunk.length;
      });
    } catch (error) {
      throw error instanceof Stop ? error : unreadable(error);
    }
    if (size === 0) throw unreadable(new Error('it is empty'));
  },
  async scratch() {
    let copy: EmbeddedServer | undefined;
    return {
      kind: 'embedded',
      restoreProgram: 'PGlite',
      async restore(dump) {
        const whole = await joined(dump);
        copy = await openCopy(whole).catch((error: unknown) => {
          throw new Stop([notLoaded(error)], error);
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

async function joined(dump: Bytes): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of dump) {
    size += part.length;
    if (size > LARGEST) throw unreadable(new Error(`it is larger than ${LARGEST} bytes`));
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const unreadable = (error: unknown): Stop =>
  new Stop(
    [
      {
        code: 'backup.damaged',
        message: `The backup cannot be read to its end: ${oneLine(error instanceof Error ? error.message : String(error))}.`,
        hint: 'Do not rely on this backup. Run `cutter backup` again.',
      },
    ],
    error,
  );

const notLoaded = (error: unknown): Problem => ({
  code: 'backup.restore',
  message: `The embedded database does not start from the backup: ${oneLine(error instanceof Error ? error.message : String(error))}.`,
  hint: 'Do not rely on this backup. Run `cutter backup` again.',
});
