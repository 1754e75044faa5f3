/** Runs a TypeScript file of the tests in a process of its own, so that it can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Resolves when the child has printed a line that equals `word`; rejects when it ends before. */
  says(word: string): Promise<void>;
  /** Ends it at once (SIGKILL) and waits until it is gone. */
  kill(): Promise<void>;
}

/** `file` is relative to the folder `test`. */
export function startChild(file: string, ...parameters: readonly string[]): Child {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const folder = join(root, 'node_modules', '.cutter-test');
  mkdirSync(folder, { recursive: true });
  const bundle = join(folder, `${basename(file, '.ts')}-${process.pid}.mjs`);
  buildSync({
    entryPoints: [join(root, 'test', file)],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const child = spawn(process.execPath, [bundle, ...parameters], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void gone.then(() => rmSync(bundle, { force: true }));
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return {
    process: child,
    pid: child.pid as number,
    says: (word) =>
      new Promise((resolve, reject) => {
        const listen = (): void => {
          if (said.split('\n').includes(word)) resolve();
        };
        child.stdout.on('data', listen);
        listen();
        void gone.then(() => reject(new Error(`The child ended before it said ${word}: ${said}`)));
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
