#!/usr/bin/env node
/**
 * Keeps, for the Node that runs it, the compiled code of what it loads. V8 compiles a function when it is first called,
 * so that only what has been called is there at once the next time:
 *
 *     compile.mjs DIST          loads every file of DIST
 *     compile.mjs DIST job      does the whole job with the examples, on an embedded database in a folder of its own
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { compiledIn, loader } from './load.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = resolve(process.argv[2]);
const compiled = compiledIn(dist);
const { load, scripts } = loader(dist);

// What is not called again soon would be thrown away. What is kept says with which flags it was made, and must fit.
const { setFlagsFromString } = v8;
setFlagsFromString('--no-flush-bytecode');
// Flags that a command sets for its own work would be among those that everything compiled here must be loaded with.
v8.setFlagsFromString = () => undefined;
if (process.argv[3] === 'job') await job();
else for (const name of readdirSync(dist).filter((entry) => entry.endsWith('.cjs'))) load(name);
setFlagsFromString('--flush-bytecode');
mkdirSync(compiled, { recursive: true });
for (const [name, script] of scripts) writeFileSync(join(compiled, name), script.createCachedData());
process.exitCode = 0;

/** Each command answers as it always does; that one fails here only means that less is compiled. */
async function job() {
  const folder = mkdtempSync(join(tmpdir(), 'cutter-compile-'));
  const cut = 'examples/01-constitution/cut.yaml';
  const rules = 'examples/02-house-rules/cut.yaml';
  const plan = 'plan/plan.json';
  const key = ['--as', 'you@example.org', '--key', 'key'];
  const approval = ['--approval', 'plan/approvals/SG_1.you@example.org.json'];
  const commands = [
    ['init', '--signer', 'you@example.org', '--new-key', 'key'],
    ['sandbox', 'up'],
    ['sandbox', 'register', cut],
    ['validate', cut],
    ['mark', cut],
    ['plan', cut, '--out', 'plan'],
    ['show', plan],
    ['approve', plan, ...key],
    ['apply', plan, ...approval],
    ['apply', plan, ...approval],
    ['verify', plan],
    ['diff', plan, plan],
    ['sandbox', 'register', rules],
    ['keys', 'init'],
    ['run', rules, '--out', 'rules'],
    ['approve', 'rules', ...key],
    ['resume'],
    ['approve', 'rules/enact', ...key],
    ['resume'],
    ['status'],
    ['runs'],
  ];
  try {
    process.chdir(folder);
    cpSync(join(root, 'examples'), 'examples', { recursive: true });
    const { main } = load('main.cjs');
    for (const words of commands) await main(words, root);
  } finally {
    process.chdir(root);
    rmSync(folder, { recursive: true, force: true });
  }
}
