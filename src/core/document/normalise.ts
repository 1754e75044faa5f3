/**
 * The normalisation of a source text: Unicode NFC, LF, no trailing blanks on a line, a final newline. Each rule is
 * applied and counted, or its breach is refused, as the cut says. The result of one is left as it is by another run.
 *
 * A carriage return that no line feed follows is left alone; scanning refuses it as a control character, because
 * nobody can say whether it was meant to end a line.
 */
import type { Cut } from '../cut.ts';
import { columnAt, type Findings } from './findings.ts';
import type { ManifestHeader } from './manifest.ts';

/** Its version grows when any text would be normalised otherwise. */
export const NORMALISATION_RULE = 'nfc-lf-trailing/1';

export interface Normalised {
  readonly region: string;
  readonly report: ManifestHeader['normalisation'];
}

/** Codes added: `mark.not_nfc`, `mark.not_normal`. The region is normalised whatever the policy is. */
export function normalise(text: string, policy: Cut['normalise'], problems: Findings): Normalised {
  const counts = { unicode_lines: 0, line_ending_lines: 0, trailing_blank_lines: 0 };
  const finalNewline = text === '' || text.endsWith('\n');
  let region = text;
  if (!isNormal(text)) {
    const lines = text.split('\n');
    // After the last newline there is no line.
    const count = finalNewline ? lines.length - 1 : lines.length;
    for (let index = 0; index < count; index++) {
      let line = lines[index] as string;
      const number = index + 1;
      if (line.endsWith('\r') && index < lines.length - 1) {
        counts.line_ending_lines++;
        line = line.slice(0, -1);
        if (policy.line_endings === 'refuse') {
          problems.add('mark.not_normal', number, columnAt(line, line.length), 'The line ends with CR LF.', ENDINGS);
        }
      }
      const composed = line.normalize('NFC');
      if (composed !== line) {
        counts.unicode_lines++;
        if (policy.unicode === 'refuse') {
          problems.add(
            'mark.not_nfc',
            number,
            columnAt(line, difference(line, composed)),
            'The text is not in Unicode NFC.',
            UNICODE,
          );
        }
        line = composed;
      }
      const end = blankEnd(line);
      if (end < line.length) {
        counts.trailing_blank_lines++;
        if (policy.trailing_blanks === 'refuse') {
          problems.add('mark.not_normal', number, columnAt(line, end), 'The line ends with blanks.', BLANKS);
        }
        line = line.slice(0, end);
      }
      lines[index] = line;
    }
    region = lines.join('\n');
  }
  if (!finalNewline) {
    const start = text.lastIndexOf('\n') + 1;
    if (policy.line_endings === 'refuse') {
      const number = lineCount(text);
      problems.add(
        'mark.not_normal',
        number,
        columnAt(text.slice(start), text.length),
        'The last line has no newline.',
        ENDINGS,
      );
    }
    region += '\n';
  }
  return { region, report: { rule: NORMALISATION_RULE, ...counts, final_newline_added: !finalNewline } };
}

const ENDINGS = 'Save the document with LF line endings, or set `normalise.line_endings: normalise` in the cut.';
const UNICODE = 'Save the document in NFC, or set `normalise.unicode: normalise` in the cut.';
const BLANKS = 'Remove the blanks, or set `normalise.trailing_blanks: normalise` in the cut.';

/** Whole-text checks are much faster than going line by line, and most documents are normal. */
const isNormal = (text: string): boolean =>
  !text.includes('\r\n') &&
  !text.includes(' \n') &&
  !text.includes('\t\n') &&
  blankEnd(text) === text.length &&
  text.normalize('NFC') === text;

/** Where the blanks and tabs at the end begin. */
function blankEnd(line: string): number {
  let end = line.length;
  while (end > 0 && (line.charCodeAt(end - 1) === 0x20 || line.charCodeAt(end - 1) === 0x09)) end--;
  return end;
}

function difference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  // A combining mark changes the character before it; that character is where a reader looks.
  return at;
}

function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
