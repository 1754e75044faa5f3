/** The bytes of a manifest. `digest` is the SHA-256 of all bytes before the line that holds it. */
import { framed, type Json, type JsonObject } from '../canonical.ts';
import { sha256Stream } from '../hash.ts';
import type { Manifest, ManifestCounts, ManifestHeader, ManifestSpan, Spans } from './manifest.ts';
import { Utf8Blocks } from './utf8-blocks.ts';

export const SPANS = 'spans';
/** Bytes from the beginning of the digest's line to the end of the file: key, 64 digits, and the closing line. */
export const DIGEST_BYTES = '"digest":""\n}\n'.length + 64;

/**
 * The spans of a manifest as the bytes they have in its file: a third of what they take as objects, and encoded once,
 * whatever is done with them. Read again, a span is an object of its own each time.
 */
export class EncodedSpans implements Spans {
  readonly #bytes = new Utf8Blocks();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Its fields in the order of the format. Whoever reads a manifest refuses a line that is not encoded so. */
  add(span: ManifestSpan): void {
    this.#bytes.add((this.#length++ === 0 ? '\n' : ',\n') + JSON.stringify(span));
  }

  /** The lines as they stand in the file, in pieces of no particular length. */
  blocks(): readonly Uint8Array[] {
    return this.#bytes.blocks();
  }

  *[Symbol.iterator](): Generator<ManifestSpan, void, undefined> {
    const decoder = new TextDecoder();
    let rest = '';
    for (const block of this.blocks()) {
      const lines = (rest + decoder.decode(block, { stream: true })).split('\n');
      rest = lines.pop() as string;
      // The first line is empty; a comma stands between a record and the next.
      for (const line of lines) if (line !== '') yield JSON.parse(line.slice(0, -1)) as ManifestSpan;
    }
    if (rest !== '') yield JSON.parse(rest) as ManifestSpan;
  }
}

/** The manifest of encoded spans, with its digest. */
export function sealed(header: ManifestHeader, spans: EncodedSpans, counts: ManifestCounts): Manifest {
  const hash = sha256Stream();
  for (const piece of pieces({ header, spans, counts, digest: '' })) hash.update(piece);
  return { header, spans, counts, digest: hash.hex() };
}

/** The file, in pieces of no particular length. */
export function* manifestBytes(manifest: Manifest): Generator<Uint8Array, void, undefined> {
  yield* pieces(manifest);
  yield new TextEncoder().encode(`"digest":${JSON.stringify(manifest.digest)}\n}\n`);
}

/** Everything before the digest's line. */
function* pieces({ header, spans, counts }: Manifest): Generator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  const frame = framed(header as unknown as JsonObject, SPANS);
  yield encoder.encode(frame.head);
  yield* (spans instanceof EncodedSpans ? spans : encodedSpans(spans)).blocks();
  const tail = frame.tail(spans.length, { counts: counts as unknown as Json, digest: '' });
  yield encoder.encode(tail.slice(0, tail.lastIndexOf('"digest":')));
}

function encodedSpans(spans: Iterable<ManifestSpan>): EncodedSpans {
  const encoded = new EncodedSpans();
  for (const span of spans) encoded.add(span);
  return encoded;
}
