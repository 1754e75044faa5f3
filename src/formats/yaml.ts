/**
 * Strict YAML 1.2 (core schema): one document, no anchors, aliases, merge keys, foreign tags or directives, no key
 * twice, no number that a double cannot hold exactly. `no`, `on` and dates are strings. All problems are reported.
 */
import { type Document, parseDocument } from 'yaml';
import { bad, type Checked, good, type Problem } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';
import { oneLine } from '../core/quote.ts';
import { ProblemList } from './cap.ts';
import { placesOf, type Source, sourceOf } from './source.ts';
import { scanYaml } from './yaml-scan.ts';
import { yamlValue } from './yaml-value.ts';

/** C0 but tab, LF and CR; DEL and C1 but NEL; byte order mark; non-characters. YAML allows none of them unescaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufeff\ufffe\uffff]/g;

/** Codes: `syntax.*`, `input.control_character`, `input.empty` (nothing but comments). */
export function readYaml(text: string, file: string): Checked<Source> {
  const control = controlCharacters(text, file);
  if (control.length > 0) return bad(...control);
  const scan = scanYaml(text, file);
  if (!scan.safe) return bad(...scan.problems);
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    stringKeys: true,
    intAsBigInt: true,
    // Both cost more than linear time; keys are compared while the value is taken, places come from offsets.
    uniqueKeys: false,
    prettyErrors: false,
    // With `silent` a second document would be dropped without a word.
    logLevel: 'error',
  });
  const syntax = [...scan.problems, ...syntaxProblems(document, text, file)];
  if (syntax.length > 0) return bad(...syntax);
  const taken = yamlValue(document.contents, file, text);
  if (taken.problems.length > 0) return bad(...taken.problems);
  if (taken.value === null) {
    return bad({
      code: 'input.empty',
      message: 'The file holds nothing but blanks and comments.',
      place: { file },
      hint: 'Write its fields.',
    });
  }
  return good(sourceOf(file, text, taken.value, () => taken.offsets));
}

function controlCharacters(text: string, file: string): readonly Problem[] {
  const list = new ProblemList(file);
  const placeAt = placesOf(file, text);
  for (const match of text.matchAll(CONTROL)) {
    list.add(() => ({
      code: 'input.control_character',
      message: `A control character, U+${(match[0].codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}.`,
      place: placeAt(match.index),
      hint: 'Remove it.',
    }));
  }
  return list.problems();
}

function syntaxProblems(document: Document.Parsed, text: string, file: string): readonly Problem[] {
  const list = new ProblemList(file);
  const placeAt = placesOf(file, text);
  for (const error of [...document.errors, ...document.warnings]) {
    const known = BY_CODE[error.code];
    list.add(() => ({
      code: known?.code ?? 'syntax.yaml',
      message: known?.message ?? `${oneLine(error.message).replace(/[.:]$/, '')}.`,
      place: placeAt(error.pos[0]),
      hint: known?.hint ?? 'Correct the YAML here.',
    }));
  }
  return list.problems();
}

const BY_CODE: { readonly [code: string]: { readonly code: ProblemCode; message?: string; hint: string } } = {
  MULTIPLE_DOCS: {
    code: 'syntax.multiple_documents',
    message: 'A second document begins here.',
    hint: 'Keep one document in the file: remove the "---" and what follows.',
  },
  TAB_AS_INDENT: { code: 'syntax.yaml', hint: 'Indent with spaces.' },
  BAD_INDENT: { code: 'syntax.yaml', hint: 'Give fields of the same level the same indentation.' },
  MISSING_CHAR: { code: 'syntax.yaml', hint: 'Add the missing character.' },
  BLOCK_AS_IMPLICIT_KEY: {
    code: 'syntax.yaml',
    hint: 'Put each field on a line of its own, and a text that holds ": " in quotes.',
  },
  NON_STRING_KEY: { code: 'syntax.yaml', hint: 'Use a plain name as the key.' },
};
