/**
 * Writing files so that a reader, or a crash, never sees half of one: everything goes to a temporary file beside the
 * path, is flushed to the disk, and then appears under its name in one step. Nothing is left behind by a failure.
 * Synchronous, as reading is.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Stop } from '../core/problem.ts';
import type { Artifacts, FileWriter } from '../ports.ts';
import { writeProblem } from './file-problems.ts';

type Content = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export const fileWriter: FileWriter = {
  write: (path, content) => put(path, content, PUBLIC, (temporary) => renameSync(temporary, path)),
  create: (path, content) => put(path, content, PUBLIC, (temporary) => appear(temporary, path)),
};

export const artifacts: Artifacts = {
  create: (path, content) => put(path, content, PRIVATE, (temporary) => appear(temporary, path)),
  remove: async (path) => attempt(path, () => rmSync(path, { force: true })),
};

const PUBLIC = 0o644;
const PRIVATE = 0o600;

/** A link fails where a rename would replace. */
function appear(temporary: string, path: string): void {
  linkSync(temporary, path);
  unlinkSync(temporary);
}

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
/** Pieces are joined up to this many UTF-16 units before they are written. */
const BLOCK = 1 << 20;

/** Throws Stop: `output.unwritable`, `input.exists`. What `content` throws passes through. */
async function put(path: string, content: Content, mode: number, place: (temporary: string) => void): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path).slice(0, 100)}.${randomBytes(8).toString('hex')}.tmp`);
  attempt(path, () => makeFolder(folder));
  const file = attempt(path, () => openSync(temporary, FLAGS, mode));
  try {
    try {
      await writeAll(file, path, content);
      attempt(path, () => fsyncSync(file));
    } finally {
      closeSync(file);
    }
    attempt(path, () => place(temporary));
  } catch (error) {
    // The first error is the one that matters; the file may be gone already.
    forget(temporary);
    throw error;
  }
  attempt(path, () => syncFolder(folder));
}

async function writeAll(file: number, path: string, content: Content): Promise<void> {
  let block = '';
  const flush = (): void => {
    if (block === '') return;
    const text = block;
    block = '';
    attempt(path, () => writeFileSync(file, text, 'utf8'));
  };
  for await (const piece of content) {
    if (typeof piece === 'string') {
      block += piece;
      if (block.length >= BLOCK) flush();
    } else {
      flush();
      attempt(path, () => writeFileSync(file, piece));
    }
  }
  flush();
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    // A file where a folder should be: not to be mistaken for a file where the new one should be.
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST' ? Object.assign(new Error('not a folder', { cause: error }), { code: 'ENOTDIR' }) : error;
  }
}

/** The name of a new file is on the disk only once its folder is. */
function syncFolder(folder: string): void {
  const file = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function forget(temporary: string): void {
  try {
    unlinkSync(temporary);
  } catch {
    // Whoever reads it next finds out.
  }
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new Stop([writeProblem(error, path)], error);
  }
}
