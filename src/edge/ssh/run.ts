/** Runs ssh-keygen: arguments as a list, no shell, a short list of environment variables, a time limit. */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary.ts';

export interface RunOptions {
  /** What the program reads; absent = it shares our terminal, for a passphrase or a touch. */
  readonly input?: Uint8Array;
  readonly milliseconds: number;
}

export interface RunResult {
  /** The exit code; null where it was ended by a signal, or by the time limit. */
  readonly code: number | null;
  /** What the program said, where it did not share our terminal. */
  readonly said: string;
}

/** What ssh-keygen may need of the environment: nothing of a database or of cutter reaches it. */
const PASSED = [
  'PATH',
  'HOME',
  'TERM',
  'TMPDIR',
  'SSH_AUTH_SOCK',
  'SSH_ASKPASS',
  'SSH_ASKPASS_REQUIRE',
  'SSH_SK_PROVIDER',
  'SSH_SK_HELPER',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XDG_RUNTIME_DIR',
];
const MOST_SAID = 65_536;
const ABSENT: ReadonlySet<string | undefined> = new Set(['ENOENT', 'EACCES', 'ENOTDIR']);

/** Undefined where ssh-keygen is not installed. */
export function runSshKeygen(argv: readonly string[], options: RunOptions): Promise<RunResult | undefined> {
  const { input, milliseconds } = options;
  const env = Object.fromEntries(
    PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return new Promise((resolve, reject) => {
    // Its standard output goes to our standard error: ours belongs to the command's own result.
    const child = spawn('ssh-keygen', argv, {
      env: { ...env, LC_ALL: 'C' },
      stdio: input === undefined ? ['inherit', 2, 'inherit'] : ['pipe', 'pipe', 'pipe'],
      timeout: milliseconds,
      killSignal: 'SIGKILL',
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        if (said.length < MOST_SAID) said += chunk.toString('latin1');
      });
    }
    // ssh-keygen may refuse before it has read its input; its exit code says so, not the broken pipe.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    // What a killed program started may hold its output open: that must not keep us waiting.
    child.on('exit', (code) => {
      if (code === null) for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    });
    child.on('error', (error: NodeJS.ErrnoException) => (ABSENT.has(error.code) ? resolve(undefined) : reject(error)));
    child.on('close', (code) => resolve({ code, said }));
  });
}

/** Runs `use` with a folder that only we can read and that is gone afterwards. */
export async function withPrivateFolder<T>(
  use: (put: (name: string, bytes: Uint8Array) => string) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder('cutter-approval-');
  try {
    return await use((name, bytes) => {
      const path = join(folder, name);
      writeFileSync(path, bytes, { mode: 0o600, flag: 'wx' });
      return path;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
