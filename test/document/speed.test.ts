import { describe, expect, it } from 'vitest';
import { cpuNow } from '../support/cpu.ts';
import { marked, marking, part } from './support.ts';

const BODY = 'Mỗi đơn vị tri thức mang một địa chỉ duy nhất, được giữ nguyên suốt đời sống của nó.\n'.repeat(3);
const articles = (count: number): string =>
  part(Array.from({ length: count }, (_, index) => `### Điều ${index}. Tên của điều này\n${BODY}`).join('\n'));

function seconds(run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const start = cpuNow();
    run();
    best = Math.min(best, (cpuNow() - start) / 1000);
  }
  return best;
}

describe('the time of marking', () => {
  it('grows with the size of the document, not faster', () => {
    const small = articles(1_500);
    const large = articles(12_000);
    marked(small);
    const ratio = seconds(() => marked(large)) / seconds(() => marked(small));
    // Eight times the text; quadratic would be sixty-four.
    expect(ratio).toBeLessThan(20);
  });

  it('stays short for lines made to be slow', () => {
    const size = 400_000;
    const lines = [
      '#'.repeat(size),
      `### ${' '.repeat(size)}Điều 1. Tên`,
      `### ${'✅'.repeat(size / 2)}`,
      `### Điều ${'1-'.repeat(size)}`,
      `### Điều ${'9'.repeat(size)}`,
      `### Điều 1. ${'📋'.repeat(size / 2)}`,
      `${' *_#'.repeat(size / 4)}Điều`,
      '-'.repeat(size),
      '\u0301'.repeat(size),
      '\u0007'.repeat(size),
      '\u202e'.repeat(size),
      '😀\t'.repeat(size / 4),
      `a${' '.repeat(size)}b`,
      'Đ'.repeat(size),
    ];
    const start = cpuNow();
    for (const line of lines) marking(part('### Điều 1. Tên', line));
    marking(part(...Array.from({ length: 50_000 }, () => '### Điều 1. Tên')));
    marking('```\n'.repeat(50_000));
    marking('a \r\n'.repeat(100_000));
    expect((cpuNow() - start) / 1000).toBeLessThan(10);
  });
});
