/** Commands of a run in processes of their own, from other folders, to be killed at a line of the record. */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

export interface Order {
  readonly config: string;
  readonly root: string;
  readonly command: 'run' | 'approve';
  /** Absent = it is started. */
  readonly run?: string;
  readonly cutFile: string;
  readonly out: string;
  readonly plan?: string;
  readonly approver: string;
  readonly key: string;
  /** Number of the line of the record before or after which the process ends itself with SIGKILL. */
  readonly mine?: { readonly line: number; readonly when: 'before' | 'after' };
}

export interface Told {
  readonly state?: string;
  readonly codes?: readonly string[];
}

/** Packages that are CommonJS call require for modules of Node, and an ES module has none. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

let bundle: string | undefined;

function bundled(root: string): string {
  if (bundle !== undefined) return bundle;
  const folder = join(root, 'node_modules/.cutter-test');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `run-worker-${process.pid}.mjs`);
  buildSync({
    entryPoints: [join(root, 'test/run/worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // All in one file: to find and link those of packages takes as long as Node takes to start. PGlite brings other files.
    external: ['@electric-sql/pglite', 'pg-native'],
    banner: { js: REQUIRE },
    minifyWhitespace: true,
  });
  process.once('exit', () => rmSync(outfile, { force: true }));
  bundle = outfile;
  return outfile;
}

/** What the process said, or `killed`. Each has a working folder of its own. */
export async function inProcess(order: Order): Promise<Told | 'killed'> {
  const cwd = mkdtempSync(join(tmpdir(), 'cutter-elsewhere-'));
  try {
    const child = fork(bundled(order.root), [JSON.stringify(order)], {
      cwd,
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let told: Told | undefined;
    child.on('message', (message: Told) => {
      told = message;
    });
    const signal = await new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
    if (signal === 'SIGKILL') return 'killed';
    if (told === undefined) throw new Error('The process ended without a word.');
    return told;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
