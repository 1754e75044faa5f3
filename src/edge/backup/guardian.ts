/**
 * The guardian of a scratch server: a process of its own that starts the server, and stops it and removes its folder as
 * soon as our end of its standard input is closed, whatever closed it: we are done, or we were killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { User } from './user.ts';

export interface Guarded {
  /** Made by the caller, and removed with all it holds. */
  readonly folder: string;
  readonly user: User | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** Run one after the other; the last one is the server. */
  readonly commands: readonly { readonly file: string; readonly argv: readonly string[] }[];
}

export interface Guardian {
  /** Resolves when all is stopped and removed. */
  readonly gone: Promise<void>;
  readonly isGone: () => boolean;
  /** Beginning of what the programs said on standard error. */
  said(): string;
  /** Has the server stopped and the folder removed. */
  end(): Promise<void>;
}

const MOST_SAID = 16 * 1024;

export function guard(guarded: Guarded): Guardian {
  // In a process group of its own: an interrupt from the terminal reaches us, not the server that we still need.
  const child: ChildProcess = spawn(process.execPath, ['-e', PROGRAM], {
    env: { CUTTER_GUARDED: JSON.stringify(guarded) },
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
    cwd: '/',
  });
  let said = '';
  (child.stderr as Readable).on('data', (chunk: Buffer) => {
    if (said.length < MOST_SAID) said += chunk.toString('utf8');
  });
  child.stdin?.on('error', () => undefined);
  let over = false;
  const gone = new Promise<void>((resolve) => {
    const end = (): void => {
      over = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  return {
    gone,
    isGone: () => over,
    said: () => said,
    async end() {
      child.stdin?.destroy();
      await gone;
    },
  };
}

/**
 * SIGQUIT is an immediate shutdown that still gives shared memory back; a server that does not follow is killed. The
 * folder goes in any case.
 */
const PROGRAM = `
const { spawn } = require('node:child_process');
const { rmSync } = require('node:fs');
const { folder, user, env, commands } = JSON.parse(process.env.CUTTER_GUARDED);
let child, ending = false;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, end);
function leave(code) {
  try { rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }); } finally { process.exit(code); }
}
function end() {
  if (ending) return;
  ending = true;
  if (child === undefined) leave(0);
  child.kill('SIGQUIT');
  setTimeout(() => child.kill('SIGKILL'), 10000).unref();
}
function next(index) {
  const { file, argv } = commands[index];
  child = spawn(file, argv, { ...user, cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
  child.once('error', (error) => { console.error(String(error.code)); leave(1); });
  child.once('exit', (code) => {
    if (ending || code !== 0 || index + 1 === commands.length) leave(ending ? 0 : 1);
    else next(index + 1);
  });
}
process.stdin.on('error', end).on('close', end).resume();
next(0);
`;
