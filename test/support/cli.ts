/** Runs the command line as a process of its own, built from the sources as they are. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../../bin/built.mjs';
import { making } from './shelf.ts';

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
  /** The whole environment, but for PATH, HOME and TMPDIR. */
  readonly env?: Readonly<Record<string, string>>;
}

let made: string | undefined;

/** The folder of a package built from the sources as they are; where dist/ is, a copy of it. */
export function built(): string {
  if (made !== undefined) return made;
  const { half, folder, done, failed } = making('package');
  if (half !== undefined) {
    try {
      fill(half);
    } catch (error) {
      failed();
      throw error;
    }
    done();
  }
  made = folder;
  return made;
}

function fill(folder: string): void {
  if (isBuilt(root)) cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  else execFileSync(process.execPath, [join(root, 'bin/build.mjs'), join(folder, 'dist')], { stdio: 'ignore' });
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  symlinkSync(join(root, 'schemas'), join(folder, 'schemas'));
}

/** Of the environment of the tests, what every program needs. */
const kept: Readonly<Record<string, string>> = Object.fromEntries(
  ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
);

export function startCutter(argv: readonly string[], { cwd, env = {} }: Where): Started {
  const child = spawn(process.execPath, [join(built(), 'bin/cutter.js'), ...argv], {
    cwd,
    env: { ...kept, ...env },
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
