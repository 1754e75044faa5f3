import { describe, expect, test } from 'vitest';
import { readJson } from '../../src/formats/json.ts';
import { codes, refused } from './support.ts';

const problems = (text: string) => refused(readJson(text, 'f.json'), 'f.json');

describe('strict JSON', () => {
  test('reads what JSON.parse reads', () => {
    const text = ' {"a": [1, -0.5, 2e3, true, null, "\\u00e9\\n\\"𝒳"], "__proto__": {}, "": []}\n';
    const source = readJson(text, 'f.json');
    expect(source.ok && source.value.value).toEqual(JSON.parse(text));
    expect(source.ok && source.value.place('/a/5', 'value')).toEqual({
      file: 'f.json',
      line: 1,
      column: 35,
      pointer: '/a/5',
    });
  });

  test.each([
    ['{"a": 1,}', 1, 9, 'A field name in double quotes is expected here.'],
    ["{'a': 1}", 1, 2, 'A field name in double quotes is expected here.'],
    ['[1 2]', 1, 4, 'A "," or "]" is expected here.'],
    ['{"a"\n 1}', 2, 2, 'A ":" is expected here.'],
    ['[01]', 1, 3, 'A "," or "]" is expected here.'],
    ['[NaN]', 1, 2, 'A value is expected here.'],
    ['["\\x"]', 1, 2, 'This text is not closed, or holds a wrong escape or a control character.'],
    ['["a\nb"]', 1, 2, 'This text is not closed, or holds a wrong escape or a control character.'],
    ['["a', 1, 2, 'This text is not closed, or holds a wrong escape or a control character.'],
    ['{"a":', 1, 6, 'The file ends too early.'],
    ['{} {}', 1, 4, 'Something follows the end of the document.'],
  ])('%s', (text, line, column, message) => {
    const found = problems(text);
    expect(codes(found)).toEqual([['syntax.json', line, column]]);
    expect(found[0]?.message).toBe(message);
  });

  test('duplicate keys, numbers beyond 2^53 and halves of surrogate pairs are found together', () => {
    expect(codes(problems('{"a": 9007199254740993,\n"b": "\\ud800",\n"a": 1e999}'))).toEqual([
      ['syntax.number_range', 1, 7],
      ['syntax.json', 2, 6],
      ['syntax.duplicate_key', 3, 1],
      ['syntax.number_range', 3, 6],
    ]);
  });

  test('nesting is bounded, twice in one process', () => {
    for (let time = 0; time < 2; time++) {
      expect(codes(problems('['.repeat(100_000)))).toEqual([['syntax.depth', 1, 65]]);
      expect(codes(problems('{"a":'.repeat(100_000)))).toEqual([['syntax.depth', 1, 321]]);
    }
  });

  test('a text of many megabytes is no trouble', () => {
    const text = JSON.stringify([`${'a\\"'.repeat(2_000_000)}`]);
    const source = readJson(text, 'f.json');
    expect(source.ok && (source.value.value as string[])[0]?.length).toBe(6_000_000);
  });
});
