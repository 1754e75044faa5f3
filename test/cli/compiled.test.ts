/** What makes a command start fast: code that the build keeps compiled, and nothing loaded that is not needed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { built } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const SAY = `
const { loader } = require('./bin/load.js');
const { load, scripts } = loader(process.cwd() + '/dist');
for (const name of require('node:fs').readdirSync('dist')) if (name.endsWith('.cjs')) load(name);
console.log(JSON.stringify([...scripts].map(([name, { cachedDataRejected }]) => [name, cachedDataRejected])));`;

test('fits the Node that made it: V8 takes all of it', () => {
  const said = JSON.parse(execFileSync(process.execPath, ['-e', SAY], { cwd: built(), encoding: 'utf8' }));
  expect(said.length).toBeGreaterThan(50);
  expect(said.filter(([, rejected]: [string, boolean]) => rejected !== false)).toEqual([]);
});

test('no module of Node is loaded that a short command does not need', () => {
  const folder = temporaryFolder();
  const [hook, list] = [join(folder, 'hook.cjs'), join(folder, 'loaded.json')];
  const say = 'process.moduleLoadList.map((name) => name.replace("NativeModule ", ""))';
  writeFileSync(
    hook,
    `process.once('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(${say})))`,
  );
  const show = [join(built(), 'bin/cutter.js'), 'show', join(root, 'plans/constitution/plan.json')];
  // Where output is a pipe, Node loads its sockets.
  expect(spawnSync(process.execPath, ['-r', hook, ...show], { stdio: 'ignore' }).status).toBe(0);
  const loaded: string[] = JSON.parse(readFileSync(list, 'utf8'));
  expect(loaded).toContain('crypto');
  const slow = ['child_process', 'dns', 'http', 'net', 'tls', 'v8', 'worker_threads', 'zlib'];
  expect(slow.filter((name) => loaded.includes(name))).toEqual([]);
});
