/** Runs a program and measures it: the time from its start to its end, and the most memory it held. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Measured } from './table.ts';

export interface Program {
  readonly file: string;
  readonly parameters: readonly string[];
  readonly cwd: string;
  /** File for the standard output; it is thrown away otherwise. */
  readonly output?: string;
}

/** Where the kernel says how much memory a process held at most; elsewhere memory is not measured. */
const EVERY_MS = 20;

/** Nothing of the caller's environment reaches a program but these. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C.UTF-8' });

/** Throws when the program fails. */
export async function run(program: Program): Promise<Measured> {
  const out = program.output === undefined ? 'ignore' : openSync(program.output, 'w');
  const started = performance.now();
  const child = spawn(program.file, program.parameters, {
    cwd: program.cwd,
    env: environment(),
    stdio: ['ignore', out, 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-4_000);
  });
  let peakMib = 0;
  const watch = setInterval(() => {
    peakMib = Math.max(peakMib, highWaterMark(child.pid));
  }, EVERY_MS);
  try {
    const [code, milliseconds] = await new Promise<[number | null, number]>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exit) => resolve([exit, performance.now() - started]));
    });
    if (code !== 0) throw new Error(`${program.file} ${program.parameters.join(' ')} ended with ${code}:\n${said}`);
    return { milliseconds, peakMib };
  } finally {
    clearInterval(watch);
    if (typeof out === 'number') closeSync(out);
  }
}

function highWaterMark(pid: number | undefined): number {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(found?.[1] ?? 0) / 1024;
  } catch {
    // Not Linux, or the process has just ended.
    return 0;
  }
}
