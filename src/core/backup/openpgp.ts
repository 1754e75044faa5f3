/**
 * The outside of an encrypted message (RFC 9580, section 4.2): which packets it begins with. gpg decrypts a message that a
 * passphrase opens as well without a word on its status descriptor, and the gate has no key to ask gpg with.
 */

/** Enough for the first packets: a session key encrypted to an RSA key of 16,384 bits takes 2,080 bytes. */
export const HEAD_BYTES = 4096;

const SESSION_KEY = 1;
/** Integrity protected data; and that of GnuPG with OCB. */
const PROTECTED: ReadonlySet<number> = new Set([18, 20]);

/** Why this is not the beginning of a message for exactly one key; undefined = it is. */
export function outsideFault(head: Uint8Array): string | undefined {
  const first = packetAt(head, 0);
  if (first?.tag !== SESSION_KEY || first.end === undefined)
    return 'it does not begin with a key to an encrypted message';
  const second = packetAt(head, first.end);
  if (second === undefined) return 'it ends before its encrypted part';
  return PROTECTED.has(second.tag) ? undefined : 'more than one key or passphrase opens it, or nothing protects it';
}

/** Tag of the packet at an offset, and where it ends; without an end when that is not known from its header. */
function packetAt(bytes: Uint8Array, at: number): { readonly tag: number; readonly end?: number } | undefined {
  const [head, first, second] = [bytes[at], bytes[at + 1], bytes[at + 2]];
  if (head === undefined || first === undefined || second === undefined || head < 0x80) return undefined;
  if (head < 0xc0) {
    const tag = (head >> 2) & 0x0f;
    const kind = head & 3;
    if (kind === 0) return { tag, end: at + 2 + first };
    return kind === 1 ? { tag, end: at + 3 + (first << 8) + second } : { tag };
  }
  const tag = head & 0x3f;
  if (first < 192) return { tag, end: at + 2 + first };
  return first < 224 ? { tag, end: at + 3 + ((first - 192) << 8) + second + 192 } : { tag };
}
