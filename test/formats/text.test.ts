import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/formats/text.ts';
import { codes, refused } from './support.ts';

const read = (...parts: (string | number[])[]) =>
  textOf(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))), 'f');

describe('bytes become text only as UTF-8', () => {
  test('valid text passes unchanged, CRLF included', () => {
    expect(read('một\r\nhai 𝒳\n')).toEqual({ ok: true, value: 'một\r\nhai 𝒳\n' });
  });

  test.each([
    ['a lone continuation byte', 'một\nhai ', [0x80], 2, 5, 8 + 2],
    ['a sequence cut off at the end', 'một\n', [0xe1, 0xbb], 2, 1, 6],
    ['a sequence cut off by text', 'ab', [0xf0, 0x9f, 0x92, 0x41], 1, 3, 2],
    ['an overlong slash', '', [0xc0, 0xaf], 1, 1, 0],
    ['a surrogate', 'x\n\n', [0xed, 0xa0, 0x80], 3, 1, 3],
    ['a byte that is never UTF-8', 'é'.repeat(1000), [0xff], 1, 1001, 2000],
  ])('%s is named with line, column and byte offset', (_, before, wrong, line, column, offset) => {
    const problems = refused(read(before as string, wrong as number[], 'rest'), 'f');
    expect(codes(problems)).toEqual([['input.not_utf8', line, column]]);
    const byte = (wrong as number[])[0]?.toString(16).toUpperCase();
    expect(problems[0]?.message).toBe(`Byte ${byte} at offset ${offset} is not valid UTF-8.`);
    expect(problems[0]?.hint).toContain('UTF-8');
  });

  test('a byte order mark is refused and says how to save the file', () => {
    const problems = refused(read([0xef, 0xbb, 0xbf], 'format: x'), 'f');
    expect(codes(problems)).toEqual([['input.byte_order_mark', 1, 1]]);
    expect(problems[0]?.hint).toContain('without BOM');
  });

  test('UTF-16 is recognised', () => {
    expect(refused(read([0xff, 0xfe, 0x61, 0x00]), 'f')[0]?.message).toContain('UTF-16');
  });

  test('NUL is refused with its place', () => {
    expect(codes(refused(read('a\nbc', [0], 'd'), 'f'))).toEqual([['input.control_character', 2, 3]]);
  });

  test('nothing at all is refused', () => {
    expect(codes(refused(read(), 'f'))).toEqual([['input.empty', undefined, undefined]]);
  });
});
