/** Programs that no other test runs, because they take long: each must at least start. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test.each(['test/faults/run.mjs', 'test/bench/run.mjs'])('%s says which parts it has', (program) => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [program, '--only', 'nothing'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/There is no part nothing; the parts are \w+/);
  expect(status).toBe(1);
});
