/**
 * What is made of the sources as they are, and takes long to make. Its folder is named after their hash, so that all test
 * files, and the next run, share it; two that make it at once do no harm.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
}

export function making(kind: string): Making {
  const folder = join(shelf, `${kind}-${hashOfSources()}`);
  const half = `${folder}.${process.pid}`;
  if (existsSync(folder)) return { half: undefined, folder, done: () => undefined };
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const done = (): void => {
    try {
      renameSync(half, folder);
    } catch {
      // Another process was first.
      rmSync(half, { recursive: true, force: true });
    }
    const old = Date.now() - OLD_MS;
    for (const name of readdirSync(shelf).filter((entry) => entry.startsWith(`${kind}-`))) {
      const path = join(shelf, name);
      const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (path !== folder && made !== undefined && made < old) rmSync(path, { recursive: true, force: true });
    }
  };
  return { half, folder, done };
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const folder of ['src', 'schemas', 'bin']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      const path = join(root, folder, name);
      if (!/\.(ts|js|mjs|json|sql)$/.test(name) || path.includes('/generated/')) continue;
      hash.update(`${folder}/${name}\0`).update(readFileSync(path));
    }
  }
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}
