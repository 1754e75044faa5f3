/**
 * Reads manifest.json: the only road from its bytes to trusted spans. Streamed; memory stays bounded by the addresses,
 * which are kept to see that none stands twice.
 */
import type { Json, JsonObject } from '../core/canonical.ts';
import { isAddress } from '../core/document/address.ts';
import { DIGEST_BYTES, SPANS } from '../core/document/encode.ts';
import {
  MANIFEST_FORMAT,
  type ManifestCounts,
  type ManifestHeader,
  type ManifestSpan,
} from '../core/document/manifest.ts';
import { type Tally, tally } from '../core/document/tally.ts';
import { sha256Stream } from '../core/hash.ts';
import { type Problem, Stop } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';
import { checkFields, type Field } from './fields.ts';
import { type FramedRecord, readFramed } from './framed.ts';
import { COUNTS, DOCUMENT, HEADER, NORMALISATION, REGION, SPAN_FIELDS, TAIL, unitFields } from './manifest-fields.ts';

export interface ManifestTail {
  readonly counts: ManifestCounts;
  readonly digest: string;
}

/** Parts are read in this order: header, all spans, end. Every part throws Stop: `input.*`, `syntax.*`, `shape.*`, `mark.*`, `plan.digest`. */
export interface ManifestReader {
  /** `shape.format_version` for another version of the format. */
  header(): Promise<ManifestHeader>;
  /** In document order, without gap or overlap. */
  spans(): AsyncGenerator<ManifestSpan, void, undefined>;
  /** Checks the counts, and the digest (`plan.digest`). */
  end(): Promise<ManifestTail>;
  /** For who does not read to the end. */
  close(): Promise<void>;
}

const HINT = 'A manifest is never edited: mark the document again.';

export function readManifest(chunks: AsyncIterable<Uint8Array>, file: string): ManifestReader {
  const digest = sha256Stream();
  const frame = readFramed(withoutEnd(chunks, DIGEST_BYTES, digest.update), SPANS, { file });
  const addresses = new Set<string>();
  let read: ManifestHeader | undefined;
  const totals: Tally = tally([]);
  let byte = 0;
  let line = 1;

  const problem = (code: ProblemCode, message: string, at?: number, address?: string): Problem => ({
    code,
    message,
    place: { file, ...(at === undefined ? {} : { line: at }), ...(address === undefined ? {} : { address }) },
    hint: HINT,
  });
  const check = (value: Json | undefined, fields: readonly Field[], pointer: string, at?: number): readonly Problem[] =>
    checkFields(value, fields, { file, pointer, ...(at === undefined ? {} : { line: at }) });
  const stopIf = (problems: readonly Problem[]): void => {
    if (problems.length > 0) throw new Stop(problems);
  };

  async function header(): Promise<ManifestHeader> {
    const head = await frame.head();
    if (head.format !== MANIFEST_FORMAT) {
      const found = typeof head.format === 'string' ? `"${head.format}"` : 'missing';
      const message = `The format must be "${MANIFEST_FORMAT}"; it is ${found}.`;
      const place = { file, pointer: '/format' };
      stopIf([{ code: 'shape.format_version', message, place, hint: 'Mark the document again with this release.' }]);
    }
    stopIf(check(head, HEADER, ''));
    stopIf([
      ...check(head.document, DOCUMENT, '/document'),
      ...check(head.normalisation, NORMALISATION, '/normalisation'),
      ...check(head.region, REGION, '/region'),
    ]);
    read = head as unknown as ManifestHeader;
    return read;
  }

  async function* spans(): AsyncGenerator<ManifestSpan, void, undefined> {
    const { prefix } = opened();
    for await (const record of frame.records()) {
      const span = asSpan(record);
      const [from, to] = span.bytes;
      const [first, last] = span.lines;
      if (from !== byte || to <= from || first !== line || last < first) {
        stopIf([problem('mark.coverage', 'The span does not begin where the one before it ends.', record.line)]);
      }
      byte = to;
      line = last + 1;
      if (span.span === 'unit') stopIf(unitProblems(span, prefix, record.line));
      totals.add(span);
      yield span;
    }
  }

  const unitProblems = (span: ManifestSpan & { span: 'unit' }, prefix: string, at: number): readonly Problem[] => {
    const { address, key, body, bytes, parent, order } = span;
    const problems: Problem[] = [];
    if (!isAddress(address, prefix) || address !== `${prefix}/${key}`) {
      problems.push(problem('mark.address', `The address is not ${prefix}/${key}.`, at, address));
    }
    if (addresses.has(address))
      problems.push(problem('mark.duplicate_address', 'The address stands twice.', at, address));
    if (parent !== undefined && !addresses.has(parent)) {
      problems.push(problem('mark.address', 'The parent is no unit above it.', at, address));
    }
    addresses.add(address);
    // The heading of a unit that only holds others is its text.
    if (
      body[0] < bytes[0] ||
      (body[0] === bytes[0] && order === undefined) ||
      body[1] > bytes[1] ||
      body[1] <= body[0]
    ) {
      problems.push(problem('mark.coverage', 'The body does not lie in its span.', at, address));
    }
    return problems;
  };

  const asSpan = ({ value, index, line: at }: FramedRecord): ManifestSpan => {
    const kind = (value as JsonObject | null)?.span;
    const fields = typeof kind === 'string' && Object.hasOwn(SPAN_FIELDS, kind) ? SPAN_FIELDS[kind] : undefined;
    if (fields === undefined) {
      stopIf([problem('shape.wrong_value', 'A span is one of unit, exclusion, non_content.', at)]);
    }
    stopIf(
      check(
        value,
        kind === 'unit' ? unitFields(value as JsonObject) : (fields as readonly Field[]),
        `/${SPANS}/${index}`,
        at,
      ),
    );
    return value as unknown as ManifestSpan;
  };

  async function end(): Promise<ManifestTail> {
    const { region } = opened();
    const tail = await frame.tail();
    stopIf(check(tail, TAIL, ''));
    stopIf(check(tail.counts, COUNTS, '/counts'));
    const found = tail as unknown as ManifestTail;
    const problems: Problem[] = [];
    if (byte !== region.bytes || line !== region.lines + 1) {
      problems.push(problem('mark.coverage', 'The spans do not end where the region ends.'));
    }
    if (!sameCounts(found.counts, totals.counts())) {
      problems.push(problem('shape.wrong_value', 'The counts are not those of the spans.'));
    }
    if (found.digest !== digest.hex()) {
      problems.push(problem('plan.digest', 'The manifest was changed after it was written: its digest does not hold.'));
    }
    stopIf(problems);
    return found;
  }

  const opened = (): ManifestHeader => {
    if (read === undefined) throw new Error('the header of the manifest has not been read');
    return read;
  };

  const closing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      await frame.close();
      throw error;
    }
  };

  return { header: () => closing(header()), spans, end: () => closing(end()), close: frame.close };
}

/** Levels without units may be listed or not. */
function sameCounts(a: ManifestCounts, b: ManifestCounts): boolean {
  const { levels: inA, ...restA } = a;
  const { levels: inB, ...restB } = b;
  const names = Object.keys({ ...inA, ...inB });
  return (
    JSON.stringify(restA) === JSON.stringify(restB) && names.every((name) => (inA[name] ?? 0) === (inB[name] ?? 0))
  );
}

/** Passes chunks on; shows `see` all bytes but the last `kept`. */
async function* withoutEnd(
  chunks: AsyncIterable<Uint8Array>,
  kept: number,
  see: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (chunk.length >= kept) {
      see(held);
      see(chunk.subarray(0, chunk.length - kept));
      // A copy: the producer may use its buffer again.
      held = Uint8Array.from(chunk.subarray(chunk.length - kept));
    } else {
      const both = Buffer.concat([held, chunk]);
      const passed = Math.max(0, both.length - kept);
      see(both.subarray(0, passed));
      held = both.subarray(passed);
    }
    yield chunk;
  }
}
