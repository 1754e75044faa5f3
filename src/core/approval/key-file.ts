/** What the two key files (allowed signers, revoked keys) share: bytes to numbered lines, comments left out. */
import { MAX_PROBLEMS, moreProblems } from '../limits.ts';
import type { Problem } from '../problem.ts';

export interface KeyLine {
  /** From 1. */
  readonly number: number;
  readonly fields: readonly string[];
}

const LARGEST = 1_048_576;

export interface KeyLines {
  readonly lines: readonly KeyLine[];
  readonly problems: readonly Problem[];
}

export function keyLines(bytes: Uint8Array, file: string): KeyLines {
  const refused = (code: Problem['code'], message: string, hint: string): KeyLines => ({
    lines: [],
    problems: [{ code, message, place: { file }, hint }],
  });
  if (bytes.length > LARGEST) {
    return refused(
      'input.too_large',
      `The file has ${bytes.length} bytes, more than ${LARGEST}.`,
      'Name the right file.',
    );
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return refused('input.byte_order_mark', 'The file starts with a byte order mark.', 'Save it as UTF-8 without one.');
  }
  const text = utf8(bytes);
  if (text === undefined) return refused('input.not_utf8', 'The file is not UTF-8.', 'Save it as UTF-8.');
  if (text.includes('\r')) {
    return refused('input.line_endings', 'The file has CR line endings.', 'Save it with LF line endings.');
  }
  return split(text, file);
}

function split(text: string, file: string): KeyLines {
  const lines: KeyLine[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const place = { file, line: index + 1 };
    if (hasControl(line)) {
      const message = 'The line has a control character.';
      problems.push({ code: 'config.signers', message, place, hint: 'Remove it; fields are separated by blanks.' });
      continue;
    }
    const content = line.replace(/^[ \t]+/, '');
    if (content === '' || content.startsWith('#')) continue;
    lines.push({ number: place.line, fields: content.split(/[ \t]+/) });
  }
  return { lines, problems };
}

/** The first of many problems, and how many more there are: whoever gave the wrong file reads one screen. */
export function firstOf(problems: readonly Problem[], file: string): readonly Problem[] {
  const more = problems.length - MAX_PROBLEMS;
  if (more <= 0) return problems;
  return [...problems.slice(0, MAX_PROBLEMS), moreProblems(more, file)];
}

/** C0 controls but the tab, and DEL. */
const hasControl = (line: string): boolean =>
  [...line].some((character) => character !== '\t' && (character < ' ' || character === '\x7f'));

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
