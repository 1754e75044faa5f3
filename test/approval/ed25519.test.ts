import { describe, expect, it } from 'vitest';
import { isFitPoint, verifyEd25519 } from '../../src/core/approval/ed25519.ts';
import { plainKey } from './support.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

const P = 2n ** 255n - 19n;
const modulo = (a: bigint): bigint => ((a % P) + P) % P;
const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  for (let b = modulo(base), e = exponent; e > 0n; b = (b * b) % P, e >>= 1n) if (e & 1n) result = (result * b) % P;
  return result;
};
const littleEndian = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));

/** All y for which (x, y) has an order that divides 8 on -x^2 + y^2 = 1 + d x^2 y^2. */
function smallOrderY(): bigint[] {
  const d = modulo(-121665n * power(121666n, P - 2n));
  // Order 8: doubling gives y = 0, that is x^2 = -y^2; put into the curve, d y^4 + 2 y^2 - 1 = 0.
  const root = squareRoot(modulo(1n + d)) as bigint;
  const squares = [modulo(-1n + root), modulo(-1n - root)].map((top) => modulo(top * power(d, P - 2n)));
  const eight = squares.flatMap((square) => {
    const y = squareRoot(square);
    return y === undefined ? [] : [y, P - y];
  });
  return [1n, P - 1n, 0n, ...eight];
}
function squareRoot(square: bigint): bigint | undefined {
  const candidates = [1n, power(2n, (P - 1n) / 4n)].map((factor) => modulo(power(square, (P + 3n) / 8n) * factor));
  return candidates.find((root) => modulo(root * root) === square);
}

describe('points that are fit to verify with', () => {
  it('refuses every point of small order, with either sign, in every encoding of 32 bytes', () => {
    const values = smallOrderY();
    expect(values).toHaveLength(5);
    for (const y of values) {
      for (const value of [y, y + P].filter((encoded) => encoded < 2n ** 255n)) {
        expect(isFitPoint(littleEndian(value))).toBe(false);
        expect(isFitPoint(littleEndian(value + 2n ** 255n))).toBe(false);
      }
    }
  });
  it('refuses every coordinate from the prime on, and takes those below it', () => {
    for (let y = P; y < 2n ** 255n; y++) expect(isFitPoint(littleEndian(y))).toBe(false);
    for (let below = 2n; below < 40n; below++) expect(isFitPoint(littleEndian(P - below))).toBe(true);
    for (let bit = 8n; bit < 255n; bit++) expect(isFitPoint(littleEndian(2n ** 255n - 1n - 2n ** bit))).toBe(true);
    expect(isFitPoint(littleEndian(2n))).toBe(true);
  });
  it('refuses other lengths', () => {
    const { point } = plainKey();
    for (const length of [0, 31, 33, 64]) {
      const other = new Uint8Array(length);
      other.set(point.subarray(0, length));
      expect(isFitPoint(other)).toBe(false);
      expect(verifyEd25519(other, new Uint8Array(0), new Uint8Array(64))).toBe(false);
    }
  });
});

describe('verification', () => {
  /** RFC 8032, section 7.1: public key, message, signature. */
  it.each([
    [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ])('the vector with key %s', (key, message, signature) => {
    expect(verifyEd25519(bytes(key), bytes(message), bytes(signature))).toBe(true);
    expect(verifyEd25519(bytes(key), bytes(`${message}00`), bytes(signature))).toBe(false);
    expect(verifyEd25519(bytes(key), bytes(message), bytes(signature).subarray(0, 63))).toBe(false);
  });

  it('refuses the signature that fits every message under the neutral point', () => {
    const neutral = littleEndian(1n);
    const forged = Uint8Array.from([...neutral, ...new Uint8Array(32)]);
    expect(verifyEd25519(neutral, bytes('00'), forged)).toBe(false);
    expect(verifyEd25519(neutral, bytes('01'), forged)).toBe(false);
  });
});
