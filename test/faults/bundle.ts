/** Bundles a file of this folder, which is TypeScript, so that a process or a thread can run it; kept while this one lives. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const made = new Map<string, string>();

export function bundled(root: string, name: string): string {
  const known = made.get(name);
  if (known !== undefined) return known;
  const folder = join(root, 'node_modules/.cutter-test');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `faults-${name}-${process.pid}.mjs`);
  buildSync({
    entryPoints: [join(root, 'test/faults', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  process.once('exit', () => rmSync(outfile, { force: true }));
  made.set(name, outfile);
  return outfile;
}
