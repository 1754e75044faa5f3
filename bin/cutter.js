#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// Node 22.1 and later keep compiled code between runs; earlier releases have no such function.
module.enableCompileCache?.();

const root = fileURLToPath(new URL('..', import.meta.url));
if (!existsSync(`${root}dist/main.cjs`)) {
  process.stderr.write('cutter is not built yet.\n  next: run `npm run build` in the folder of cutter\n');
  process.exitCode = 2;
} else {
  // Not import: that would first scan the whole file for the names it exports.
  await createRequire(import.meta.url)('../dist/main.cjs').main(process.argv.slice(2), root);
}
