/** What the pages say of scripts, formats and links is so. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/formats/config.ts';
import { readCut } from '../../src/formats/cut.ts';
import { filesBelow } from '../house/sources.ts';
import { fencedBlocks, REPOSITORY } from './repository.ts';

describe('pages', () => {
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
