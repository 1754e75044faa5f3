/**
 * core and render are functions from values to values. Of the built-in objects they use those that answer the same
 * everywhere and always: Buffer, TextEncoder and TextDecoder as byte codecs, and Date as arithmetic on a time that was
 * given (Date.parse, Date.UTC, new Date(number)). The clock is not such, nor is anything that depends on the locale.
 */
import { describe, expect, it } from 'vitest';
import { filesBelow, importsOf } from './sources.ts';

interface Impurity {
  readonly what: string;
  readonly pattern: RegExp;
}

const IMPURE: readonly Impurity[] = [
  { what: 'waits', pattern: /\b(?:async|await|Promise)\b/ },
  { what: 'reads the clock', pattern: /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )\bDate\(|\bperformance\b/ },
  { what: 'is random', pattern: /\bMath\.random\b|\bcrypto\.|\brandom(?:Bytes|UUID|Int)\b/ },
  { what: 'reads its environment', pattern: /\bprocess\s*[.[]|\bglobalThis\b|\bimport\.meta\b/ },
  { what: 'has effects', pattern: /\bconsole\s*\.|\bfetch\(|\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/ },
  { what: 'loads code later', pattern: /\bimport\(|\brequire\(/ },
  { what: 'depends on the locale', pattern: /\.localeCompare\b|\.toLocale\w*\(|\bIntl\.(?!Segmenter(?:;|\('en'\)))/ },
];

/** Hashing and checking signatures are functions too; Node keeps them in a module. */
const MAY_USE_CRYPTO = ['src/core/hash.ts', 'src/core/approval/ed25519.ts'];

const files = [...filesBelow('src/core', '.ts'), ...filesBelow('src/render', '.ts')];

describe('purity of core and render', () => {
  it.each(IMPURE)('no file $what', ({ pattern }) => {
    const found = files.flatMap(({ path, code }) =>
      code.split('\n').flatMap((line) => (pattern.test(line) ? [`${path}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it('node:crypto is imported by the file that hashes and the one that checks signatures, and no other module of Node is', () => {
    const users = files.flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => specifier.startsWith('node:'))
        .map(({ specifier }) => `${file.path} ${specifier}`),
    );
    expect(users.sort()).toEqual(MAY_USE_CRYPTO.map((path) => `${path} node:crypto`).sort());
  });

  it('the patterns find what they are for', () => {
    const samples = [
      'await x',
      'new Date()',
      'crypto.randomUUID()',
      'process.env.X',
      'console.log(1)',
      "import('./x.ts')",
      'a.localeCompare(b)',
    ];
    expect(IMPURE.map(({ pattern }, index) => pattern.test(samples[index] as string))).toEqual(IMPURE.map(() => true));
    expect(IMPURE.filter(({ pattern }) => pattern.test("Date.parse(text) + new Date(0) + 'process'"))).toEqual([]);
  });
});
