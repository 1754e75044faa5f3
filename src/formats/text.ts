/** Bytes to text: UTF-8 without byte order mark and without NUL, or the reason why not. */
import { isUtf8 } from 'node:buffer';
import { bad, type Checked, good, type Problem } from '../core/problem.ts';

/** Codes: `input.empty`, `input.byte_order_mark`, `input.not_utf8`, `input.control_character`. Line endings are kept. */
export function textOf(bytes: Uint8Array, file: string): Checked<string> {
  if (bytes.length === 0)
    return bad({
      code: 'input.empty',
      message: 'The file is empty.',
      place: { file },
      hint: 'Give a file with content.',
    });
  const mark = byteOrderMark(bytes, file);
  if (mark !== undefined) return bad(mark);
  if (!isUtf8(bytes)) return bad(notUtf8(bytes, file));
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nul = buffer.indexOf(0);
  if (nul !== -1) {
    return bad({
      code: 'input.control_character',
      message: `A NUL character, at byte offset ${nul}.`,
      place: { file, ...lineOf(buffer, nul) },
      hint: 'Give a text file; remove the NUL characters if it is one.',
    });
  }
  return good(buffer.toString('utf8'));
}

function byteOrderMark(bytes: Uint8Array, file: string): Problem | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) {
    return {
      code: 'input.byte_order_mark',
      message: 'The file begins with a byte order mark (EF BB BF).',
      place: { file, line: 1, column: 1 },
      hint: 'Save it as "UTF-8 without BOM".',
    };
  }
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    return {
      code: 'input.not_utf8',
      message: 'The file is UTF-16, not UTF-8.',
      place: { file, line: 1, column: 1 },
      hint: 'Save it as "UTF-8 without BOM".',
    };
  }
  return undefined;
}

function notUtf8(bytes: Uint8Array, file: string): Problem {
  const at = firstInvalid(bytes);
  const byte = (bytes[at] as number).toString(16).padStart(2, '0').toUpperCase();
  return {
    code: 'input.not_utf8',
    message: `Byte ${byte} at offset ${at} is not valid UTF-8.`,
    place: { file, ...lineOf(bytes, at) },
    hint: 'Save the file as UTF-8, or restore it from where it was valid.',
  };
}

/** Offset of the first byte of the first sequence that is not UTF-8. Bytes before it are valid, so halving finds it. */
function firstInvalid(bytes: Uint8Array): number {
  const whole = (end: number): boolean => {
    // A prefix may end inside a character: at most three of its bytes are pending there.
    for (let back = 0; back <= 3 && back <= end; back++) {
      if (isUtf8(bytes.subarray(0, end - back))) return back === 0 || pending(bytes.subarray(end - back, end));
    }
    return false;
  };
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (whole(middle)) valid = middle;
    else invalid = middle;
  }
  // `invalid` bytes are too many; the sequence that fails starts at the end of the longest valid prefix.
  let start = invalid - 1;
  while (start > 0 && !isUtf8(bytes.subarray(0, start))) start--;
  return start;
}

/** Whether the bytes can be the beginning of one UTF-8 character. */
function pending(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    return decoder.decode(bytes, { stream: true }) === '';
  } catch {
    return false;
  }
}

/** Line, and column in code points, of a byte; the bytes before it are valid UTF-8. */
function lineOf(bytes: Uint8Array, at: number): { line: number; column: number } {
  const before = Buffer.from(bytes.buffer, bytes.byteOffset, at).toString('utf8');
  const start = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let i = before.indexOf('\n'); i !== -1; i = before.indexOf('\n', i + 1)) line++;
  return { line, column: [...before.slice(start)].length + 1 };
}
