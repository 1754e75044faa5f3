/**
 * All hashing of cutter, and the byte rules of it.
 *
 * - Text is hashed as its UTF-8 bytes, nothing added and nothing normalised: whoever hashes normalises first.
 * - Digests are SHA-256 in lower-case hexadecimal.
 * - Ids are RFC 9562 version 5 UUIDs in the namespace below, over kind, NUL, and the parts joined by NUL. A part
 *   holds no NUL (marking refuses control characters), so two lists of parts never collide.
 */
import { createHash, hash } from 'node:crypto';

const NAMESPACE = Buffer.from('5f0c2a9a6c1e4d3b8a57c07e7e3d9b10', 'hex');

/** SHA-256 of text (as UTF-8) or bytes, 64 hexadecimal digits. */
export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

/** The digest itself, for formats that carry raw bytes (SSHSIG, FIDO signatures, fingerprints). */
export const digestBytes = (algorithm: 'sha256' | 'sha512', data: string | Uint8Array): Uint8Array =>
  hash(algorithm, data, 'buffer');

/** A running SHA-256, for what is streamed. */
export interface Digest {
  update(data: string | Uint8Array): void;
  hex(): string;
}

/** Text is handed to the hash in pieces of about this many UTF-16 units: each call costs as much as hashing many lines. */
const PIECE = 32 * 1024;

export function sha256Stream(): Digest {
  const digest = createHash('sha256');
  let text = '';
  const flush = (): void => {
    digest.update(text);
    text = '';
  };
  return {
    update: (data) => {
      if (typeof data !== 'string') {
        if (text !== '') flush();
        digest.update(data);
        return;
      }
      text += data;
      if (text.length > PIECE) flush();
    },
    hex: () => {
      flush();
      return digest.digest('hex');
    },
  };
}

/** A deterministic id for a kind of thing and its identifying parts, for example `unit` and an address. */
export function uuid5(kind: string, ...parts: readonly string[]): string {
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from([kind, ...parts].join('\0'))]), 'hex');
  const variant = ((Number.parseInt(hex[16] as string, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
