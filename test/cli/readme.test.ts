/** The README and the tutorial are true: their commands run as they stand, in order, and print what is shown. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/formats/config.ts';
import { readCut } from '../../src/formats/cut.ts';
import { filesBelow } from '../house/sources.ts';
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

describe('pages', () => {
  it.each([
    ['README.md', 5],
    ['docs/cutting-a-document.md', 4],
  ])(
    'the commands of %s, one after the other, end as it says and print what it shows',
    { timeout: 120_000 },
    (page, least) => {
      const { stdout, stderr, blocks, failures } = follow(page);
      expect(stderr).toBe('');
      expect(blocks.length).toBeGreaterThanOrEqual(least);
      expect(failures).toEqual(blocks.flatMap(announced));
      // What the demo prints is the business of its own test.
      for (const shown of fencedBlocks(page, 'text').filter((text) => text.startsWith('gate ')))
        expect(stdout).toContain(shown.trim());
    },
  );

  it('every npm command that it or a page names is a script of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const pages = [
      ...filesBelow('docs', '.md'),
      { path: 'README.md', text: readFileSync(join(REPOSITORY, 'README.md'), 'utf8') },
    ];
    const named = pages.flatMap(({ text }) =>
      [...text.matchAll(/(?:^|`)npm (?:run )?([a-z][a-z:]*)/gm)].map((match) => match[1] as string),
    );
    expect(named).toContain('demo');
    expect(
      named.filter((name) => !['ci', 'install', 'view', 'ping'].includes(name) && scripts[name] === undefined),
    ).toEqual([]);
  });

  it('the configuration of the README is one that cutter takes', () => {
    const blocks = fencedBlocks('README.md', 'yaml');
    expect(blocks).toHaveLength(1);
    for (const block of blocks) expect(readConfig(Buffer.from(block), 'cutter.yaml')).toMatchObject({ ok: true });
  });

  it('the cut of the tutorial is one that cutter takes', () => {
    const blocks = fencedBlocks('docs/cutting-a-document.md', 'yaml');
    expect(blocks).toHaveLength(1);
    for (const block of blocks) expect(readCut(Buffer.from(block), 'cut.yaml')).toMatchObject({ ok: true });
  });

  it('links of the README and of every page lead somewhere', () => {
    const pages = ['README.md', 'CHANGELOG.md', ...filesBelow('docs', '.md').map(({ path }) => path)];
    const broken = pages.flatMap((page) =>
      [...readFileSync(join(REPOSITORY, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map((match) => match[1] as string)
        .filter((target) => !existsSync(join(REPOSITORY, dirname(page), target)))
        .map((target) => `${page} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
