/**
 * The proof that spans cover a region: in order, without overlap or gap, from its first byte to its last.
 * Nothing that marking knew is trusted; everything is read from the bytes once more.
 */
import { sha256 } from '../hash.ts';
import type { Problem } from '../problem.ts';
import type { ManifestSpan } from './manifest.ts';

const LF = 0x0a;

/** Sees the spans one after the other. */
export interface CoverageProof {
  see(span: ManifestSpan): void;
  /** Empty when it holds. Code: `mark.coverage`, with the first line of the span at fault. */
  end(): readonly Problem[];
}

export function coverageProof(region: Uint8Array, file: string): CoverageProof {
  const problems: Problem[] = [];
  let byte = 0;
  let line = 1;
  const fault = (message: string, at: number): void => {
    if (problems.length < 50) problems.push({ code: 'mark.coverage', message, place: { file, line: at }, hint: HINT });
  };
  const see = (span: ManifestSpan): void => {
    const [from, to] = span.bytes;
    const [first, last] = span.lines;
    if (from < byte) fault(`Bytes ${from} to ${byte} lie in two spans.`, first);
    if (from > byte) fault(`Bytes ${byte} to ${from} lie in no span.`, first);
    if (to <= from) fault('A span is empty.', first);
    if (to > region.length) fault('A span ends behind the region.', first);
    if (first !== line) fault(`The span is said to begin in line ${first}, but begins in line ${line}.`, first);
    const stop = Math.min(to, region.length);
    if (region[stop - 1] !== LF) fault('The span does not end with a line.', first);
    const end = first + newlines(region, from, stop) - 1;
    if (end !== last) fault(`The span is said to end in line ${last}, but ends in line ${end}.`, first);
    if (span.span !== 'non_content' && sha256(region.subarray(from, to)) !== span.span_sha256)
      fault('The span has another hash.', first);
    if (span.span === 'unit') {
      const [start, stop] = span.body;
      // The heading of a unit that only holds others is its text.
      if (start < from || (start === from && span.order === undefined) || stop > to || stop <= start)
        fault('The body does not lie in its span.', first);
      else if (inCharacter(region, start) || inCharacter(region, stop)) fault('The body splits a character.', first);
    }
    byte = to;
    line = end + 1;
  };
  // Spans that begin where the one before ends, from the first byte to the last, are the region when joined.
  const end = (): readonly Problem[] => {
    if (byte !== region.length) fault(`Bytes ${byte} to ${region.length} lie in no span.`, line);
    return problems;
  };
  return { see, end };
}

const HINT = 'Do not use this manifest: mark the document again.';

function newlines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (bytes[at] === LF) count++;
  return count;
}

const inCharacter = (region: Uint8Array, at: number): boolean => ((region[at] ?? 0) & 0xc0) === 0x80;
