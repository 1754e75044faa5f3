/**
 * Writing files so that a reader, or a crash, never sees half of one: everything goes to a temporary file beside the
 * path, is flushed to the disk, and then appears under its name in one step. Nothing is left behind by a failure.
 */
import { randomBytes } from 'node:crypto';
import { constants, type FileHandle, link, mkdir, open, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Stop } from '../core/problem.ts';
import type { Artifacts, FileWriter } from '../ports.ts';
import { writeProblem } from './file-problems.ts';

type Content = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export const fileWriter: FileWriter = {
  write: (path, content) => put(path, content, PUBLIC, (temporary) => rename(temporary, path)),
  create: (path, content) => put(path, content, PUBLIC, (temporary) => appear(temporary, path)),
};

export const artifacts: Artifacts = {
  create: (path, content) => put(path, content, PRIVATE, (temporary) => appear(temporary, path)),
  remove: (path) => attempt(path, () => rm(path, { force: true })),
};

const PUBLIC = 0o644;
const PRIVATE = 0o600;

/** A link fails where a rename would replace. */
async function appear(temporary: string, path: string): Promise<void> {
  await link(temporary, path);
  await unlink(temporary);
}

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
/** Pieces are joined up to this many UTF-16 units before they are written. */
const BLOCK = 1 << 20;

/** Throws Stop: `output.unwritable`, `input.exists`. What `content` throws passes through. */
async function put(
  path: string,
  content: Content,
  mode: number,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path).slice(0, 100)}.${randomBytes(8).toString('hex')}.tmp`);
  await attempt(path, () => makeFolder(folder));
  const handle = await attempt(path, () => open(temporary, FLAGS, mode));
  try {
    try {
      await writeAll(handle, path, content);
      await attempt(path, () => handle.sync());
    } finally {
      await handle.close();
    }
    await attempt(path, () => place(temporary));
  } catch (error) {
    // The first error is the one that matters; the file may be gone already.
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await attempt(path, () => syncFolder(folder));
}

async function writeAll(handle: FileHandle, path: string, content: Content): Promise<void> {
  let block = '';
  const flush = async (): Promise<void> => {
    if (block === '') return;
    const text = block;
    block = '';
    await attempt(path, () => handle.appendFile(text, 'utf8'));
  };
  for await (const piece of content) {
    if (typeof piece === 'string') {
      block += piece;
      if (block.length >= BLOCK) await flush();
    } else {
      await flush();
      await attempt(path, () => handle.appendFile(piece));
    }
  }
  await flush();
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    // A file where a folder should be: not to be mistaken for a file where the new one should be.
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST' ? Object.assign(new Error('not a folder', { cause: error }), { code: 'ENOTDIR' }) : error;
  }
}

/** The name of a new file is on the disk only once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function attempt<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Stop([writeProblem(error, path)], error);
  }
}
