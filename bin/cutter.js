#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

// Node 22.1 and later keep compiled code between runs; earlier releases have no such function.
module.enableCompileCache?.();

const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('cutter is not built yet.\n  next: run `npm run build` in the folder of cutter\n');
  process.exitCode = 2;
} else {
  await (await import(main.href)).main(process.argv.slice(2));
}
