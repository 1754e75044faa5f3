import { describe, expect, it } from 'vitest';
import { isAddress, isKey, isPrefix, isUnder } from '../../src/core/document/address.ts';
import { readNumber } from '../../src/core/document/numeral.ts';
import type { NumberRule, NumeralKind, Profile } from '../../src/core/document/profile.ts';
import { checkProfile } from '../../src/core/document/profile-check.ts';
import { keys, marked, PROFILE, part, text, units } from './support.ts';

describe('addresses', () => {
  it('lie under a prefix only with the slash', () => {
    expect(isUnder('ICX-CONST/NT-1', 'ICX-CONST')).toBe(true);
    expect(isUnder('ICX-CONST-2/NT-1', 'ICX-CONST')).toBe(false);
    expect(isUnder('ICX-CONST', 'ICX-CONST')).toBe(false);
  });
  it('are made of a prefix and a key by the rules', () => {
    expect(['ABC', 'A-1', '2-B', 'A'.repeat(32)].every(isPrefix)).toBe(true);
    expect(['', 'AB', '-AB', 'AB-', 'ABc', 'A B', 'A/B', 'A'.repeat(33), 'A_B'].some(isPrefix)).toBe(false);
    expect(['1', 'DIEU-0-S-M-L', 'C2-D14', 'A/B-1'].every(isKey)).toBe(true);
    expect(['', '-A', 'A-', 'A--B', 'A//B', '/A', 'A/', 'Đ', 'a', 'A.B', 'A%', 'A'.repeat(201)].some(isKey)).toBe(
      false,
    );
    expect(isAddress('TEST/A', 'TEST')).toBe(true);
    expect(isAddress('TEST2/A', 'TEST')).toBe(false);
  });
});

describe('numbers', () => {
  const key = (line: string, kinds: readonly NumeralKind[], rest: Partial<NumberRule> = {}) =>
    readNumber(line, 0, { kinds, ...rest })?.key;
  it('are read whole or not at all', () => {
    expect(['0', '7', '120', '05', '5a', '', '1234567890123'].map((line) => key(line, ['arabic']))).toEqual([
      ...['0', '7', '120'],
      ...[undefined, undefined, undefined, undefined],
    ]);
    expect(['I', 'IV', 'XLII', 'MCMXC', 'IIII', 'VX', 'i', 'IX2'].map((line) => key(line, ['roman']))).toEqual([
      ...['I', 'IV', 'XLII', 'MCMXC'],
      ...[undefined, undefined, undefined, undefined],
    ]);
    expect(['A', 'Z', 'AB', 'a', 'Đ', '1'].map((line) => key(line, ['letter']))).toEqual([
      ...['A', 'Z'],
      ...[undefined, undefined, undefined, undefined],
    ]);
  });
  it('take suffixes and names as the rule has them', () => {
    const suffix = { separators: ['-'], kinds: ['letter'], most: 2 } as const;
    expect(key('0-S-M-L.', ['arabic'], { suffix })).toBe('0-S-M');
    expect(key('0-.', ['arabic'], { suffix })).toBe('0');
    expect(key('Thuật ngữ. X', ['arabic'], { names: { 'Thuật ngữ': 'TERMINOLOGY' } })).toBe('TERMINOLOGY');
  });
});

describe('status', () => {
  it('is inherited from the part, and the own marker wins both ways', () => {
    const source = [
      part('### Điều 1. A', 'Thân.', '', '### ⛔ Điều 2. B', 'Thân.', ''),
      '## 📝 Phần II. Hai\n### ✔️ Điều 3. C\nThân.\n\n### Điều 4. D\nThân.\n',
    ].join('');
    const result = marked(source);
    expect(keys(result)).toEqual(['DIEU-1', 'DIEU-3']);
    const excluded = result.manifest.spans.filter((span) => span.span === 'exclusion');
    expect(excluded.map(({ key, status, basis }) => [key, status, basis])).toEqual([
      ['DIEU-2', 'obsolete', 'own_marker'],
      ['DIEU-4', 'draft', 'group_marker'],
    ]);
  });
  it('knows every sign of the profile', () => {
    for (const { signs, status } of PROFILE.markers) {
      for (const sign of signs) {
        const result = marked(part('### Điều 1. A', 'Thân.', '', `### ${sign} Điều 2. B`, 'Thân.'));
        const span = result.manifest.spans.find((each) => 'key' in each && each.key === 'DIEU-2');
        expect(span, sign).toMatchObject({ status });
      }
    }
  });
  it('does not leave an address to excluded text', () => {
    const result = marked(`${part('### Điều 1. A', 'Thân.', '')}## ⛔ Phần II. Cũ\n### Điều 1. Bản cũ\nThân.\n`);
    expect(keys(result)).toEqual(['DIEU-1']);
    expect(result.manifest.counts.exclusions).toBe(1);
  });
});

describe('bodies', () => {
  it('are the text below the heading without the blank lines around it', () => {
    const result = marked(
      part('### Điều 1. A', '', '', '  Một.', '', '> Hai.', '', '', '---', '', '### Điều 2. B', 'Ba.'),
    );
    expect(units(result).map((span) => text(result, span.body))).toEqual(['  Một.\n\n> Hai.', 'Ba.']);
  });
  it('keep blocks as they are, also lines in them that look like titles', () => {
    const body = '```sh\n# chú thích\n\n---\n```\nCuối.';
    const result = marked(part('### Điều 1. A', body));
    expect(units(result).map((span) => text(result, span.body))).toEqual([body]);
  });
});

describe('a profile', () => {
  const pointers = (change: object) =>
    checkProfile({ ...PROFILE, ...change } as Profile, 'p').map(({ place }) => place?.pointer);
  it('of this project holds together', () => {
    expect(checkProfile(PROFILE, 'p')).toEqual([]);
  });
  it('is refused where its parts do not fit', () => {
    const [title, group, ...rest] = PROFILE.levels;
    expect(pointers({ levels: [title, { ...group, parents: ['chapter'] }, ...rest] })).toEqual(['/levels/1/parents']);
    expect(pointers({ levels: [...PROFILE.levels, title] })).toEqual(['/levels/7/name']);
    expect(pointers({ heading_signs: ['@'] })).toHaveLength(PROFILE.levels.length);
    expect(pointers({ levels: [...PROFILE.levels, { ...PROFILE.levels.at(-1), name: 'twin' }] })).toEqual([
      '/levels/7/key',
    ]);
    expect(pointers({ markers: [...PROFILE.markers, { signs: ['✅'], status: 'x' }] })).toEqual(['/markers/4/signs']);
    expect(pointers({ markers: [...PROFILE.markers, { signs: ['x'], status: 'x' }] })).toEqual(['/markers/4/signs']);
    expect(pointers({ scopes: { all: ['enacted', 'unknown'] } })).toEqual(['/scopes/all']);
    expect(pointers({ title: 'e\u0301' })).toEqual(['']);
  });
});

describe('the manifest', () => {
  it('is the same for the same input, and another for another word', () => {
    const source = part('### Điều 1. A', 'Một từ.', '', '### Điều 2. B', 'Hai.');
    expect(marked(source)).toEqual(marked(source));
    const other = marked(source.replace('từ', 'chữ')).manifest;
    const before = marked(source).manifest;
    expect(other.digest).not.toBe(before.digest);
    expect(units({ manifest: other }).map(({ address }) => address)).toEqual(['TEST/DIEU-1', 'TEST/DIEU-2']);
  });
});
