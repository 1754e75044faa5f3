/** The bytes of a manifest. `digest` is the SHA-256 of all bytes before the line that holds it. */
import { framed, type Json, type JsonObject, recordLine } from '../canonical.ts';
import { sha256Stream } from '../hash.ts';
import type { Manifest, ManifestCounts, ManifestHeader, ManifestSpan } from './manifest.ts';

export const SPANS = 'spans';
/** Bytes from the beginning of the digest's line to the end of the file: key, 64 digits, and the closing line. */
export const DIGEST_BYTES = '"digest":""\n}\n'.length + 64;

/** The digest of a manifest that has none yet. */
export function manifestDigest(header: ManifestHeader, spans: readonly ManifestSpan[], counts: ManifestCounts): string {
  const hash = sha256Stream();
  for (const piece of pieces({ header, spans, counts, digest: '' })) hash.update(piece);
  return hash.hex();
}

/** The file, in pieces of no particular length. */
export function* manifestText(manifest: Manifest): Generator<string> {
  yield* pieces(manifest);
  yield `"digest":${JSON.stringify(manifest.digest)}\n}\n`;
}

/** Everything before the digest's line. */
function* pieces({ header, spans, counts }: Manifest): Generator<string> {
  const frame = framed(header as unknown as JsonObject, SPANS);
  let text = frame.head;
  for (const [index, span] of spans.entries()) {
    text += recordLine(span as unknown as Json, index);
    if (text.length > 1 << 16) {
      yield text;
      text = '';
    }
  }
  const tail = frame.tail(spans.length, { counts: counts as unknown as Json, digest: '' });
  yield text + tail.slice(0, tail.lastIndexOf('"digest":'));
}
