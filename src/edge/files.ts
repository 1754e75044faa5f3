/**
 * Files: the port over the file system. What is opened is what is checked and read: one descriptor, never a second look
 * at the path. The last component of a path is never a symbolic link; folders above it may be.
 *
 * Synchronous: what is read was just written or is read twice, so it comes from memory, and the way to a thread and back
 * takes several times as long as the copy. Signals, sockets and other programs have their turn between two reads.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, Stop } from '../core/problem.ts';
import type { Files } from '../ports.ts';
import { readProblem } from './file-problems.ts';
import { growSlowly } from './heap.ts';

const CHUNK = 64 * 1024;
/** Bytes of a file from which on memory is worth a thought. */
const LARGE = 4 << 20;
/** Chunks of a stream between two turns of everything else. */
const TURN = 8;
/** O_NONBLOCK: opening a named pipe that nobody writes to must not wait. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const files: Files = {
  read: (path, limit) => opened(path, (file, size) => readWhole(file, path, size, limit)),
  stream,
  async isFolder(path) {
    try {
      return statSync(path).isDirectory();
    } catch {
      // What is not there, or cannot be looked at, says so when it is read.
      return false;
    }
  },
  async exists(path) {
    try {
      lstatSync(path);
      return true;
    } catch (error) {
      if (isAbsent(error)) return false;
      throw new Stop([readProblem(error, path)], error);
    }
  },
  async list(folder) {
    try {
      return readdirSync(folder)
        .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
        .sort()
        .map((name) => join(folder, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new Stop([readProblem(error, folder)], error);
    }
  },
};

/** Reads a file of secrets: also refused (`config.permissions`) unless it belongs to the caller, and to nobody else. */
export const readPrivate = (path: string, limit: number): Promise<Uint8Array> =>
  opened(path, (file, size) => {
    const { mode, uid } = fstatSync(file);
    const own = process.getuid?.();
    if (own !== undefined && uid !== own) throw new Stop([notPrivate(path, 'It belongs to another user.')]);
    if (own !== undefined && (mode & 0o077) !== 0) {
      throw new Stop([notPrivate(path, `Its mode is ${(mode & 0o777).toString(8).padStart(4, '0')}.`)]);
    }
    return readWhole(file, path, size, limit);
  });

async function* stream(
  path: string,
  seen?: (read: number, size: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { file, size } = openRegular(path);
  let read = 0;
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (let count = 0; ; count += 1) {
      if (count % TURN === 0) await turn();
      const bytesRead = attempt(path, () => readSync(file, chunk, 0, CHUNK, null));
      if (bytesRead === 0 && count === 0) throw new Stop([isEmpty(path)]);
      if (bytesRead === 0) return;
      read += bytesRead;
      seen?.(read, size);
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    closeSync(file);
  }
}

async function opened<T>(path: string, use: (file: number, size: number) => T): Promise<T> {
  await turn();
  const { file, size } = openRegular(path);
  try {
    return use(file, size);
  } finally {
    closeSync(file);
  }
}

/** The descriptor is the caller's to close. */
function openRegular(path: string): { readonly file: number; readonly size: number } {
  const file = attempt(path, () => openSync(path, FLAGS));
  try {
    const found = attempt(path, () => fstatSync(file));
    if (!found.isFile()) throw new Stop([notAFile(path, found.isDirectory())]);
    if (found.size > LARGE) growSlowly();
    return { file, size: found.size };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function readWhole(file: number, path: string, size: number, limit: number): Uint8Array {
  if (size > limit) throw new Stop([tooLarge(path, size, limit)]);
  // One byte more than there should be: a file that grows while it is read is noticed.
  const buffer = Buffer.alloc(Math.min(size, limit) + 1);
  let filled = 0;
  while (filled < buffer.length) {
    const from = filled;
    const bytesRead = attempt(path, () => readSync(file, buffer, from, buffer.length - from, from));
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  if (filled > size) throw new Stop([changing(path)]);
  if (filled === 0) throw new Stop([isEmpty(path)]);
  return buffer.subarray(0, filled);
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new Stop([readProblem(error, path)], error);
  }
}

const isAbsent = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
};

const notAFile = (file: string, directory: boolean): Problem => ({
  code: 'input.not_a_file',
  message: directory ? 'This is a folder, not a file.' : 'This is not a regular file.',
  place: { file },
  hint: directory ? 'Give the path of a file in it.' : 'Give the path of a regular file.',
});

const isEmpty = (file: string): Problem => ({
  code: 'input.empty',
  message: 'The file is empty.',
  place: { file },
  hint: 'Give a file with content.',
});

const tooLarge = (file: string, size: number, limit: number): Problem => ({
  code: 'input.too_large',
  message: `The file has ${size} bytes; at most ${limit} are read.`,
  place: { file },
  hint: 'Check that this is the file you mean.',
});

const changing = (file: string): Problem => ({
  code: 'input.unreadable',
  message: 'The file grew while it was read.',
  place: { file },
  hint: 'Run the command again when nothing writes to the file.',
});

const notPrivate = (file: string, why: string): Problem => ({
  code: 'config.permissions',
  message: `The file holds passwords, and others may read or change it. ${why}`,
  place: { file },
  hint: 'Make it your own and run `chmod 600` on it; change the passwords if others could read them.',
});
