import { describe, expect, it } from 'vitest';
import { ALICE, approvalBytes, bytesOf, judge, plainKey, securityKey, signed, signerLine, verdict } from './support.ts';

/** Flips every bit of the bytes, one at a time. */
function* flips(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    yield flipped;
  }
}

const message = approvalBytes();

describe.each([
  ['a plain key', plainKey()],
  ['a security key', securityKey()],
])('with one bit flipped, signed by %s', (_, key) => {
  const signature = signed(key, message);
  const signers = signerLine(ALICE, key);
  const accepted = (bytes: Uint8Array, sig: Uint8Array): boolean => {
    const found = judge({ approvals: [{ bytes, signature: sig }], signers });
    return !('unread' in found) && found.counted.length > 0;
  };

  it('the unchanged files are accepted', () => {
    expect(verdict({ approvals: [{ bytes: message, signature }], signers })).toBe('accepted');
  });

  it('no flipped signature file is accepted', () => {
    const taken = [...flips(signature)].filter((sig) => accepted(message, sig));
    expect(taken).toHaveLength(0);
  });

  it('no flipped approval file is accepted', () => {
    const taken = [...flips(message)].filter((bytes) => accepted(bytes, signature));
    expect(taken).toHaveLength(0);
  });

  it('no flipped key in the list of signers is accepted', () => {
    const base64 = Buffer.from(key.blob).toString('base64');
    const line = signers.slice(0, -base64.length);
    const taken = [...flips(bytesOf(base64))].filter((flipped) => {
      const list = Buffer.concat([Buffer.from(line), flipped]);
      const found = judge({ approvals: [{ bytes: message, signature }], signers: list });
      return !('unread' in found) && found.counted.length > 0;
    });
    expect(taken).toHaveLength(0);
  });
});
