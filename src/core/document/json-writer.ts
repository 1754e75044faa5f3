/**
 * Writes JSON as bytes, as JSON.stringify and UTF-8 would have it. Millions of short pieces joined as strings cost more
 * time in the collector of garbage than all else that marking does.
 */

/** Bytes of one block. */
const BLOCK = 256 * 1024;
/** Most bytes of a UTF-16 unit: three in UTF-8, six as an escape. */
const WIDEST = 6;
/** Digits of the largest whole number that is exact. */
const DIGITS = 16;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export class JsonWriter {
  readonly #blocks: Uint8Array[] = [];
  #block = new Uint8Array(BLOCK);
  #at = 0;

  /** Characters of ASCII, as they are. */
  raw(text: string): void {
    const { length } = text;
    this.#need(length);
    const block = this.#block;
    let at = this.#at;
    for (let index = 0; index < length; index++) block[at++] = text.charCodeAt(index);
    this.#at = at;
  }

  /** A whole number from 0. */
  number(value: number): void {
    this.#need(DIGITS);
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits++;
    let rest = value;
    for (let at = this.#at + digits - 1; at >= this.#at; at--) {
      this.#block[at] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.#at += digits;
  }

  text(text: string): void {
    const { length } = text;
    this.#need(length * WIDEST + 2);
    const block = this.#block;
    let at = this.#at;
    block[at++] = QUOTE;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code >= 0x20 && code < 0x80 && code !== QUOTE && code !== BACKSLASH) block[at++] = code;
      else if (code >= 0x80 && code < 0x800) {
        block[at++] = 0xc0 | (code >> 6);
        block[at++] = 0x80 | (code & 0x3f);
      } else if (code >= 0x800 && (code < 0xd800 || code > 0xdfff)) {
        block[at++] = 0xe0 | (code >> 12);
        block[at++] = 0x80 | ((code >> 6) & 0x3f);
        block[at++] = 0x80 | (code & 0x3f);
      } else {
        // Escapes and pairs are rare.
        this.#encoded(JSON.stringify(text));
        return;
      }
    }
    block[at++] = QUOTE;
    this.#at = at;
  }

  /** All that was written, in pieces of no particular length. */
  blocks(): readonly Uint8Array[] {
    this.#close();
    return this.#blocks;
  }

  #encoded(text: string): void {
    const { written } = new TextEncoder().encodeInto(text, this.#block.subarray(this.#at));
    this.#at += written;
  }

  /** Room for so many bytes in the block. */
  #need(bytes: number): void {
    if (this.#at + bytes <= this.#block.length) return;
    this.#close();
    if (bytes > this.#block.length) this.#block = new Uint8Array(bytes);
  }

  #close(): void {
    if (this.#at === 0) return;
    this.#blocks.push(this.#block.slice(0, this.#at));
    this.#at = 0;
  }
}
