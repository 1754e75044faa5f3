/** Marking takes time in proportion to the document, also where a document is made to be slow. */
import { describe, expect, test } from 'vitest';
import { cpuNow } from '../support/cpu.ts';
import { markingLaw } from './support.ts';

const article = (number: number): string =>
  `Điều ${number}. Hộp số ${number}\n1. Hộp này của mọi người, theo quy định của luật này và các văn bản có liên quan.\n2. Các hộp gồm:\na) hộp gỗ được làm trong năm;\nb) hộp giấy và hộp sắt.\n\n`;
const law = (articles: number): string => {
  let text = '';
  for (let number = 1; number <= articles; number++) text += article(number);
  return text;
};

const seconds = (work: () => void): number => {
  const start = cpuNow();
  work();
  return (cpuNow() - start) / 1000;
};
/** The least of three: what else runs on the machine only ever adds. */
const least = (work: () => void): number => Math.min(seconds(work), seconds(work), seconds(work));

test('four times the articles take no more than eight times as long', () => {
  const [small, large] = [law(2000), law(8000)];
  const mark = (text: string) => () => void markingLaw(text, 'vn-law', { leaf: 'diem' });
  mark(small)();
  expect(least(mark(large))).toBeLessThan(8 * Math.max(least(mark(small)), 0.02));
});

describe('a document made to be slow is done with in seconds', () => {
  const many = (line: string, count = 60_000): string => `${line}\n`.repeat(count);
  test.each([
    ['headings of one number', many('Điều 1. Hộp')],
    ['numbers that go back', `${law(3)}${many('Điều 2. Hộp')}`],
    [
      'numbers that leave many out',
      Array.from({ length: 30_000 }, (_, index) => `Điều ${index * 2 + 1}. Hộp\nCâu.`).join('\n'),
    ],
    ['quotations that are never closed', many('“Điều 2. Hộp')],
    ['quotations in quotations', `${many('“a', 20_000)}${many('b”', 20_000)}`],
    ['fences', many('```')],
    ['tags that are never closed', `# ${'<a'.repeat(300_000)}\n`],
    ['signs and emphasis', `${'#'.repeat(100_000)}${'*'.repeat(100_000)} Điều 1.\n`],
    ['one long line', `Điều 1. ${'hộp '.repeat(300_000)}\n`],
    ['points without end', `Điều 1. Hộp\n1. Hộp:\n${many('a) hộp')}`],
  ])('%s', (_, text) => {
    expect(seconds(() => void markingLaw(text, 'vn-law', { leaf: 'diem' }))).toBeLessThan(8);
  });
});
