/** Runs the command line as a process of its own, built from the sources as they are. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
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

/** A package folder of this process: the tests of another run may be building at the same moment. */
function built(): string {
  if (program !== undefined) return program;
  const folder = join(root, 'node_modules', '.cutter-test', `package-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'bin'), { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  execFileSync(process.execPath, [join(root, 'bin/build.mjs'), join(folder, 'dist')], { stdio: 'ignore' });
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  copyFileSync(join(root, 'bin/cutter.js'), join(folder, 'bin/cutter.js'));
  symlinkSync(join(root, 'schemas'), join(folder, 'schemas'));
  program = join(folder, 'bin/cutter.js');
  return program;
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
