/**
 * What is made of the sources as they are, and takes long to make. Its folder is named after their hash, so that all test
 * files, and the next run, share it. One process makes it, and the others wait.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOfSources } from '../../bin/built.mjs';
import { take, whileTaken } from './claim.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shelf = join(root, 'node_modules', '.cutter-test');
/** What was made of other sources is kept this long: a run that began before may still use it. */
const OLD_MS = 4 * 60 * 60_000;

export interface Making {
  /** To be made here; undefined = it stands on the shelf already. */
  readonly half: string | undefined;
  /** Where it stands, once it is done. */
  readonly folder: string;
  done(): void;
  /** It could not be made; whoever waits for it tries next. */
  failed(): void;
}

/** A process that makes something does not ask for it again before it is done. */
export function making(kind: string): Making {
  const folder = join(shelf, `${kind}-${hashOfSources(root).slice(0, 16)}`);
  const half = `${folder}.half`;
  const mark = `${folder}.mark`;
  mkdirSync(shelf, { recursive: true });
  whileTaken(() => existsSync(folder) || take(mark), `the mark ${mark} is taken`);
  if (existsSync(folder)) return { half: undefined, folder, done: () => undefined, failed: () => undefined };
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half);
  const done = (): void => {
    renameSync(half, folder);
    rmSync(mark, { force: true });
    removeOld(kind, folder);
  };
  return { half, folder, done, failed: () => rmSync(mark, { force: true }) };
}

function removeOld(kind: string, folder: string): void {
  const old = Date.now() - OLD_MS;
  for (const name of readdirSync(shelf).filter((entry) => entry.startsWith(`${kind}-`))) {
    const path = join(shelf, name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (path !== folder && made !== undefined && made < old) rmSync(path, { recursive: true, force: true });
  }
}
