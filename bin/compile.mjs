#!/usr/bin/env node
/**
 * Keeps, for the Node that runs it, the compiled code of what it loads: `compile.mjs DIST` loads every file of DIST,
 * `compile.mjs DIST COMMAND ...` runs that command. V8 compiles a function when it is first called, so that only what a
 * command has called is there at once when it is run again.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledIn, scriptLoader } from './load.js';

const [dist, ...words] = process.argv.slice(2);
const compiled = compiledIn(dist);
const { load, scripts } = scriptLoader(dist, compiled);
process.on('exit', () => {
  mkdirSync(compiled, { recursive: true });
  for (const [name, script] of scripts) writeFileSync(join(compiled, name), script.createCachedData());
});
if (words.length > 0) await load('main.cjs').main(words, fileURLToPath(new URL('..', import.meta.url)));
else for (const name of readdirSync(dist).filter((entry) => entry.endsWith('.cjs'))) load(name);
