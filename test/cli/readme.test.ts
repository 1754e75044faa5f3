/** The README is true: its commands run as they stand, in its order, and print what it shows. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/formats/config.ts';
import { filesBelow } from '../house/sources.ts';
import { temporaryFolder } from '../support/folder.ts';
import { fencedBlocks, REPOSITORY } from './repository.ts';

const commands = fencedBlocks('README.md', 'sh');
const byNpm = (block: string): boolean => /^npm /m.test(block);

/** Exit codes that the README announces, in order: `... # exit code 10`. */
const announced = (block: string): readonly number[] =>
  [...block.matchAll(/# exit code (\d+)$/gm)].map((match) => Number(match[1]));

describe('README', () => {
  it('its commands, one after the other, end as it says and print what it shows', { timeout: 120_000 }, () => {
    const folder = temporaryFolder();
    for (const name of ['bin', 'dist', 'schemas', 'package.json'])
      symlinkSync(join(REPOSITORY, name), join(folder, name));
    cpSync(join(REPOSITORY, 'examples'), join(folder, 'examples'), { recursive: true });
    const blocks = commands.filter((block) => !byNpm(block));
    expect(blocks.length).toBeGreaterThan(4);
    const failures = join(folder, 'failures');
    writeFileSync(
      join(folder, 'readme.sh'),
      ['shopt -s expand_aliases', `trap 'echo $? >> ${failures}' ERR`, ...blocks].join('\n'),
    );
    const environment = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(PG|DATABASE_URL|DIRECTUS_URL)/.test(name)),
    );
    const { stdout, stderr } = spawnSync('bash', ['readme.sh'], { cwd: folder, encoding: 'utf8', env: environment });
    expect(stderr).toBe('');
    const ended = existsSync(failures) ? readFileSync(failures, 'utf8').trim().split('\n').map(Number) : [];
    expect(ended).toEqual(blocks.flatMap(announced));
    const [, shown] = fencedBlocks('README.md', 'text');
    expect(stdout).toContain(shown?.trim());
  });

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

  it('its configuration is one that cutter takes', () => {
    const blocks = fencedBlocks('README.md', 'yaml');
    expect(blocks).toHaveLength(1);
    for (const block of blocks) expect(readConfig(Buffer.from(block), 'cutter.yaml')).toMatchObject({ ok: true });
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
