import { tapped } from './tap.ts';

/** Holds texts, one after the other, against the bytes of a source; memory is bounded by a chunk and a text. */
export class SameBytes {
  readonly #tapped: ReturnType<typeof tapped>;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();
  #encoded = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#tapped = tapped(chunks);
    this.#chunks = this.#tapped.chunks[Symbol.asyncIterator]();
  }

  /** Whether the text is what comes next. Once it was not, nothing more may be asked. */
  async follows(text: string): Promise<boolean> {
    // A character of a string takes three bytes at most.
    if (this.#encoded.length < 3 * text.length) this.#encoded = Buffer.allocUnsafe(3 * text.length);
    const wanted = this.#encoded.subarray(0, this.#encoded.write(text, 'utf8'));
    for (let at = 0; at < wanted.length; ) {
      if (this.#rest.length === 0 && !(await this.#more())) return false;
      const count = Math.min(wanted.length - at, this.#rest.length);
      if (wanted.compare(this.#rest, 0, count, at, at + count) !== 0) return false;
      this.#rest = this.#rest.subarray(count);
      at += count;
    }
    return true;
  }

  /** What the source was, if nothing is left of it. */
  async end(): Promise<{ readonly sha256: string; readonly bytes: number } | undefined> {
    return this.#rest.length > 0 || (await this.#more()) ? undefined : this.#tapped.result();
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** Chunks are never empty. */
  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    this.#rest = next.value;
    return true;
  }
}
