/**
 * Runs a program as a part of a pipe: no shell, arguments as a list, an environment of its own and nothing else, its
 * exit awaited and judged. Bytes go through; nothing of them is kept.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { type Problem, Stop } from '../../core/problem.ts';
import type { Bytes } from '../../ports.ts';

export interface Program {
  /** For messages, for example `pg_dump`. */
  readonly name: string;
  readonly file: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Bytes it reads; without them its standard input is empty. */
  readonly input?: Bytes;
  /** Whether it writes to descriptor 3, as gpg does with --status-fd 3. */
  readonly status?: boolean;
  readonly signal: AbortSignal;
  /** What is wrong with how it ended; none = it did what it should. */
  readonly judge: (ended: Ended) => readonly Problem[];
}

export interface Ended {
  /** The exit code; null = a signal ended it. */
  readonly code: number | null;
  readonly by: NodeJS.Signals | null;
  /** Beginning of what it said on standard error, and on descriptor 3. */
  readonly said: string;
  readonly status: string;
  /** Whether it took all its input. */
  readonly tookAll: boolean;
}

const MOST_SAID = 64 * 1024;
/** What a program leaves running may hold its descriptors open; after its exit we wait this long for its last words. */
const LAST_WORDS_MS = 1_000;

/** Its standard output. Throws what its input throws, first; then Stop with what `judge` says. */
export async function* output(program: Program): AsyncGenerator<Uint8Array, void, undefined> {
  const { signal } = program;
  if (signal.aborted) throw interrupted(program.name);
  const child = start(program);
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  const said = collect(child.stderr);
  const status = collect(child.stdio[3] as Readable | null | undefined);
  const ended = endOf(child, program);
  // A program that cannot be started says so below.
  ended.catch(() => undefined);
  const fed = feed(child, program.input).catch((error: unknown) => {
    kill();
    return { error };
  });
  try {
    if (child.stdout !== null) yield* child.stdout as AsyncIterable<Uint8Array>;
    const [code, by] = await ended;
    const took = await fed;
    if (signal.aborted) throw interrupted(program.name);
    if (typeof took === 'object') throw took.error;
    const problems = program.judge({ code, by, said: said(), status: status(), tookAll: took });
    if (problems.length > 0) throw new Stop(problems);
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    await ended.catch(() => undefined);
    await fed;
  }
}

/** Runs it to its end; its output, where it has any, is thrown away. */
export async function run(program: Program): Promise<void> {
  for await (const _ of output(program)) {
    // Nothing is kept.
  }
}

export const interrupted = (name: string): Stop =>
  new Stop([
    {
      code: 'backup.failed',
      message: `Interrupted while ${name} was running.`,
      hint: 'Nothing was left behind. Run the command again.',
    },
  ]);

function start({ file, argv, env, input, status }: Program): ChildProcess {
  return spawn(file, argv, {
    env: { ...env, LC_ALL: 'C' },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...(status === true ? ['pipe' as const] : [])],
  });
}

/** Exit code and signal, once it is gone and its descriptors are read. */
async function endOf(child: ChildProcess, { name }: Program): Promise<[number | null, NodeJS.Signals | null]> {
  const exited = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(name, error)));
    child.once('exit', (code, by) => resolve([code, by]));
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const answer = await exited;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LAST_WORDS_MS);
  });
  await Promise.race([closed, patience]);
  clearTimeout(timer);
  for (const stream of child.stdio.slice(2)) stream?.destroy();
  return answer;
}

/**
 * True once all was taken; false when the program stopped taking before. The input is followed to its end even when the
 * program, which knows the end by itself, is gone by then: only its end proves it. Throws what the input throws.
 */
async function feed(child: ChildProcess, input: Bytes | undefined): Promise<boolean> {
  const stdin = child.stdin as Writable | null;
  if (input === undefined || stdin === null) return true;
  let open = true;
  const closed = new Promise<void>((resolve) => {
    const close = (): void => {
      open = false;
      resolve();
    };
    // Its exit code says why it stopped reading, not the broken pipe.
    stdin.once('error', close);
    stdin.once('close', close);
    child.once('error', close);
  });
  for await (const chunk of input) {
    if (!open) return false;
    if (!stdin.write(chunk)) await Promise.race([once(stdin, 'drain').catch(() => undefined), closed]);
  }
  if (!open) return stdin.errored === null && stdin.writableLength === 0;
  stdin.end();
  await closed;
  return stdin.errored === null && stdin.writableLength === 0;
}

function collect(stream: Readable | null | undefined): () => string {
  const parts: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (size < MOST_SAID) parts.push(chunk);
    size += chunk.length;
  });
  stream?.on('error', () => undefined);
  return () => Buffer.concat(parts).subarray(0, MOST_SAID).toString('utf8');
}

const notStarted = (name: string, error: NodeJS.ErrnoException): Stop =>
  new Stop(
    [
      {
        code: 'backup.program',
        message:
          error.code === 'ENOENT'
            ? `${name} is not installed.`
            : `${name} cannot be started (${error.code ?? 'unknown'}).`,
        hint: `Install ${name}, or see that it stands on the PATH.`,
      },
    ],
    error,
  );

/** How a program ended, for a message. */
export const endedHow = ({ code, by }: Pick<Ended, 'code' | 'by'>): string =>
  code === null ? `was ended by ${by ?? 'a signal'}` : `left with exit code ${code}`;
