/**
 * The SSH wire encoding (RFC 4251, section 5): byte, uint32 (big-endian), string (uint32 length, then bytes).
 *
 * Reading is total: a reader that runs short gives empty values from then on and never says `end`, so a caller reads
 * every field and asks once.
 */

/** A value, or one sentence about what is wrong with the bytes. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly wrong: string };

export const read = <T>(value: T): Reading<T> => ({ ok: true, value });
export const wrong = (sentence: string): Reading<never> => ({ ok: false, wrong: sentence });

export class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #short = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** True when all bytes were read and none was missing. */
  get end(): boolean {
    return !this.#short && this.#at === this.#bytes.length;
  }

  /** True when a field was longer than the bytes that were left. */
  get short(): boolean {
    return this.#short;
  }

  /** How many bytes were not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Exactly `length` bytes, or none when fewer are left. */
  take(length: number): Uint8Array {
    if (this.#short || length > this.#bytes.length - this.#at) {
      this.#short = true;
      return new Uint8Array(0);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  uint32(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.take(4);
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  string(): Uint8Array {
    return this.take(this.uint32());
  }

  /** A string as text, one character a byte; names on this wire are ASCII, and anything else compares unequal. */
  name(): string {
    return Buffer.from(this.string()).toString('latin1');
  }
}

export function uint32(value: number): Uint8Array {
  return Uint8Array.of((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** A length-prefixed string; text is written as UTF-8. */
export function wireString(value: string | Uint8Array): Uint8Array {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return joined(uint32(bytes.length), bytes);
}

export const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
