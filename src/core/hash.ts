/**
 * All hashing of cutter, and the byte rules of it.
 *
 * - Text is hashed as its UTF-8 bytes, nothing added and nothing normalised: whoever hashes normalises first.
 * - Digests are SHA-256 in lower-case hexadecimal.
 * - Ids are RFC 9562 version 5 UUIDs in the namespace below, over kind, NUL, and the parts joined by NUL. A part
 *   holds no NUL (marking refuses control characters), so two lists of parts never collide.
 */
import { createHash } from 'node:crypto';

const NAMESPACE = Buffer.from('5f0c2a9a6c1e4d3b8a57c07e7e3d9b10', 'hex');

/** SHA-256 of text (as UTF-8) or bytes, 64 hexadecimal digits. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** The digest itself, for formats that carry raw bytes (SSHSIG, FIDO signatures, fingerprints). */
export const digestBytes = (algorithm: 'sha256' | 'sha512', data: string | Uint8Array): Uint8Array =>
  createHash(algorithm).update(data).digest();

/** A running SHA-256, for what is streamed. */
export interface Digest {
  update(data: string | Uint8Array): void;
  hex(): string;
}

export function sha256Stream(): Digest {
  const hash = createHash('sha256');
  return {
    update: (data) => void hash.update(data),
    hex: () => hash.digest('hex'),
  };
}

/** A deterministic id for a kind of thing and its identifying parts, for example `unit` and an address. */
export function uuid5(kind: string, ...parts: readonly string[]): string {
  const hash = createHash('sha1')
    .update(NAMESPACE)
    .update([kind, ...parts].join('\0'))
    .digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
