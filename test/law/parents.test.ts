/** Parts of parts: what stands in what is recorded in the manifest and becomes columns of the rows. */
import { describe, expect, test } from 'vitest';
import { manifestBytes } from '../../src/core/document/encode.ts';
import type { ManifestSpan } from '../../src/core/document/manifest.ts';
import { unitId, unitStatements } from '../../src/core/kinds/cut-direct/statements.ts';
import { statementText } from '../../src/core/plan/encode.ts';
import { readManifest } from '../../src/formats/manifest.ts';
import { bodyOf, findingsOf, markedLaw, refusedLaw, unitsOf } from './support.ts';

const LAW = `LUẬT HỘP

Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi
Luật này có hai khoản.
1. Luật này quy định về hộp.
2. Hộp gồm:
a) hộp gỗ;
b) hộp giấy.

Chương II
HIỆU LỰC

Điều 2. Hiệu lực
Luật này có hiệu lực từ ngày mai.
`;

const tree = (leaf: string, containers?: 'units' | 'structure') => {
  const marked = markedLaw(LAW, 'vn-law', { leaf, ...(containers === undefined ? {} : { containers }) });
  return unitsOf(marked).map((unit) => [unit.key, unit.parent?.slice('LAW/'.length), unit.order, bodyOf(marked, unit)]);
};

describe('a cut below articles', () => {
  test('makes units of what holds others, and orders the parts of each', () => {
    expect(tree('diem')).toEqual([
      ['C1', undefined, 1, 'Chương I\nQUY ĐỊNH CHUNG'],
      ['C1-D1', 'C1', 1, 'Luật này có hai khoản.'],
      ['C1-D1-K1', 'C1-D1', 1, 'Luật này quy định về hộp.'],
      ['C1-D1-K2', 'C1-D1', 2, 'Hộp gồm:'],
      ['C1-D1-K2-A', 'C1-D1-K2', 1, 'hộp gỗ;'],
      ['C1-D1-K2-B', 'C1-D1-K2', 2, 'hộp giấy.'],
      ['C2', undefined, 2, 'Chương II\nHIỆU LỰC'],
      ['C2-D2', 'C2', 1, 'Luật này có hiệu lực từ ngày mai.'],
    ]);
  });

  test('leaves what has no text of its own as structure, where the cut says so', () => {
    expect(tree('khoan', 'structure').map(([key, parent]) => [key, parent])).toEqual([
      ['C1-D1', undefined],
      ['C1-D1-K1', 'C1-D1'],
      ['C1-D1-K2', 'C1-D1'],
      ['C2-D2', undefined],
    ]);
  });
});

test('a cut at articles has no parents, unless containers are units', () => {
  expect(tree('dieu').map(([key, parent, order]) => [key, parent, order])).toEqual([
    ['C1-D1', undefined, 1],
    ['C2-D2', undefined, 2],
  ]);
  expect(tree('dieu', 'units').map(([key, parent]) => [key, parent])).toEqual([
    ['C1', undefined],
    ['C1-D1', 'C1'],
    ['C2', undefined],
    ['C2-D2', 'C2'],
  ]);
});

test('the manifest is read back with parents and orders', async () => {
  const { manifest } = markedLaw(LAW, 'vn-law', { leaf: 'diem' });
  async function* chunks() {
    yield* manifestBytes(manifest);
  }
  const reader = readManifest(chunks(), 'manifest.json');
  await reader.header();
  const spans: ManifestSpan[] = [];
  for await (const span of reader.spans()) spans.push(span);
  await reader.end();
  expect(spans).toEqual(manifest.spans);
});

describe('the rows', () => {
  const lines = (text: string) => {
    const marked = markedLaw(text, 'vn-law', { leaf: 'diem' });
    return unitsOf(marked).flatMap((unit) => unitStatements(unit, bodyOf(marked, unit)).map(statementText));
  };

  test('name their parent, whose row stands before them, and their place', () => {
    const marked = markedLaw(LAW, 'vn-law', { leaf: 'diem' });
    const inserts = unitsOf(marked).map((unit) => unitStatements(unit, '')[0]?.[2] ?? []);
    const seen = new Set<string | null>();
    for (const [index, unit] of unitsOf(marked).entries()) {
      const [id, parent, order] = [inserts[index]?.[0], inserts[index]?.at(-2), inserts[index]?.at(-1)];
      expect(parent).toBe(unit.parent === undefined ? null : unitId(unit.parent));
      if (parent !== null) expect(seen).toContain(parent);
      expect(order).toBe(String(unit.order));
      seen.add(id ?? null);
    }
  });

  test('differ in at most three lines where one word of the law differs', () => {
    const before = lines(LAW);
    const after = lines(LAW.replace('hộp gỗ', 'hộp tre'));
    expect(after).toHaveLength(before.length);
    expect(after.filter((line, index) => line !== before[index])).toHaveLength(3);
  });
});

test('addresses stay where a title or the text of a part changes', () => {
  const keys = (text: string) => unitsOf(markedLaw(text, 'vn-law', { leaf: 'diem' })).map(({ address }) => address);
  expect(keys(LAW.replace('Phạm vi', 'Đối tượng').replace('CHUNG', 'RIÊNG'))).toEqual(keys(LAW));
});

test('two parts of one address refuse, naming both places', () => {
  const text = 'PHỤ LỤC I\nMột câu.\nPHỤ LỤC II\nHai câu.\n';
  const decisions = [{ line: 3, do: 'take', as: '1' }] as const;
  const problems = refusedLaw(text, 'vn-law', { decisions });
  expect(findingsOf(problems)).toEqual(['mark.duplicate_address 3']);
  expect(problems[0]?.message).toBe('The address LAW/PL1 stands twice: in line 1 and in line 3.');
});
