/**
 * Reads a canonical file (core/canonical.ts) whose long array stands one record a line, in bounded memory.
 *
 * Every byte is accounted for: the head, each record and the tail are parsed, encoded again, and must give the same
 * bytes. So duplicate keys, blanks, another order, other line endings or anything after the end are refused.
 */
import { canonical, framed, type Json, type JsonObject } from '../core/canonical.ts';
import { Stop } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';
import { type LineOptions, lineBlocks } from './lines.ts';

export interface FramedRecord {
  readonly value: Json;
  /** The record's JSON text, without comma and newline. */
  readonly text: string;
  /** From 0. */
  readonly index: number;
  /** Line in the file, from 1. */
  readonly line: number;
}

/** The three parts are read in this order: head, all records, tail. Each throws Stop at the first byte that is wrong. */
export interface FramedReader {
  /** The keys before the array. */
  head(): Promise<JsonObject>;
  records(): AsyncGenerator<FramedRecord, void, undefined>;
  /** The keys after the array; the end of the file is reached and checked. */
  tail(): Promise<JsonObject>;
  /** Lets go of the source; for who does not read to the end. A part that throws has done so. */
  close(): Promise<void>;
}

export interface FramedOptions extends LineOptions {
  /** Most bytes, counted in UTF-16 units, of the head and of the tail. */
  readonly maxFrame?: number;
  /**
   * Set by who reads a file once more and compares its hash with that of the first read: the values are parsed, and
   * not encoded again.
   */
  readonly again?: boolean;
}

const MAX_FRAME = 64 * 1024 * 1024;
const HINT = 'The file was changed after it was written, or another tool wrote it: restore it, or make it again.';

/** Stop codes beside those of `lineBlocks`: `syntax.json`, `syntax.depth`, `syntax.not_canonical`, `syntax.duplicate_key`, `shape.missing_field`, `input.too_large`. */
export function readFramed(chunks: AsyncIterable<Uint8Array>, name: string, options: FramedOptions): FramedReader {
  const { file, maxFrame = MAX_FRAME, again: seen = false } = options;
  const blocks = lineBlocks(chunks, options);
  let lines: string[] = [];
  let next = 0;
  /** Line number of lines[0]. */
  let first = 1;

  const stop = (code: ProblemCode, message: string, line: number, column?: number, hint = HINT): Stop =>
    new Stop([{ code, message, place: column === undefined ? { file, line } : { file, line, column }, hint }]);

  const refill = async (): Promise<boolean> => {
    const result = await blocks.next();
    first += lines.length;
    next = 0;
    lines = result.done === true ? [] : result.value;
    return lines.length > 0;
  };

  /** The JSON value of a text that starts at a line; its encoding must be the text again. */
  const parsed = <T>(
    text: string,
    line: number,
    encode: (value: Json) => string,
    read: (value: Json, same: boolean) => T,
  ): T => {
    let value: Json;
    let again: string;
    try {
      value = JSON.parse(text) as Json;
      again = seen ? text : encode(value);
    } catch (error) {
      if (error instanceof RangeError) throw stop('syntax.depth', 'Brackets are nested too deeply.', line);
      throw stop('syntax.json', `This is not JSON: ${(error as Error).message}.`, line);
    }
    return read(value, again === text);
  };

  const frame = (text: string, line: number, encode: (value: JsonObject) => string): JsonObject =>
    parsed(
      text,
      line,
      (value) => encode(value as JsonObject),
      (value, same) => {
        if (same) return value as JsonObject;
        const [row, column] = difference(text, encode(value as JsonObject));
        throw stop('syntax.not_canonical', 'The bytes are not the canonical ones.', line + row, column);
      },
    );

  let headKeys: readonly string[] = [];
  let opening = '';
  let count = 0;
  let stage: 'head' | 'records' | 'closing' | 'tail' | 'end' = 'head';
  let tailLine = '';

  const need = (wanted: typeof stage): void => {
    if (stage !== wanted) throw new Error(`framed reader is at ${stage}, not at ${wanted}`);
  };

  async function head(): Promise<JsonObject> {
    need('head');
    const quoted = JSON.stringify(name);
    const opens = `${quoted}:[`;
    const empties = [`${quoted}:[]`, `${quoted}:[],`];
    const texts: string[] = [];
    let size = 0;
    let inside = false;
    for (;;) {
      if (next >= lines.length && !(await refill())) throw unframed(texts);
      const line = lines[next++] as string;
      const number = first + next - 1;
      if (number === 1 && line !== '{') throw unframed([line, '…']);
      if (line.startsWith(' ') || line.startsWith('\t')) {
        throw stop('syntax.not_canonical', 'The file is not in the canonical layout.', number, 1);
      }
      if (!inside && (line === opens || empties.includes(line))) {
        opening = line;
        texts.push('');
        break;
      }
      if (inside) inside = !/^[\]}],?$/.test(line);
      else inside = line.endsWith(':{') || line.endsWith(':[');
      size += line.length + 1;
      if (size > maxFrame) throw stop('input.too_large', 'The head of the file is too long.', number);
      texts.push(line);
    }
    const text = `${texts.join('\n')}${quoted}:null\n}\n`;
    const { [name]: _, ...before } = frame(text, 1, canonical);
    headKeys = Object.keys(before);
    stage = opening === opens ? 'records' : 'closing';
    tailLine = opening.slice(opens.length);
    return before;
  }

  /** What to say of a file in which the array never opens. */
  const unframed = (texts: readonly string[]): Stop => {
    const text = `${texts.join('\n')}\n`;
    try {
      const value = JSON.parse(text) as JsonObject;
      if (typeof value === 'object' && value !== null && canonical(value) === text) {
        return stop('shape.missing_field', `The array "${name}" is missing.`, 1);
      }
    } catch {
      if (!(texts[0] ?? '').startsWith('{')) return stop('syntax.json', 'The file does not begin with "{".', 1, 1);
      if (texts[0] === '{') return stop('syntax.json', `The file ends before the array "${name}" opens.`, texts.length);
    }
    return stop('syntax.not_canonical', 'The file is not in the canonical layout.', 1);
  };

  async function* records(): AsyncGenerator<FramedRecord, void, undefined> {
    if (stage === 'closing') return;
    need('records');
    let more = true;
    try {
      for (;;) {
        if (next >= lines.length && !(await refill())) {
          throw stop('syntax.json', `The file ends inside the array "${name}".`, first);
        }
        const raw = lines[next++] as string;
        const line = first + next - 1;
        if (raw === ']' || raw === '],') {
          // `[` and `]` on lines of their own are not how an empty array is written; and a comma promised a record.
          if (more) throw stop('syntax.not_canonical', 'A record is missing before the array ends.', line, 1);
          stage = 'closing';
          tailLine = raw;
          return;
        }
        if (!more) throw stop('syntax.not_canonical', 'A comma is missing at the end of the record.', line - 1);
        more = raw.endsWith(',');
        const text = more ? raw.slice(0, -1) : raw;
        const value = parsed(text, line, JSON.stringify, (found, same) => {
          if (same) return found;
          const column = difference(text, JSON.stringify(found))[1];
          throw stop('syntax.not_canonical', 'The record is not encoded canonically.', line, column);
        });
        yield { value, text, index: count++, line };
      }
    } finally {
      // Left early, by an error or by the reader of the records.
      if (stage === 'records') await close();
    }
  }

  async function tail(): Promise<JsonObject> {
    need('closing');
    stage = 'tail';
    const start = first + next - 1;
    const texts = [tailLine];
    let size = 0;
    for (;;) {
      if (next >= lines.length && !(await refill())) break;
      const line = lines[next++] as string;
      size += line.length + 1;
      if (size > maxFrame) throw stop('input.too_large', 'The tail of the file is too long.', first + next - 1);
      texts.push(line);
    }
    const text = `${texts.slice(1).join('\n')}\n`;
    const after = frame(`{\n${text}`, start, canonical);
    const again = Object.keys(after).find((key) => key === name || headKeys.includes(key));
    if (again !== undefined) {
      throw stop('syntax.duplicate_key', `The key "${again}" stands twice.`, start);
    }
    const wanted = framed({}, name).tail(count, after);
    const found = `${count === 0 ? '' : '\n'}${tailLine}\n${text}`;
    if (wanted !== found) {
      throw stop('syntax.not_canonical', 'The end of the array is not encoded canonically.', start);
    }
    stage = 'end';
    return after;
  }

  /** A reader that has failed lets go of its source at once. */
  const closing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      await close();
      throw error;
    }
  };

  async function close(): Promise<void> {
    await blocks.return(undefined);
  }

  return { head: () => closing(head()), records, tail: () => closing(tail()), close };
}

/** Where two texts differ first: lines from 0, column from 1 in code points. */
function difference(a: string, b: string): [row: number, column: number] {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const before = a.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  return [before.split('\n').length - 1, [...before.slice(start)].length + 1];
}
