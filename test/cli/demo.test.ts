/** `npm run demo`, but for the install: the script as it stands, in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { fencedBlocks, REPOSITORY } from './repository.ts';

const run = (folder: string, environment: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(REPOSITORY, 'bin/demo.mjs'), folder], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });

it('runs the whole job, and shows the three things that matter', { timeout: 240_000 }, () => {
  const folder = join(temporaryFolder(), 'demo');
  // A developer's shell often names a database; the demo has its own.
  const { status, stdout, stderr } = run(folder, {
    PGHOST: 'db.example.org',
    DATABASE_URL: 'postgres://db.example.org',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const lines = stdout.split('\n').map((line) => line.trim());
  const [promised] = fencedBlocks('README.md', 'text');
  expect(promised).toMatch(/no-op|Already applied/);
  for (const line of (promised as string).trim().split('\n')) expect(lines).toContain(line.trim());
  expect(stdout).toContain('$ cutter apply plans/house-rules');
  expect(stdout).not.toContain('\u001b[');
  const plan = readFileSync(join(folder, 'plans/constitution/plan.json'), 'utf8');
  expect(plan.split('\n').filter((line) => /^\["/.test(line))).toHaveLength(180);
  expect(existsSync(join(folder, 'plans/house-rules/receipts'))).toBe(false);
});

it('leaves a folder alone that is there already', () => {
  const folder = join(temporaryFolder(), 'mine');
  mkdirSync(folder);
  const { status, stderr } = run(folder);
  expect(status).toBe(1);
  expect(stderr).toContain('is there already');
});
