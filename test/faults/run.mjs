/** Bundles the proof under faults, which is TypeScript and calls flows of src, and runs it. Arguments: see main.ts. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'node_modules/.cutter-test');
const bundle = join(folder, `faults-${process.pid}.mjs`);
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [join(root, 'test/faults/main.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  // bin/load.js is CommonJS, which calls require.
  banner: { js: "import{createRequire as requireFor}from'node:module';const require=requireFor(import.meta.url);" },
  // What the tests share asks the runner of the tests for its server and its scratch folder; here main.ts gives them.
  alias: { vitest: join(root, 'test/faults/provided.ts') },
});
process.once('exit', () => rmSync(bundle, { force: true }));
const { main } = await import(pathToFileURL(bundle).href);
await main(root, process.argv.slice(2));
