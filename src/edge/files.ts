/**
 * Files: the port over the file system. What is opened is what is checked and read: one descriptor, never a second look
 * at the path. The last component of a path is never a symbolic link; folders above it may be.
 */
import { readSync } from 'node:fs';
import { constants, type FileHandle, lstat, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, Stop } from '../core/problem.ts';
import type { Files } from '../ports.ts';
import { readProblem } from './file-problems.ts';

const CHUNK = 64 * 1024;
/** Chunks of a stream between two turns of everything else. */
const TURN = 8;
/** O_NONBLOCK: opening a named pipe that nobody writes to must not wait. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export const files: Files = {
  read: (path, limit) => opened(path, (handle, size) => readWhole(handle, path, size, limit)),
  stream,
  async isFolder(path) {
    try {
      return (await stat(path)).isDirectory();
    } catch {
      // What is not there, or cannot be looked at, says so when it is read.
      return false;
    }
  },
  async exists(path) {
    try {
      await lstat(path);
      return true;
    } catch (error) {
      if (isAbsent(error)) return false;
      throw new Stop([readProblem(error, path)], error);
    }
  },
  async list(folder) {
    try {
      const names = await readdir(folder);
      return names
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
  opened(path, async (handle, size) => {
    const { mode, uid } = await handle.stat();
    const own = process.getuid?.();
    if (own !== undefined && uid !== own) throw new Stop([notPrivate(path, 'It belongs to another user.')]);
    if (own !== undefined && (mode & 0o077) !== 0) {
      throw new Stop([notPrivate(path, `Its mode is ${(mode & 0o777).toString(8).padStart(4, '0')}.`)]);
    }
    return readWhole(handle, path, size, limit);
  });

async function* stream(
  path: string,
  seen?: (read: number, size: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { handle, size } = await openRegular(path);
  let read = 0;
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (let count = 0; ; count += 1) {
      // Signals and sockets have their turn, for a synchronous read gives them none.
      if (count % TURN === TURN - 1) await new Promise((resolve) => setImmediate(resolve));
      // Synchronous: what is streamed was just written or is read twice, so it comes from memory, and the way to a
      // thread and back would take several times as long as the copy.
      const bytesRead = await attempt(path, async () => readSync(handle.fd, chunk, 0, CHUNK, null));
      if (bytesRead === 0 && count === 0) throw new Stop([isEmpty(path)]);
      if (bytesRead === 0) return;
      read += bytesRead;
      seen?.(read, size);
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function opened<T>(path: string, use: (handle: FileHandle, size: number) => Promise<T>): Promise<T> {
  const { handle, size } = await openRegular(path);
  try {
    return await use(handle, size);
  } finally {
    await handle.close();
  }
}

async function openRegular(path: string): Promise<{ handle: FileHandle; size: number }> {
  const handle = await attempt(path, () => open(path, FLAGS));
  try {
    const found = await attempt(path, () => handle.stat());
    if (!found.isFile()) throw new Stop([notAFile(path, found.isDirectory())]);
    return { handle, size: found.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readWhole(handle: FileHandle, path: string, size: number, limit: number): Promise<Uint8Array> {
  if (size > limit) throw new Stop([tooLarge(path, size, limit)]);
  // One byte more than there should be: a file that grows while it is read is noticed.
  const buffer = Buffer.alloc(Math.min(size, limit) + 1);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await attempt(path, () => handle.read(buffer, filled, buffer.length - filled, filled));
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  if (filled > size) throw new Stop([changing(path)]);
  if (filled === 0) throw new Stop([isEmpty(path)]);
  return buffer.subarray(0, filled);
}

async function attempt<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
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
