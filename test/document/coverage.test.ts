import { describe, expect, it } from 'vitest';
import type { ManifestSpan } from '../../src/core/document/manifest.ts';
import { EXAMPLE, marked, proveCoverage, units } from './support.ts';

const example = marked(EXAMPLE);
const region = Buffer.from(example.region);
const { spans } = example.manifest;
const at = spans.findIndex((span) => span.span === 'unit');
const changed = (change: object): readonly ManifestSpan[] =>
  spans.with(at, { ...(spans[at] as ManifestSpan), ...change } as ManifestSpan);
const messages = (list: readonly ManifestSpan[], bytes: Uint8Array = region) =>
  proveCoverage(bytes, list, 'd').map(({ code, message }) => `${code} ${message}`);

describe('the proof of coverage', () => {
  it('holds for a marked document', () => {
    expect(messages(spans)).toEqual([]);
  });
  it('fails when a span is missing, doubled or out of place', () => {
    expect(messages(spans.toSpliced(at, 1))[0]).toMatch(/^mark\.coverage Bytes \d+ to \d+ lie in no span/);
    expect(messages(spans.toSpliced(at, 0, spans[at] as ManifestSpan))[0]).toMatch(/lie in two spans/);
    expect(messages(spans.slice(0, -1)).at(-1)).toMatch(/lie in no span/);
    expect(messages(spans.toReversed())).not.toEqual([]);
  });
  it('fails when a boundary moves, a line number lies, or a hash is another', () => {
    const unit = units(example)[0] as (typeof spans)[number] & { span: 'unit' };
    const [from, to] = unit.bytes;
    for (const change of [
      { bytes: [from - 1, to] },
      { bytes: [from, to - 1] },
      { bytes: [from, to + 1] },
      { bytes: [from, from] },
      { lines: [unit.lines[0] + 1, unit.lines[1]] },
      { lines: [unit.lines[0], unit.lines[1] + 1] },
      { span_sha256: '0'.repeat(64) },
      { body: [from, to - 1] },
      { body: [unit.body[0], to + 1] },
      { body: [unit.body[1], unit.body[1]] },
    ]) {
      expect(messages(changed(change)), JSON.stringify(change)).not.toEqual([]);
    }
  });
  it('fails when a body begins inside a character', () => {
    const unit = units(example)[0] as (typeof spans)[number] & { span: 'unit' };
    const inside = region.indexOf('ứ', unit.body[0]) + 1;
    expect(messages(changed({ body: [inside, unit.body[1]] }))).toEqual(['mark.coverage The body splits a character.']);
  });
  it('fails for another region', () => {
    const other = Buffer.from(region);
    other[spans[at]?.bytes[0] as number] = 0x40;
    expect(messages(spans, other)).toEqual(['mark.coverage The span has another hash.']);
    expect(messages(spans, region.subarray(0, -1))).not.toEqual([]);
  });
});
