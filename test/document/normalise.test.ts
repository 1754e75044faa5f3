import { describe, expect, it } from 'vitest';
import type { Cut } from '../../src/core/cut.ts';
import { findings } from '../../src/core/document/findings.ts';
import { normalise } from '../../src/core/document/normalise.ts';
import { marked, part, places } from './support.ts';

const all = (repair: 'refuse' | 'normalise'): Cut['normalise'] => ({
  unicode: repair,
  line_endings: repair,
  trailing_blanks: repair,
});

function run(text: string, policy: Cut['normalise'] = all('normalise')) {
  const problems = findings('d');
  const result = normalise(text, policy, problems);
  return { ...result, problems: places(problems.all()) };
}

const MIXED = 'a\r\ne\u0301 \nb\t\r\n\nlast';

describe('normalisation', () => {
  it('repairs and counts lines, each rule by itself', () => {
    expect(run(MIXED)).toEqual({
      region: 'a\né\nb\n\nlast\n',
      report: {
        rule: 'nfc-lf-trailing/1',
        unicode_lines: 1,
        line_ending_lines: 2,
        trailing_blank_lines: 2,
        final_newline_added: true,
      },
      problems: [],
    });
  });
  it('refuses the same breaches with their places, when told so', () => {
    expect(run(MIXED, all('refuse')).problems).toEqual([
      'mark.not_normal 1:2',
      'mark.not_nfc 2:1',
      'mark.not_normal 2:2',
      'mark.not_normal 3:2',
      'mark.not_normal 3:3',
      'mark.not_normal 5:5',
    ]);
  });
  it('leaves normal text alone, and its own result', () => {
    const once = run(MIXED).region;
    expect(run(once, all('refuse'))).toMatchObject({ region: once, problems: [] });
    expect(run('').region).toBe('');
  });
  it('does not take a lone carriage return for a line ending', () => {
    expect(run('a\rb\n').region).toBe('a\rb\n');
  });
  it('marks a document the same whatever its line endings, composition and trailing blanks were', () => {
    const text = part('### Điều 1. Tên', 'Thân của điều.', '', 'Đoạn hai.');
    const odd = text.normalize('NFD').replaceAll('\n', ' \r\n');
    const cut = { normalise: all('normalise') } as const;
    const [a, b] = [marked(text, { cut }), marked(odd, { cut })];
    expect(b.region).toBe(a.region);
    expect(b.manifest.spans).toEqual(a.manifest.spans);
    expect(b.manifest.header.normalisation).toMatchObject({ line_ending_lines: 6, trailing_blank_lines: 6 });
  });
});
