import { sha256Stream } from '../core/hash.ts';

/** Chunks on their way to a reader, with the SHA-256 and length of what has passed. */
export function tapped(chunks: AsyncIterable<Uint8Array>): {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Call once, at the end. */
  readonly result: () => { readonly sha256: string; readonly bytes: number };
} {
  const digest = sha256Stream();
  let bytes = 0;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      digest.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  return { chunks: pass(), result: () => ({ sha256: digest.hex(), bytes }) };
}
