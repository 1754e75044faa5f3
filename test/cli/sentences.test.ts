/** Sentences on a narrow terminal, and in a pipe. */
import { describe, expect, it } from 'vitest';
import { linesText } from '../../src/cli/answer.ts';
import { paintOf } from '../../src/cli/paint.ts';
import { PLAIN_PAINT } from '../../src/render/paint.ts';

const LINES = [
  'Applied: 60 units under ICX-CONST/ in the embedded database .cutter/database.',
  'Next:',
  '  cutter verify plans/constitution/plan.json --config other.yaml',
];
const text = (lines: readonly string[], screen?: Parameters<typeof linesText>[1]): string =>
  [...linesText(lines, screen)].join('');

describe('sentences', () => {
  it('are broken at blanks on a terminal; a command stays whole', () => {
    expect(text(LINES, { width: 40, paint: PLAIN_PAINT, terminal: true })).toBe(
      [
        'Applied: 60 units under ICX-CONST/ in',
        'the embedded database .cutter/database.',
        'Next:',
        '  cutter verify plans/constitution/plan.json --config other.yaml',
        '',
      ].join('\n'),
    );
  });

  it('stay whole where a program reads them', () => {
    const whole = `${LINES.join('\n')}\n`;
    expect(text(LINES, { width: 40, paint: PLAIN_PAINT })).toBe(whole);
    expect(text(LINES)).toBe(whole);
  });

  it('take no room for their colours', () => {
    const paint = paintOf({ stream: { isTTY: true }, environment: { FORCE_COLOR: '1' } });
    const line = `${paint.green('Applied')}: 60 units`;
    expect(line).not.toBe('Applied: 60 units');
    expect(text([line], { width: 'Applied: 60 units'.length, paint, terminal: true })).toBe(`${line}\n`);
  });
});
