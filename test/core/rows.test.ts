import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutDirect } from '../../src/core/kinds/cut-direct/index.ts';
import { jsonbText, jsonbWriter } from '../../src/core/plan/jsonb.ts';
import { RowCollector } from '../../src/core/plan/rows.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

describe('the digest of rows', () => {
  it('is that of the digests of their texts in the order of the addresses, in whatever order they come', () => {
    const address = fc.stringMatching(/^A\/[A-Z0-9]{1,3}(-[0-9]{1,2})?$/);
    const rows = fc.uniqueArray(fc.record({ address, text: fc.string() }), {
      selector: (row) => row.address,
      maxLength: 200,
    });
    fc.assert(
      fc.property(rows, (given) => {
        const collector = new RowCollector();
        for (const { address, text } of given) collector.add(address, text);
        const sorted = [...given].sort((a, b) => Buffer.compare(Buffer.from(a.address), Buffer.from(b.address)));
        const all = createHash('sha256');
        for (const { text } of sorted) all.update(digest(text));
        expect(collector.result()).toEqual({ count: given.length, digest: all.digest('hex') });
      }),
      { numRuns: 50 },
    );
  });
});

describe('a jsonb text with a few values left open', () => {
  it('is the text of the whole object', () => {
    const names = ['title', 'primary_section_type_ref', 'é', 'b'];
    const fixed = fc.dictionary(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...names)), fc.string());
    const values = fc.array(fc.string({ unit: 'grapheme' }), { minLength: names.length, maxLength: names.length });
    fc.assert(
      fc.property(fixed, values, (object, given) => {
        const whole = { ...object, ...Object.fromEntries(names.map((name, at) => [name, given[at] as string])) };
        expect(jsonbWriter(object, names)(given.map(jsonbText))).toBe(jsonbText(whole));
      }),
    );
  });
});

describe('the row of a unit', () => {
  it('has a text whatever the shared values of a plan are, so that a plan made by hand is refused and breaks nothing', () => {
    for (const identity of ['', '{', 'null', '[1]', '"text"', '{"a":null,"b":{"c":1}}']) {
      expect(cutDirect.rowText({ identity, provenance: identity, content: identity })([])).toContain('draft');
    }
  });
});
