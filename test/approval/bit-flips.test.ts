import { describe, expect, it } from 'vitest';
import { KINDS_OF_KEY, SignedFiles } from '../support/bit-flips.ts';
import { verdict } from './support.ts';

describe.each(KINDS_OF_KEY)('with one bit flipped, signed by %s', (_, key) => {
  const files = new SignedFiles(key());

  it('the unchanged files are accepted', () => {
    const { message: bytes, signature, signers } = files;
    expect(verdict({ approvals: [{ bytes, signature }], signers })).toBe('accepted');
  });

  it('no flipped signature file is accepted', () => {
    expect(files.ofSignature()).toEqual({ flipped: files.signature.length * 8, accepted: 0 });
  });

  it('no flipped approval file is accepted', () => {
    expect(files.ofApproval()).toEqual({ flipped: files.message.length * 8, accepted: 0 });
  });

  it('no flipped key in the list of signers is accepted', () => {
    expect(files.ofSigner().accepted).toBe(0);
  });
});
