import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/core/limits.ts';
import { readYaml } from '../../src/formats/yaml.ts';
import { cpuNow } from '../support/cpu.ts';
import { codes, refused } from './support.ts';

const read = (text: string) => readYaml(text, 'cut.yaml');
const problems = (text: string) => refused(read(text));
const value = (text: string): unknown => {
  const source = read(text);
  if (!source.ok) throw new Error(JSON.stringify(source.problems));
  return source.value.value;
};

describe('YAML 1.2 core, and nothing more', () => {
  test('words that YAML 1.1 takes for booleans, times and octals are what they look like', () => {
    expect(value('a: no\nb: on\nc: 12:30\nd: 010\ne: 2026-01-31\nf: true\ng: ~\nh: 0o10\ni: 1.5\n')).toEqual({
      a: 'no',
      b: 'on',
      c: '12:30',
      d: 10,
      e: '2026-01-31',
      f: true,
      g: null,
      h: 8,
      i: 1.5,
    });
  });

  test('a key __proto__ is a field like any other', () => {
    const read = value('__proto__: {polluted: 1}\n') as object;
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect((read as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('core tags are allowed, all others are not', () => {
    expect(value('a: !!str 12\n')).toEqual({ a: '12' });
    const found = problems('a: !include x\nb: !<tag:yaml.org,2002:binary> aGk=\nc: !!binary aGk=\nd: ! x\n');
    expect(codes(found).slice(0, 4)).toEqual([
      ['syntax.yaml', 1, 4],
      ['syntax.yaml', 2, 4],
      ['syntax.yaml', 3, 4],
      ['syntax.yaml', 4, 4],
    ]);
    expect(found[0]?.hint).toContain('in quotes');
  });

  test('anchors and aliases are refused, each with its place', () => {
    const found = problems('a: &x 1\nb: *x\nc: [ *x ]\n');
    expect(codes(found)).toEqual([
      ['syntax.alias', 1, 4],
      ['syntax.alias', 2, 4],
      ['syntax.alias', 3, 6],
    ]);
    expect(found[0]?.hint).toContain('Write the value out');
  });

  test('a * or & inside a text is no alias', () => {
    expect(value('a: "*x"\nb: 5 & 6\nc: |\n  *x\n  &y\n')).toEqual({ a: '*x', b: '5 & 6', c: '*x\n&y\n' });
  });

  test('merge keys are refused', () => {
    const found = problems('a: {x: 1}\nb:\n  <<: {y: 2}\n');
    expect(codes(found)).toEqual([['syntax.merge_key', 3, 3]]);
    expect(found[0]?.place?.pointer).toBe('/b/<<');
  });

  test('every duplicate key is named, with the line of the first', () => {
    const found = problems('name: a\nx: {k: 1, "k": 2}\nname: b\n');
    expect(codes(found)).toEqual([
      ['syntax.duplicate_key', 2, 11],
      ['syntax.duplicate_key', 3, 1],
    ]);
    expect(found[1]?.message).toBe('The field "name" is given twice; first on line 1.');
  });

  test('numbers beyond 2^53 are refused, whatever their notation', () => {
    expect(value('a: 9007199254740991\nb: -9007199254740991\n')).toEqual({ a: 2 ** 53 - 1, b: -(2 ** 53 - 1) });
    const found = problems(
      'a: 9007199254740992\nb: -9007199254740993\nc: 1e400\nd: .inf\ne: .nan\nf: 0x20000000000000\n',
    );
    expect(codes(found).map(([code, line]) => [code, line])).toEqual(
      [1, 2, 3, 4, 5, 6].map((line) => ['syntax.number_range', line]),
    );
    expect(found[0]?.hint).toContain('quotes');
  });

  test('a second document is refused', () => {
    expect(codes(problems('a: 1\n---\nb: 2\n'))).toEqual([['syntax.multiple_documents', 2, 1]]);
  });

  test('a directive cannot switch to YAML 1.1', () => {
    expect(codes(problems('%YAML 1.1\n---\na: no\n'))[0]).toEqual(['syntax.yaml', 1, 1]);
  });

  test('all syntax errors are reported at once', () => {
    const found = problems('a: @b\nc: d: e\nf: `g\n');
    expect(codes(found).map(([code, line]) => [code, line])).toEqual([1, 2, 3].map((line) => ['syntax.yaml', line]));
  });

  test('a tab as indentation says to use spaces', () => {
    expect(problems('a:\n\tb: 1\n').map(({ hint }) => hint)).toContain('Indent with spaces.');
  });

  test('control characters are refused with their place, and are not repeated in the message', () => {
    const found = problems('a: "x\u001b[31m"\n');
    expect(codes(found)).toEqual([['input.control_character', 1, 6]]);
  });

  test('columns count code points', () => {
    expect(codes(problems('"𝒳𝒳": 1\n"𝒳𝒳": *a\n'))[0]).toEqual(['syntax.alias', 2, 7]);
  });

  test('nothing but comments is empty', () => {
    for (const text of ['# a\n\n', '---\n', '\n', '~\n']) expect(codes(problems(text))[0]?.[0]).toBe('input.empty');
  });
});

describe('nesting is bounded before anything is built', () => {
  test.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['brackets behind brackets in quotes', '["]",'.repeat(50_000)],
    ['brackets behind brackets in a comment', '[ # ]\n'.repeat(20_000)],
    ['sequences on a line', '- '.repeat(50_000)],
    ['explicit keys on a line', '? '.repeat(50_000)],
    ['keys on a line', 'a: '.repeat(50_000)],
    ['indentation', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ])('%s, twice in one process', (_, text) => {
    for (let time = 0; time < 2; time++) {
      const found = problems(text);
      expect(found.at(-1)?.code).toBe('syntax.depth');
      expect(found.at(-1)?.place?.line).toBeGreaterThan(0);
      expect(found.at(-1)?.hint).toContain('stray brackets');
    }
  });

  test('brackets in texts and comments do not count', () => {
    const open = '['.repeat(500);
    expect(value(`# ${open}\na: "${open}"\nb: |\n  ${open}\nc: x${open}\n`)).toMatchObject({ a: open, c: `x${open}` });
  });

  test('a long flat file is not deep', () => {
    expect(value('- a: 1\n  b: [1, 2]\n'.repeat(500))).toHaveLength(500);
  });
});

describe('a flood of problems', () => {
  test('is cut to fifty, and a last one says how many more', () => {
    const found = problems('a: *x\n'.repeat(2000));
    expect(found.filter(({ code }) => code === 'syntax.alias')).toHaveLength(50);
    expect(found.find(({ code }) => code === 'input.more_problems')?.message).toBe(
      '1950 more problems are not listed.',
    );
  });

  test.each(['- [[[[[[[[\n', ']', '{a}\n', '*a\n', 'a: "x\n', 'a: b\n', '- - -\n', '---\n'])(
    'the largest file of %j is refused within a second',
    (piece) => {
      const started = cpuNow();
      const found = problems(piece.repeat(Math.floor(LIMITS.cut / piece.length)));
      expect(cpuNow() - started).toBeLessThan(1000);
      expect(found.some(({ code }) => code === 'input.too_large' || code === 'input.more_problems')).toBe(true);
    },
  );
});
