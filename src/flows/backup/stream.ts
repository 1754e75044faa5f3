import { sha256Stream } from '../../core/hash.ts';
import type { Bytes } from '../../ports.ts';

export interface Tapped {
  readonly bytes: Bytes;
  /** SHA-256 and size of what has gone through. */
  seen(): { readonly sha256: string; readonly size: number };
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
    seen: () => ({ sha256: (hex ??= digest.hex()), size }),
  };
}
