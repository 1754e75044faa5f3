/** The code that the build keeps compiled is what makes a command start fast. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { built } from '../support/cli.ts';

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
