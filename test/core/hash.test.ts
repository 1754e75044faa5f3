import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256, sha256Stream, uuid5 } from '../../src/core/hash.ts';

describe('a running SHA-256', () => {
  it('is that of all pieces together, text and bytes in any order and of any length', () => {
    const piece = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40_000, size: 'max' }), fc.uint8Array());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const digest = sha256Stream();
        for (const one of pieces) digest.update(one);
        expect(digest.hex()).toBe(sha256(Buffer.concat(pieces.map((one) => Buffer.from(one as string)))));
      }),
      { numRuns: 50 },
    );
  });
});

describe('an id', () => {
  it('is the version 5 UUID of RFC 9562 over kind and parts', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ unit: 'grapheme' })), (kind, parts) => {
        const name = [kind, ...parts].join('\0');
        const bytes = createHash('sha1').update('5f0c2a9a6c1e4d3b8a57c07e7e3d9b10', 'hex').update(name).digest();
        bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
        bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
        const hex = bytes.toString('hex', 0, 16);
        expect(uuid5(kind, ...parts).replaceAll('-', '')).toBe(hex);
        expect(uuid5(kind, ...parts)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });
});
