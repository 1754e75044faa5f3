/** The lines of a region: where each begins, in characters and in bytes, found in one pass that also looks for characters that must not be there. */
import type { Findings } from './findings.ts';

export interface Lines {
  readonly region: string;
  /** A line from 1: offsets in UTF-16 units of its first character; index count + 1 is the end of the region. */
  readonly starts: Uint32Array;
  /** The same in bytes of UTF-8. */
  readonly bytes: Uint32Array;
  readonly count: number;
  /** Code points. */
  readonly characters: number;
}

/** The text of a line, without its newline. */
export const lineText = (lines: Lines, number: number): string =>
  lines.region.slice(lines.starts[number] as number, (lines.starts[number + 1] as number) - 1);

/**
 * `region` is empty or ends with a newline. Codes added: `mark.control_character` (C0 but LF, DEL, C1, line and
 * paragraph separators, unpaired surrogates; not those `allowed`), `mark.bidi_control`.
 */
export function scanLines(region: string, problems: Findings, allowed: ReadonlySet<number> = NONE): Lines {
  // Two numbers a line at four bytes each: a document may have millions of lines. Index 0 is no line; line 1 begins at 0.
  let starts = new Uint32Array(1024);
  let bytes = new Uint32Array(1024);
  let line = 1;
  let byte = 0;
  let pairs = 0;
  /** Pairs before the line, so that a column costs no second look at the line. */
  let pairsBefore = 0;
  const length = region.length;
  const report = (at: number, code: number): void => {
    const column = at - (starts[line] as number) - (pairs - pairsBefore) + 1;
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    if (isBidi(code)) {
      problems.add('mark.bidi_control', line, column, `A bidirectional control character, ${name}.`, BIDI);
    } else {
      const hint = code === 0x09 ? 'Put blanks in place of the tab.' : 'Remove the character.';
      problems.add('mark.control_character', line, column, `A control character, ${name}.`, hint);
    }
  };
  for (let at = 0; at < length; at++) {
    const code = region.charCodeAt(at);
    if (code < 0x80) {
      byte++;
      if (code === 0x0a) {
        line++;
        if (line === starts.length) {
          starts = doubled(starts);
          bytes = doubled(bytes);
        }
        starts[line] = at + 1;
        bytes[line] = byte;
        pairsBefore = pairs;
      } else if ((code < 0x20 || code === 0x7f) && !allowed.has(code)) report(at, code);
    } else if (code < 0x800) {
      byte += 2;
      if (code < 0xa0 || code === 0x061c) report(at, code);
    } else if (code < 0xd800 || code > 0xdfff) {
      byte += 3;
      if (code >= 0x200e && code <= 0x2069 && (isBidi(code) || code === 0x2028 || code === 0x2029)) report(at, code);
    } else {
      const next = at + 1 < length ? region.charCodeAt(at + 1) : 0;
      if (code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) {
        byte += 4;
        pairs++;
        at++;
      } else {
        byte += 3;
        report(at, code);
      }
    }
  }
  const known = { starts: starts.subarray(0, line + 1), bytes: bytes.subarray(0, line + 1) };
  return { region, ...known, count: line - 1, characters: length - pairs };
}

function doubled(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

const NONE: ReadonlySet<number> = new Set();
const BIDI = 'Remove it: it makes a reader see another text than the one that is cut.';

/** The characters with the property Bidi_Control. */
const isBidi = (code: number): boolean =>
  code === 0x061c ||
  code === 0x200e ||
  code === 0x200f ||
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2066 && code <= 0x2069);
