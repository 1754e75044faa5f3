import { describe, expect, it } from 'vitest';
import { importsOf, type SourceFile, sources } from './sources.ts';

interface Rule {
  readonly layer: string;
  /** Layers it may import from. */
  readonly layers: readonly string[];
  /** Packages and modules of Node it may import; a name that ends in ':' or '/' stands for all that begin so. */
  readonly packages: readonly string[];
  readonly why: string;
}

const RULES: readonly Rule[] = [
  {
    layer: 'core',
    layers: ['core'],
    packages: ['node:crypto'],
    why: 'What is decided follows from values alone, so that it can be tested, read and repeated without a world around it.',
  },
  {
    layer: 'formats',
    layers: ['formats', 'core'],
    packages: ['node:buffer', 'yaml'],
    why: 'The only road from untrusted bytes to trusted values; it decides nothing and touches no file.',
  },
  {
    layer: 'render',
    layers: ['render', 'core'],
    packages: ['diff', 'get-east-asian-width'],
    why: 'Text is made from values, so that what a reviewer sees depends on nothing but the plan.',
  },
  {
    layer: 'ports',
    layers: ['ports', 'core'],
    packages: [],
    why: 'What flows need from the world, said in words of the domain and not of a driver.',
  },
  {
    layer: 'flows',
    layers: ['flows', 'core', 'formats', 'ports'],
    packages: ['node:path'],
    why: 'A flow reaches the world by its ports alone; then a test can wrap them, and the code holds no test seams.',
  },
  {
    layer: 'edge',
    layers: ['edge', 'core', 'ports'],
    packages: [
      'node:',
      '@electric-sql/pglite',
      'graphile-worker',
      'graphile-worker/dist/generated/sql.js',
      'pg',
      'pg/lib/client.js',
      'pg/lib/connection.js',
    ],
    why: 'The only code that touches the world does as it is told: it knows neither flows nor formats.',
  },
  {
    layer: 'cli',
    layers: ['cli', 'core', 'edge', 'flows', 'formats', 'ports', 'render'],
    packages: ['node:', '@oclif/core', '@oclif/core/', 'chalk'],
    why: 'It puts the parts together.',
  },
];

const files = sources();
const layerOf = (path: string): string => /^src\/(?:([^/]+)\/|([^/]+)\.ts$)/.exec(path)?.slice(1).find(Boolean) ?? path;
const allowed = (specifier: string, packages: readonly string[]): boolean =>
  packages.some((name) => specifier === name || (/[:/]$/.test(name) && specifier.startsWith(name)));

describe('layers', () => {
  it.each(RULES)('$layer imports from $layers: $why', ({ layer, layers, packages }) => {
    const here = files.filter(({ path }) => layerOf(path) === layer);
    expect(here).not.toEqual([]);
    const breaches = here.flatMap((file) =>
      importsOf(file)
        .filter(({ specifier, path }) =>
          path === undefined ? !allowed(specifier, packages) : !layers.includes(layerOf(path)),
        )
        .map(({ specifier }) => `${file.path} imports ${specifier}`),
    );
    expect(breaches).toEqual([]);
  });

  it('every file belongs to a layer that has a rule', () => {
    const known = RULES.map(({ layer }) => layer);
    expect(files.map(({ path }) => path).filter((path) => !known.includes(layerOf(path)))).toEqual([]);
  });

  it('no file imports itself by a detour, types included: what belongs together stands together', () => {
    expect(cycles(files)).toEqual([]);
  });

  it('the reader of imports sees what it must', () => {
    const text = [
      "import type { A } from './a.ts';",
      "import {\n  b,\n} from '../b.ts';",
      "export { c } from './c.ts';",
      "import 'node:fs';",
      "  const d = await import('./d.ts');",
    ].join('\n');
    const file = { path: 'src/core/x.ts', text, code: text };
    expect(importsOf(file).map(({ path, specifier }) => path ?? specifier)).toEqual([
      'src/core/a.ts',
      'src/b.ts',
      'src/core/c.ts',
      'node:fs',
      'src/core/d.ts',
    ]);
  });
});

/** Every cycle once, as `a -> b -> a`, begun at its first file. */
function cycles(all: readonly SourceFile[]): readonly string[] {
  const edges = new Map(all.map((file) => [file.path, importsOf(file).flatMap(({ path }) => path ?? [])]));
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      const loop = trail.slice(at);
      const first = loop.indexOf([...loop].sort()[0] as string);
      const turned = [...loop.slice(first), ...loop.slice(0, first)];
      found.add([...turned, turned[0]].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return [...found].sort();
}
