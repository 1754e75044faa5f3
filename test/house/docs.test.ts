import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GATES } from '../../src/core/gates/index.ts';
import { PROBLEM_CODES } from '../../src/core/problem-codes.ts';
import { filesBelow, ROOT } from './sources.ts';

const page = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const dependencies = JSON.parse(page('package.json')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>;

describe('docs', () => {
  it('every gate has a section, in the order in which gates are asked', () => {
    const sections = [...page('docs/gates.md').matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    const wanted = GATES.map(({ id, title }) => (id === title ? id : `${id} ${title}`));
    expect(sections.filter((section) => wanted.includes(section as string))).toEqual(wanted);
  });

  it('every dependency has its reason', () => {
    const reasons = page('docs/dependencies.md');
    const names = [...Object.keys(dependencies.dependencies), ...Object.keys(dependencies.devDependencies)];
    expect(names.filter((name) => !reasons.includes(`\`${name}\``))).toEqual([]);
  });

  it('every problem code that a page names exists', () => {
    const area = new Set(Object.keys(PROBLEM_CODES).map((code) => code.split('.')[0]));
    const named = filesBelow('docs', '.md').flatMap(({ path, text }) =>
      [...text.matchAll(/`([a-z]+)\.([a-z_]+)`/g)]
        .filter(([, first]) => area.has(first as string))
        .map(([, first, second]) => ({ path, code: `${first}.${second}` })),
    );
    // `plan.json` and the like are files, and cutter.yaml has fields of the same look.
    const other = /\.(json|ndjson|yaml|md|txt|sql|env)$|^backup\.(max_age_minutes|gpg_recipient|directory)$/;
    expect(named.filter(({ code }) => !other.test(code) && !(code in PROBLEM_CODES))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });

  it('every grammar profile is in the list of profiles, and every one in the list exists', () => {
    const ids = filesBelow('schemas/profiles', '.json').map(({ text }) => (JSON.parse(text) as { id: string }).id);
    const listed = [...page('docs/profiles/README.md').matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]);
    expect(listed.sort()).toEqual(ids.sort());
  });

  it('every incident names tests that exist', () => {
    const rows = [...page('docs/incidents.md').matchAll(/^\| (\d+) \|.*\| ([^|]+) \|$/gm)];
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const named = rows.flatMap(([, , tests]) =>
      [...(tests as string).matchAll(/`([^`]+)`: (.+?)(?= · `|$)/g)].map(([, path, title]) => [path, title] as const),
    );
    expect(named.length).toBeGreaterThanOrEqual(20);
    const missing = named.filter(([path, title]) => {
      const text = page(path as string);
      return !["'", '"', '`'].some((quote) => text.includes(`${quote}${title}${quote}`));
    });
    expect(missing).toEqual([]);
  });
});
