import { isUtf8 } from 'node:buffer';
import { Stop } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';

/**
 * Cuts spans out of a stream of bytes, in rising order, in memory bounded by a chunk and the longest span.
 * Throws Stop: `plan.folder` when the stream ends before a span does, `input.not_utf8` when a span splits a character.
 */
export function spanReader(chunks: AsyncIterable<Uint8Array>, file: string) {
  const source = chunks[Symbol.asyncIterator]();
  let buffer = Buffer.alloc(0);
  let start = 0;

  /** The text of bytes [from, to); `from` never lies before an earlier `from`. */
  async function take(from: number, to: number): Promise<string> {
    if (from > start) {
      const drop = Math.min(from - start, buffer.length);
      buffer = buffer.subarray(drop);
      start += drop;
    }
    const pieces = [buffer];
    let end = start + buffer.length;
    while (end < to) {
      const next = await source.next();
      if (next.done === true)
        throw stop('plan.folder', 'The file ends before the last span of the manifest does.', file);
      const piece = Buffer.from(next.value);
      pieces.push(piece);
      end += piece.length;
    }
    if (pieces.length > 1) buffer = Buffer.concat(pieces);
    const span = buffer.subarray(from - start, to - start);
    if (!isUtf8(span))
      throw stop('input.not_utf8', 'A span of the manifest does not hold whole UTF-8 characters.', file);
    return span.toString('utf8');
  }

  /** Reads on to the end, so that whoever taps the stream has seen all of it. */
  async function drain(): Promise<void> {
    for (let next = await source.next(); next.done !== true; next = await source.next());
  }

  /** Lets go of the stream, wherever the reading has come to. */
  async function close(): Promise<void> {
    await source.return?.();
  }

  return { take, drain, close };
}

const stop = (code: ProblemCode, message: string, file: string): Stop =>
  new Stop([
    {
      code,
      message,
      place: { file },
      hint: 'The files of one plan belong together: restore the folder, or plan again from cut.yaml.',
    },
  ]);
