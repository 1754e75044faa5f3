/** Runs the command line as a process of its own, built from the sources as they are. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  /** null: a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface Where {
  /** Working folder. */
  readonly cwd: string;
  /** The whole environment, but for PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
}

let program: string | undefined;

/**
 * bin/cutter.js of a package built from the sources as they are. Its folder is named after their hash, so that all test
 * files, and the next run, share one build; two that build it at once do no harm.
 */
function built(): string {
  if (program !== undefined) return program;
  const shelf = join(root, 'node_modules', '.cutter-test');
  const folder = join(shelf, `package-${hashOfSources()}`);
  if (!existsSync(folder)) build(shelf, folder);
  program = join(folder, 'bin/cutter.js');
  return program;
}

function build(shelf: string, folder: string): void {
  const half = `${folder}.${process.pid}`;
  mkdirSync(join(half, 'bin'), { recursive: true });
  execFileSync(process.execPath, [join(root, 'bin/build.mjs'), join(half, 'dist')], { stdio: 'ignore' });
  copyFileSync(join(root, 'package.json'), join(half, 'package.json'));
  for (const file of ['cutter.js', 'load.js']) copyFileSync(join(root, 'bin', file), join(half, 'bin', file));
  symlinkSync(join(root, 'schemas'), join(half, 'schemas'));
  try {
    renameSync(half, folder);
  } catch {
    // Another process was first.
    rmSync(half, { recursive: true, force: true });
  }
  const old = Date.now() - OLD_MS;
  for (const name of readdirSync(shelf).filter((entry) => entry.startsWith('package-'))) {
    const path = join(shelf, name);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (path !== folder && made !== undefined && made < old) rmSync(path, { recursive: true, force: true });
  }
}

/** Builds of other sources are kept this long: a run that began before may still use one. */
const OLD_MS = 4 * 60 * 60_000;

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const folder of ['src', 'schemas', 'bin']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      const path = join(root, folder, name);
      if (!/\.(ts|js|mjs|json|sql)$/.test(name) || path.includes('/generated/')) continue;
      hash.update(`${folder}/${name}\0`).update(readFileSync(path));
    }
  }
  return hash
    .update(readFileSync(join(root, 'package.json')))
    .digest('hex')
    .slice(0, 16);
}

export function startCutter(argv: readonly string[], { cwd, env = {} }: Where): Started {
  const child = spawn(process.execPath, [built(), ...argv], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...said })));
  return { process: child, ended };
}

export const cutter = (argv: readonly string[], where: Where): Promise<Ended> => startCutter(argv, where).ended;
