/**
 * Splits a stream of bytes into lines, strictly: UTF-8, LF, a final newline, no byte order mark. For the files that
 * cutter writes itself, where anything else means that somebody or something changed them.
 */
import { isUtf8 } from 'node:buffer';
import { Stop } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';

export interface LineOptions {
  /** Name of the file in problems. */
  readonly file: string;
  /** Longest line, in bytes. */
  readonly maxLine?: number;
}

const MAX_LINE = 16 * 1024 * 1024;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Yields the lines, without their newlines, as many at a time as came complete; memory is bounded by a chunk and the
 * longest line. Throws Stop: `input.empty`, `input.not_utf8`, `input.byte_order_mark`, `input.line_endings`,
 * `input.too_large` (a line), `syntax.not_canonical` (no final newline).
 */
export async function* lineBlocks(chunks: AsyncIterable<Uint8Array>, options: LineOptions): AsyncGenerator<string[]> {
  const { file, maxLine = MAX_LINE } = options;
  let line = 1;
  // Pieces of a line that has not ended yet are joined once, so that a long line costs no repeated copies.
  let pieces: Buffer[] = [];
  let pending = 0;
  let empty = true;
  const stop = (code: ProblemCode, message: string, hint: string, at = line): Stop =>
    new Stop([{ code, message, place: { file, line: at }, hint }]);

  const check = (block: Buffer): void => {
    if (line === 1 && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) {
      throw stop(
        'input.byte_order_mark',
        'The file begins with a byte order mark.',
        'Restore the file as it was written.',
      );
    }
    const cr = block.indexOf(CR);
    if (cr !== -1) {
      const hint =
        'Restore the file; if git changed it, add the line `*.json text eol=lf` to .gitattributes and check it out again.';
      throw stop(
        'input.line_endings',
        'A carriage return: the line endings were changed.',
        hint,
        line + newlines(block, cr),
      );
    }
    if (!isUtf8(block)) {
      const at = line + newlines(block, firstInvalidLine(block));
      throw stop('input.not_utf8', 'These bytes are not UTF-8.', 'Restore the file as it was written.', at);
    }
  };

  const tooLong = (at: number): Stop =>
    stop('input.too_large', 'The line is too long.', `Lines of at most ${maxLine} bytes are read.`, at);

  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (bytes.length === 0) continue;
    empty = false;
    const last = bytes.lastIndexOf(LF);
    if (last === -1) {
      // A copy: the producer may use its buffer again.
      pieces.push(Buffer.from(bytes));
      pending += bytes.length;
      if (pending > maxLine) throw tooLong(line);
      continue;
    }
    if (pending + bytes.indexOf(LF) > maxLine) throw tooLong(line);
    const whole = bytes.subarray(0, last + 1);
    const block = pieces.length === 0 ? whole : Buffer.concat([...pieces, whole]);
    const long = block.length > maxLine ? longLine(block, maxLine) : -1;
    if (long !== -1) throw tooLong(line + long);
    check(block);
    const rest = bytes.subarray(last + 1);
    pieces = rest.length === 0 ? [] : [Buffer.from(rest)];
    pending = rest.length;
    const lines = block.toString('utf8', 0, block.length - 1).split('\n');
    yield lines;
    line += lines.length;
    if (pending > maxLine) throw tooLong(line);
  }
  if (empty) throw stop('input.empty', 'The file is empty.', 'Give the file as it was written.');
  if (pending > 0) {
    check(Buffer.concat(pieces));
    throw stop('syntax.not_canonical', 'The last line has no newline.', 'The file was cut off or edited: restore it.');
  }
}

/** Newlines in block[0, end). */
function newlines(block: Buffer, end: number): number {
  let count = 0;
  for (let at = block.indexOf(LF); at !== -1 && at < end; at = block.indexOf(LF, at + 1)) count++;
  return count;
}

/** Index of the first line longer than that, or -1. */
function longLine(block: Buffer, most: number): number {
  let start = 0;
  for (let index = 0; start < block.length; index++) {
    const end = block.indexOf(LF, start);
    if (end - start > most) return index;
    start = end + 1;
  }
  return -1;
}

/** Start of the first line that is not UTF-8. */
function firstInvalidLine(block: Buffer): number {
  let start = 0;
  for (;;) {
    const end = block.indexOf(LF, start);
    if (end === -1 || !isUtf8(block.subarray(start, end))) return start;
    start = end + 1;
  }
}
