import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Cut } from '../../src/core/cut.ts';
import { CUT, EXAMPLE, EXAMPLE_CUT_TEXT, joined, keys, marked, text, units } from './support.ts';

const cut = { ...CUT, ...(parse(EXAMPLE_CUT_TEXT) as Partial<Cut>) };
const example = marked(EXAMPLE, { cut });
const { header, spans, counts } = example.manifest;

describe('the example constitution', () => {
  it('has the units of the reference case, in order', () => {
    const numbers = [
      1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18, 20, 21, 22, 24, 25, 26, 27, 29, 30, 31, 32,
    ];
    const later = [33, 34, 35, 37, 38, 39, 40, 42, 43];
    expect(keys(example)).toEqual([
      ...Array.from({ length: 15 }, (_, index) => `NT-${index + 1}`),
      ...['KT-A', 'KT-B', 'KT-C'],
      ...['DIEU-TERMINOLOGY', 'DIEU-0', 'DIEU-0-B', 'DIEU-0-G', 'DIEU-0-H', 'DIEU-0-S-M-L'],
      ...[...numbers, ...later].map((number) => `DIEU-${number}`),
    ]);
    expect(units(example).every(({ address, key }) => address === `ICX-CONST/${key}`)).toBe(true);
    expect(new Set(units(example).map(({ unit_kind, status }) => `${unit_kind} ${status}`))).toEqual(
      new Set(['law_unit enacted']),
    );
  });

  it('classifies each level', () => {
    const types = Object.fromEntries(units(example).map(({ level, section_type }) => [level, section_type]));
    expect(types).toEqual({ principle: 'principle', infrastructure: 'section', article: 'article' });
  });

  it('has the lines and characters of the reference case', () => {
    expect(header.region).toMatchObject({ lines: 308, characters: 17522, bytes: Buffer.byteLength(EXAMPLE) });
    expect(counts).toMatchObject({
      units: 60,
      exclusions: 4,
      unit_lines: 229,
      exclusion_lines: 10,
      non_content_lines: 69,
    });
    expect(counts.levels).toMatchObject({ principle: 15, infrastructure: 3, article: 42 });
  });

  it('is written in the normal form', () => {
    expect(example.region).toBe(EXAMPLE);
  });

  it('excludes four parts, each with status and basis', () => {
    const exclusions = spans.filter((span) => span.span === 'exclusion');
    expect(exclusions.map(({ key, status, basis }) => [key, status, basis])).toEqual([
      ['DIEU-44', 'controlled_draft', 'own_marker'],
      ['NHOM-DIEU-34', 'draft', 'group_marker'],
      ['VB-A', 'obsolete', 'group_marker'],
      ['VB-B', 'obsolete', 'group_marker'],
    ]);
    expect(exclusions.every(({ reason }) => reason.includes('enacted_only'))).toBe(true);
  });

  it('is covered: the spans joined are the document', () => {
    expect(joined(example)).toBe(EXAMPLE);
  });

  it('has bodies of two or three lines that hold no heading', () => {
    for (const unit of units(example)) {
      const body = text(example, unit.body);
      expect(body.split('\n').length, unit.key).toBeOneOf([2, 3]);
      expect(body).not.toContain('#');
      expect(text(example, unit.bytes)).toContain(`. ${unit.title}\n${body}\n`);
    }
  });
});
