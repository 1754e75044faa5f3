import { sha256Stream } from '../../core/hash.ts';
import type { Bytes } from '../../ports.ts';

export interface Tapped {
  readonly bytes: Bytes;
  /** SHA-256 and size of what has gone through. */
  seen(): { readonly sha256: string; readonly size: number };
}

/** A copy of every chunk, for who keeps one while the next is read: a stream may use its memory again. */
export async function* kept(bytes: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of bytes) yield Uint8Array.from(chunk);
}

/** Lets bytes through, and looks at them. */
export function tapped(bytes: Bytes): Tapped {
  const digest = sha256Stream();
  let size = 0;
  let hex: string | undefined;
  return {
    bytes: (async function* () {
      for await (const chunk of bytes) {
        digest.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    })(),
    seen: () => {
      hex ??= digest.hex();
      return { sha256: hex, size };
    },
  };
}
