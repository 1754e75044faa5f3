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

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
}

/** Paths of the fields of a schema, `policy.SG_1.threshold`. */
const fieldsOf = ({ properties = {} }: Shape, at: string): readonly string[] =>
  Object.entries(properties).flatMap(([name, shape]) => [`${at}${name}`, ...fieldsOf(shape, `${at}${name}.`)]);

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

  it('every field of cutter.yaml is on the page of the configuration, and every one there exists', () => {
    const schema = JSON.parse(page('schemas/config.schema.json')) as Shape & { readonly $defs: Record<string, Shape> };
    const { embedded, server } = schema.$defs;
    const fields = [
      ...fieldsOf(schema, ''),
      ...[embedded, server].flatMap((target) => fieldsOf(target as Shape, 'targets.NAME.')),
    ];
    const listed = [...page('docs/configuration.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, field]) => field);
    expect(listed.sort()).toEqual([...new Set(fields)].sort());
    expect(listed.length).toBeGreaterThan(30);
  });

  it('every gate is in the glossary', () => {
    const [, section = ''] = page('docs/glossary.md').split('\n## Gates\n');
    const listed = [...section.matchAll(/^\| ([^|]+?) \|/gm)].map(([, word]) => word as string);
    const wanted = GATES.map(({ id, title }) => (id === title ? id : `${id} ${title}`));
    expect(listed.filter((word) => wanted.includes(word))).toEqual(wanted);
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
