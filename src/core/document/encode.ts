/** The bytes of a manifest. `digest` is the SHA-256 of all bytes before the line that holds it. */
import { framed, type Json, type JsonObject } from '../canonical.ts';
import { sha256Stream } from '../hash.ts';
import { JsonWriter } from './json-writer.ts';
import type { Manifest, ManifestCounts, ManifestHeader, ManifestSpan, Spans } from './manifest.ts';

export const SPANS = 'spans';
/** Bytes from the beginning of the digest's line to the end of the file: key, 64 digits, and the closing line. */
export const DIGEST_BYTES = '"digest":""\n}\n'.length + 64;

/**
 * The spans of a manifest as the bytes they have in its file: a third of what they take as objects, and encoded once,
 * whatever is done with them. Read again, a span is an object of its own each time.
 */
export class EncodedSpans implements Spans {
  readonly #writer = new JsonWriter();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(span: ManifestSpan): void {
    this.#writer.raw(this.#length++ === 0 ? '\n' : ',\n');
    writeSpan(this.#writer, span);
  }

  /** The lines as they stand in the file, in pieces of no particular length. */
  blocks(): readonly Uint8Array[] {
    return this.#writer.blocks();
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

/** Whoever reads a manifest encodes every line again by JSON.stringify, and refuses it unless the bytes are the same. */
function writeSpan(to: JsonWriter, span: ManifestSpan): void {
  to.raw(OPEN[span.span]);
  pair(to, span.bytes);
  to.raw(',"lines":');
  pair(to, span.lines);
  if (span.span === 'non_content') field(to, ',"role":', span.role);
  else {
    if (span.span === 'unit') field(to, ',"address":', span.address);
    field(to, ',"key":', span.key);
    field(to, ',"level":', span.level);
    field(to, ',"status":', span.status);
    if (span.span === 'exclusion') {
      field(to, ',"title":', span.title);
      field(to, ',"reason":', span.reason);
      field(to, ',"basis":', span.basis);
    } else {
      field(to, ',"unit_kind":', span.unit_kind);
      field(to, ',"section_type":', span.section_type);
      field(to, ',"title":', span.title);
      to.raw(',"body":');
      pair(to, span.body);
      if (span.parent !== undefined) field(to, ',"parent":', span.parent);
      if (span.order !== undefined) {
        to.raw(',"order":');
        to.number(span.order);
      }
    }
    field(to, ',"span_sha256":', span.span_sha256);
  }
  to.raw('}');
}

const OPEN = {
  unit: '{"span":"unit","bytes":',
  exclusion: '{"span":"exclusion","bytes":',
  non_content: '{"span":"non_content","bytes":',
} as const;

function field(to: JsonWriter, name: string, value: string): void {
  to.raw(name);
  to.text(value);
}

function pair(to: JsonWriter, [from, end]: readonly [number, number]): void {
  to.raw('[');
  to.number(from);
  to.raw(',');
  to.number(end);
  to.raw(']');
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
