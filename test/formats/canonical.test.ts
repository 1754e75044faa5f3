import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonical, type JsonObject } from '../../src/core/canonical.ts';
import type { Checked } from '../../src/core/problem.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import { encodeReceipt, readReceipt } from '../../src/formats/receipt.ts';
import { readSnapshot } from '../../src/formats/snapshot.ts';
import { cpuNow } from '../support/cpu.ts';
import { bytes, codes, refused } from './support.ts';

const example = (name: string): JsonObject => {
  const url = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { examples: [JsonObject] }).examples[0];
};
const SNAPSHOT = example('snapshot');
const RECEIPT = example('receipt');
const snapshot = (text: string) => readSnapshot(bytes(text), 'snapshot.json');
const receipt = (text: string) => readReceipt(bytes(text), 'receipt.json');

describe.each<[string, JsonObject, (text: string) => Checked<unknown>]>([
  ['snapshot.json', SNAPSHOT, snapshot],
  ['receipt.json', RECEIPT, receipt],
])('%s is read in its canonical bytes alone', (file, document, read) => {
  const text = canonical(document);

  test('what cutter writes is read', () => {
    expect(read(text)).toEqual({ ok: true, value: document });
  });

  test('CRLF is recognised as what git does', () => {
    const found = refused(read(text.replaceAll('\n', '\r\n')), file);
    expect(codes(found)).toEqual([['input.line_endings', 1, 2]]);
    expect(found[0]?.message).toContain('git changed them');
    expect(found[0]?.hint).toContain('.gitattributes');
  });

  test.each([
    ['a blank', text.replace('"prefix":', '"prefix": '), 'syntax.not_canonical'],
    ['a missing final newline', text.slice(0, -1), 'syntax.not_canonical'],
    ['another notation of a text', text.replace('ICX', '\\u0049CX'), 'syntax.not_canonical'],
    ['another notation of a number', text.replace(/":(\d+)([,}])/, '":$1.0$2'), 'syntax.not_canonical'],
    ['a duplicate key', text.replace('{\n', '{\n"prefix":"X",\n'), 'syntax.duplicate_key'],
    ['a tail', `${text}{}\n`, 'syntax.json'],
    ['a cut-off end', text.slice(0, text.length / 2), 'syntax.json'],
    ['a byte order mark', `\ufeff${text}`, 'input.byte_order_mark'],
    ['deep nesting', '['.repeat(100_000), 'syntax.depth'],
    ['a list', '[]\n', 'shape.wrong_type'],
    ['nothing', '', 'input.empty'],
    ['a number beyond 2^53', text.replace(/":(\d+)([,}])/, '":9007199254740993$2'), 'syntax.number_range'],
  ])('%s is refused', (_, changed, code) => {
    expect(changed).not.toBe(text);
    expect(refused(read(changed), file).map((problem) => problem.code)).toEqual([code]);
  });

  test('the place of a difference is the first byte that differs', () => {
    const [problem] = refused(read(text.replace('"prefix":', '"prefix": ')), file);
    const line = text.split('\n').findIndex((found) => found.startsWith('"prefix"')) + 1;
    expect(problem?.place).toMatchObject({ line, column: 10 });
  });

  test('another version is refused', () => {
    const found = refused(read(text.replace(/(cutter\.\w+)\/1/, '$1/7')), file);
    expect(codes(found)).toEqual([['shape.format_version', 2, 10]]);
  });

  test('the shape is checked, and wrong fields are found in the text', () => {
    const changed = canonical({ ...document, prefix: 'x', novel: [] });
    const lines = changed.split('\n');
    expect(codes(refused(read(changed), file))).toEqual([
      ['shape.wrong_value', lines.findIndex((line) => line.startsWith('"prefix"')) + 1, 10],
      ['shape.unknown_field', lines.findIndex((line) => line.startsWith('"novel"')) + 1, 1],
    ]);
  });
});

describe('the units of a snapshot', () => {
  test('each wrong one is named with its line', () => {
    const [unit] = SNAPSHOT.units as [JsonObject];
    const text = canonical({ ...SNAPSHOT, units: [unit, { ...unit, deleted: 'no' }, unit, { ...unit, id: 7 }] });
    const lines = text.split('\n');
    const found = refused(snapshot(text), 'snapshot.json');
    expect(found.map(({ code, place }) => [code, place?.pointer, place?.line])).toEqual([
      ['shape.wrong_type', '/units/1/deleted', lines.findIndex((line) => line.includes('"deleted":"no"')) + 1],
      ['shape.wrong_type', '/units/3/id', lines.findIndex((line) => line.includes('"id":7')) + 1],
    ]);
  });

  test('twenty thousand problems are counted, fifty listed, in bounded time', () => {
    const text = canonical({ ...SNAPSHOT, units: Array.from({ length: 20_000 }, () => null) });
    const started = cpuNow();
    const found = refused(snapshot(text), 'snapshot.json');
    expect(cpuNow() - started).toBeLessThan(2000);
    expect(found).toHaveLength(51);
    expect(found.at(-1)?.message).toBe('19950 more problems are not listed.');
  });

  test('a document of too many values is refused unchecked', () => {
    const catalogue = Object.fromEntries(Array.from({ length: 250_000 }, (_, index) => [`k${index}`, 1]));
    const found = refused(snapshot(canonical({ ...SNAPSHOT, catalogue })), 'snapshot.json');
    expect(found.map(({ code }) => code)).toEqual(['input.too_large']);
  });
});

test('a receipt that was written is read back', () => {
  const written = encodeReceipt(RECEIPT as unknown as Receipt);
  expect(receipt(written)).toEqual({ ok: true, value: RECEIPT });
});
