import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, marked, proveCoverage, text, units } from './support.ts';

const SIGNS = { enacted: '✅', controlled_draft: '📋', draft: '📝', obsolete: '⛔' } as const;
type Status = keyof typeof SIGNS;

const status = fc.constantFrom<Status>('enacted', 'enacted', 'controlled_draft', 'draft', 'obsolete');
const words = fc
  .array(fc.constantFrom('tri thức', 'địa chỉ', 'Điều', 'NT-3', '😀', 'luật', '—', '“trích”', 'x', '10%', '✅', 'ﬀ'), {
    minLength: 1,
    maxLength: 9,
  })
  .map((list) => `Theo ${list.join(' ')}`);
const title = fc.constantFrom('Tên', 'Quyền và nghĩa vụ', 'A. B: C', 'Điều 3. Khác', '“Từ” — 𝄞');
const blanks = fc.integer({ min: 0, max: 2 }).map((count) => '\n'.repeat(count));

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const heading = fc.oneof(
  fc.nat(999).map((n) => ({ label: `NT-${n}`, key: `NT-${n}` })),
  fc.constantFrom(...letters).map((l) => ({ label: `KT-${l}`, key: `KT-${l}` })),
  fc
    .tuple(fc.nat(9999), fc.array(fc.constantFrom(...letters), { maxLength: 3 }))
    .map(([n, rest]) => [n, ...rest].join('-'))
    .map((n) => ({ label: `Điều ${n}`, key: `DIEU-${n}` })),
);
const unit = fc.record({
  heading,
  own: fc.option(status, { nil: undefined, freq: 3 }),
  selector: fc.boolean(),
  separator: fc.constantFrom('.', ':'),
  title,
  body: fc.array(words, { minLength: 1, maxLength: 4 }),
  gap: fc.array(blanks, { minLength: 6, maxLength: 6 }),
  rule: fc.constantFrom('', '', '', '---\n', '***\n'),
});
const group = fc.record({
  status,
  units: fc.array(unit, { maxLength: 6 }),
  note: fc.constantFrom('', '> Ghi chú.\n'),
  gap: blanks,
  text: fc.option(words, { nil: undefined, freq: 4 }),
});
const ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI'];

interface Expected {
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

const document = fc
  .array(group, { minLength: 1, maxLength: 5 })
  .map((groups) => {
    const seen = new Set<string>();
    const cut: Expected[] = [];
    const excluded: string[] = [];
    let text = '# Tên văn bản\n\n';
    for (const [index, each] of groups.entries()) {
      text += `## ${SIGNS[each.status]} Phần ${ROMAN[index]}. Phần\n${each.gap}${each.note}`;
      if (each.text !== undefined && each.status !== 'enacted' && each.note === '') {
        text += `${each.text}\n`;
        excluded.push(`PHAN-${ROMAN[index]}`);
      }
      for (const one of each.units) {
        if (seen.has(one.heading.key)) continue;
        seen.add(one.heading.key);
        const sign = one.own === undefined ? '' : `${SIGNS[one.own]}${one.selector ? '\ufe0f' : ''} `;
        const body = one.body.join(`\n${one.gap[1]}`);
        text += `### ${sign}${one.heading.label}${one.separator} ${one.title}\n${one.gap[0]}${body}\n${one.gap[2]}${one.rule}`;
        if ((one.own ?? each.status) === 'enacted') cut.push({ key: one.heading.key, title: one.title, body });
        else excluded.push(one.heading.key);
      }
    }
    return { text, cut, excluded };
  })
  .filter(({ cut }) => cut.length > 0);

describe('documents built from the grammar', () => {
  it('are marked with exactly the units that were put in, and are covered', () => {
    fc.assert(
      fc.property(document, ({ text: source, cut, excluded }) => {
        const result = marked(source);
        const found = units(result).map((span) => ({
          key: span.key,
          title: span.title,
          body: text(result, span.body),
        }));
        expect(found).toEqual(cut);
        const { spans, counts, header } = result.manifest;
        expect(spans.flatMap((span) => (span.span === 'exclusion' ? [span.key] : []))).toEqual(excluded);
        expect(joined(result)).toBe(source);
        expect(proveCoverage(Buffer.from(result.region), spans, 'd')).toEqual([]);
        expect(counts.unit_lines + counts.exclusion_lines + counts.non_content_lines).toBe(header.region.lines);
        expect(header.region.characters).toBe([...source].length);
      }),
      { numRuns: 300 },
    );
  });

  it('end in problems, never in a crash, whatever the bytes are', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '# ',
        '## ',
        '### ',
        '✅',
        '📋',
        'Điều ',
        'NT-',
        '1',
        'I',
        '.',
        ' ',
        '\n',
        '\n\n',
        '---',
        '```',
        '> ',
        '<!--',
        '-->',
        '\ufe0f',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join('');
        let result: ReturnType<typeof marked> | undefined;
        try {
          result = marked(source, {
            cut: { normalise: { unicode: 'normalise', line_endings: 'normalise', trailing_blanks: 'normalise' } },
          });
        } catch (error) {
          expect((error as Error).message).toContain('"code"');
          return;
        }
        expect(joined(result)).toBe(result.region);
      }),
      { numRuns: 1500 },
    );
  });
});
