/**
 * Ed25519 signature verification (RFC 8032), and which public keys are fit to verify with.
 *
 * node:crypto (OpenSSL) checks that S < L and compares R as bytes. It does not refuse points of small order, under
 * which one signature fits many messages, nor encodings of a coordinate that are not below the prime; both are
 * refused here.
 */
import { createPublicKey, verify } from 'node:crypto';
import { sameBytes } from './wire.ts';

export const POINT_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** SubjectPublicKeyInfo of an Ed25519 key up to the point (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** The y coordinates of the eight points whose order divides 8, little-endian, without the sign bit of x. */
const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map((hex) => Buffer.from(hex, 'hex'));

export function isFitPoint(point: Uint8Array): boolean {
  if (point.length !== POINT_BYTES) return false;
  const y = Uint8Array.from(point);
  y[31] = (y[31] as number) & 0x7f;
  return isBelowPrime(y) && !SMALL_ORDER.some((small) => sameBytes(small, y));
}

/** Whether a little-endian number without its top bit is below 2^255 - 19. */
function isBelowPrime(y: Uint8Array): boolean {
  const highest = y[31] === 0x7f && y.subarray(1, 31).every((byte) => byte === 0xff);
  return !(highest && (y[0] as number) >= 0xed);
}

export function verifyEd25519(point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isFitPoint(point) || signature.length !== SIGNATURE_BYTES) return false;
  const key = createPublicKey({ key: Buffer.concat([SPKI, point]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}
