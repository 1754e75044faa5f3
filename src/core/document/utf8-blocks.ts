/**
 * Text that comes in millions of short pieces, kept as UTF-8. Joined as strings first, the pieces would cost more time in
 * the collector of garbage than all else that marking does.
 */

/** Bytes of one block. */
const BLOCK = 256 * 1024;
/** Most bytes of a UTF-16 unit. */
const WIDEST = 3;

export class Utf8Blocks {
  readonly #full: Uint8Array[] = [];
  #block = Buffer.allocUnsafeSlow(BLOCK);
  #at = 0;

  add(text: string): void {
    const most = text.length * WIDEST;
    if (this.#at + most > this.#block.length) this.#next(most);
    this.#at += this.#block.write(text, this.#at);
  }

  /** All that was added, in pieces of no particular length. */
  blocks(): readonly Uint8Array[] {
    return this.#at === 0 ? this.#full : [...this.#full, this.#block.subarray(0, this.#at)];
  }

  #next(least: number): void {
    if (this.#at > 0) this.#full.push(this.#block.subarray(0, this.#at));
    this.#block = Buffer.allocUnsafeSlow(Math.max(BLOCK, least));
    this.#at = 0;
  }
}
