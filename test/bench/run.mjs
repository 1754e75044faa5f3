/** Bundles the benchmark, which is TypeScript and calls flows of src, and runs it. Arguments: see main.ts. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'node_modules/.cutter-test');
const bundle = join(folder, `bench-${process.pid}.mjs`);
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [join(root, 'test/bench/main.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});
process.once('exit', () => rmSync(bundle, { force: true }));
const { main } = await import(pathToFileURL(bundle).href);
await main(root, process.argv.slice(2));
