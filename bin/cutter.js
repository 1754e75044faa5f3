#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loader } from './load.js';

const root = fileURLToPath(new URL('..', import.meta.url));
if (!existsSync(`${root}dist/main.cjs`)) {
  process.stderr.write('cutter is not built yet.\n  next: run `npm run build` in the folder of cutter\n');
  process.exitCode = 2;
} else {
  await loader(`${root}dist`)('main.cjs').main(process.argv.slice(2), root);
}
