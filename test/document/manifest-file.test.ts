import { describe, expect, it } from 'vitest';
import { manifestBytes } from '../../src/core/document/encode.ts';
import type { Manifest } from '../../src/core/document/manifest.ts';
import { sha256 } from '../../src/core/hash.ts';
import { Stop } from '../../src/core/problem.ts';
import { readManifest } from '../../src/formats/manifest.ts';
import { chunked, EXAMPLE, marked } from './support.ts';

const { manifest } = marked(EXAMPLE);
const TEXT = Buffer.concat([...manifestBytes(manifest)]).toString();

async function read(bytes: string, size = 1000): Promise<Manifest> {
  const reader = readManifest(chunked(bytes, size), 'manifest.json');
  const header = await reader.header();
  const spans = [];
  for await (const span of reader.spans()) spans.push(span);
  return { header, spans, ...(await reader.end()) };
}

async function refusal(bytes: string): Promise<string> {
  try {
    await read(bytes);
  } catch (error) {
    if (error instanceof Stop) return error.problems.map(({ code }) => code).join(' ');
    throw error;
  }
  return 'not refused';
}

/** The text with a change, and a digest that fits it again. */
function resealed(from: string, to: string): string {
  expect(TEXT).toContain(from);
  const changed = TEXT.replace(from, () => to);
  const body = changed.slice(0, changed.lastIndexOf('"digest":'));
  return `${body}"digest":"${sha256(body)}"\n}\n`;
}

describe('manifest.json', () => {
  it('is read as it was written, in chunks of any size', async () => {
    for (const size of [1, 77, 78, 79, 100_000]) expect(await read(TEXT, size)).toEqual(manifest);
  });

  it('has one span a line, and a digest anyone can compute', () => {
    expect(TEXT.split('\n').filter((line) => line.startsWith('{"span":'))).toHaveLength(manifest.spans.length);
    const before = TEXT.split('\n').slice(0, -3).join('\n');
    expect(manifest.digest).toBe(sha256(`${before}\n`));
  });

  it('is refused when a word was changed by hand', async () => {
    expect(await refusal(TEXT.replace('Tri thức là tài sản chung', 'Tri thức là tài sản riêng'))).toBe('plan.digest');
    expect(await refusal(TEXT.replace(/"digest":"./, '"digest":"x'))).toBe('shape.wrong_value');
    const digit = manifest.digest.startsWith('0') ? '1' : '0';
    expect(await refusal(TEXT.replace(/"digest":"./, `"digest":"${digit}`))).toBe('plan.digest');
  });

  it('is refused for other bytes of the same content, and for another format', async () => {
    expect(await refusal(TEXT.replaceAll('\n', '\r\n'))).toBe('input.line_endings');
    expect(await refusal(`${JSON.stringify(JSON.parse(TEXT), null, 2)}\n`)).toBe('syntax.not_canonical');
    expect(await refusal(TEXT.replace('cutter.manifest/1', 'cutter.manifest/2'))).toBe('shape.format_version');
    expect(await refusal(TEXT.replace('"format":"cutter.manifest/1",\n', ''))).toBe('shape.format_version');
  });

  const header = manifest.header.region;
  const cases: readonly (readonly [what: string, from: string, to: string, code: string])[] = [
    ['a gap between spans', '"bytes":[0,71]', '"bytes":[0,70]', 'mark.coverage'],
    ['lines out of order', '"lines":[2,2]', '"lines":[3,3]', 'mark.coverage'],
    ['spans that end early', `"bytes":${header.bytes},`, `"bytes":${header.bytes + 1},`, 'mark.coverage'],
    ['a foreign address', '"TEST/NT-2"', '"TEST-2/NT-2"', 'mark.address'],
    ['an address of another key', '"TEST/NT-2"', '"TEST/NT-22"', 'mark.address'],
    ['an address twice', '"TEST/NT-2","key":"NT-2"', '"TEST/NT-1","key":"NT-1"', 'mark.duplicate_address'],
    ['a body outside of its span', '"body":[163,520]', '"body":[163,522]', 'mark.coverage'],
    ['a count that is none', '"units":60', '"units":"60"', 'shape.wrong_value'],
    ['counts that are not those of the spans', '"units":60', '"units":61', 'shape.wrong_value'],
    ['a level count that is not that of the spans', '"principle":15', '"principle":14', 'shape.wrong_value'],
    ['an unknown kind of span', '{"span":"non_content"', '{"span":"nothing"', 'shape.wrong_value'],
    ['an unknown field', '"role":"title"', '"role":"title","more":1', 'shape.unknown_field'],
    ['a missing field', ',"role":"title"', '', 'shape.missing_field'],
    ['fields in another order', '"bytes":[0,71],"lines":[1,1]', '"lines":[1,1],"bytes":[0,71]', 'syntax.not_canonical'],
    ['a hash that is none', '"profile_sha256":"', '"profile_sha256":"A', 'shape.wrong_value'],
    ['an unknown field of the header', '"scope":', '"more":1,\n"scope":', 'shape.unknown_field'],
  ];
  for (const [what, from, to, code] of cases) {
    it(`is refused for ${what}, whatever its digest says`, async () => {
      expect(await refusal(resealed(from, to))).toBe(code);
    });
  }
});
