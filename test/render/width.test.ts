import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/render/width.ts';

const widthElsewhere = (text: string): number => stringWidth(text, { countAnsiEscapeCodes: true });

/** All of the Basic Multilingual Plane but the large blocks that are uniform, and the pictographs beyond it. */
const BLOCKS = [
  [0x0000, 0x34ff],
  [0x9f00, 0xacff],
  [0xd700, 0xd7ff],
  [0xf900, 0xffff],
  [0x1f000, 0x1fbff],
] as const;

describe('the columns a text takes', () => {
  it.each(BLOCKS)('are those that string-width counts, for each character from %d to %d', (from, to) => {
    const different: string[] = [];
    for (let code = from; code <= to; code += 1) {
      const character = String.fromCodePoint(code);
      if (displayWidth(character) !== widthElsewhere(character)) different.push(code.toString(16));
    }
    expect(different).toEqual([]);
  });

  it.each([
    ['Điều 5. Tri thức', 16],
    ['Đi\u00ea\u0300u', 4],
    ['法律 第一条', 11],
    ['한국', 4],
    ['\u1100\u1161\u11a8', 2],
    ['\u0b95\u0bbe', 2],
    ['สวัสดี', 4],
    ['ﾊﾟ', 2],
    ['\u{1F468}\u200D\u{1F469}\u200D\u{1F467}', 2],
    ['\u{1F1FB}\u{1F1F3}', 2],
    ['1\u20e3 1\ufe0f\u20e3', 5],
    ['\u2764\ufe0f \u2764', 4],
    ['a\u200bb', 2],
  ])('%j takes %d', (text, width) => {
    expect(displayWidth(text)).toBe(width);
    expect(widthElsewhere(text)).toBe(width);
  });
});
