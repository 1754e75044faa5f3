/** Follows a page as a reader would: its commands as they stand, one after the other. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { fencedBlocks, REPOSITORY } from './repository.ts';

const byNpm = (block: string): boolean => /^npm /m.test(block);

/** Exit codes that a page announces, in order: `... # exit code 10`. */
const announced = (block: string): readonly number[] =>
  [...block.matchAll(/# exit code (\d+)$/gm)].map((match) => Number(match[1]));

/** Runs the commands of a page, one after the other in one shell, in a folder that looks like a built clone. */
function follow(page: string): {
  readonly stdout: string;
  readonly stderr: string;
  readonly blocks: readonly string[];
  readonly failures: readonly number[];
} {
  const folder = temporaryFolder();
  for (const name of ['bin', 'dist', 'schemas', 'package.json'])
    symlinkSync(join(REPOSITORY, name), join(folder, name));
  cpSync(join(REPOSITORY, 'examples'), join(folder, 'examples'), { recursive: true });
  const blocks = fencedBlocks(page, 'sh').filter((block) => !byNpm(block));
  const log = join(folder, 'failures');
  // An alias works in a script when it is said so; the exit code of every command that fails is kept.
  const script = ['shopt -s expand_aliases', `trap 'echo $? >> ${log}' ERR`, ...blocks].join('\n');
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PG|DATABASE_URL|DIRECTUS_URL)/.test(name)),
  );
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8', env: environment });
  const failures = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map(Number) : [];
  return { stdout, stderr, blocks, failures };
}

/** Asserts that every command of the page ends as the page says, and prints what it shows. */
export function expectTrue(page: string, least: number): void {
  const { stdout, stderr, blocks, failures } = follow(page);
  expect(stderr).toBe('');
  expect(blocks.length).toBeGreaterThanOrEqual(least);
  expect(failures).toEqual(blocks.flatMap(announced));
  // What the demo prints is the business of its own test.
  for (const shown of fencedBlocks(page, 'text').filter((text) => text.startsWith('gate '))) {
    expect(stdout).toContain(shown.trim());
  }
}
