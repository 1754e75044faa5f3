import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, ROOT, type SourceFile, sources } from './sources.ts';

/** Longer than this, and a file holds more than one concept. */
const MOST_LINES = 250;

const prose = (): readonly SourceFile[] => [
  ...filesBelow('docs', '.md'),
  ...filesBelow('examples', '.md', '.yaml'),
  ...['README.md', 'CHANGELOG.md', 'LICENSE'].map((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return { path, text, code: text };
  }),
];
const programs = (): readonly SourceFile[] => [
  ...sources(),
  ...filesBelow('bin', '.js', '.mjs'),
  ...filesBelow('test', '.ts'),
  ...filesBelow('schemas', '.json', '.sql'),
];

const linesWith = (files: readonly SourceFile[], pattern: RegExp): readonly string[] =>
  files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

describe('files of the house', () => {
  it(`no source has more than ${MOST_LINES} lines`, () => {
    const long = sources()
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > MOST_LINES);
    expect(long).toEqual([]);
  });

  it('nothing is left to be done later', () => {
    // Put together, so that this line is not found itself.
    const later = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`);
    expect(linesWith([...programs(), ...prose()], later)).toEqual([]);
  });

  it('no test is skipped or run alone', () => {
    const pattern = /\b(?:it|test|describe)\.(?:skip|only|todo)\b/;
    expect(linesWith(filesBelow('test', '.test.ts'), pattern)).toEqual([]);
  });

  it('no text names a path of the machine it was written on, or a registry', () => {
    const pattern = /(?:^|[\s'"`(=])\/(?:home|root|Users|work|mnt)\/|registry\.npmjs|registry\.yarnpkg/;
    expect(linesWith([...sources(), ...filesBelow('bin', '.js', '.mjs'), ...prose()], pattern)).toEqual([]);
  });

  it('the lockfile names packages by version and content, not by where they were fetched', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string; integrity?: string }>;
    };
    const entries = Object.entries(packages).filter(([path]) => path !== '');
    expect(entries.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
    expect(entries.filter(([, entry]) => entry.integrity === undefined).map(([path]) => path)).toEqual([]);
  });
});
