/**
 * Reads a file of our own that is read whole: JSON in the canonical layout (core/canonical.ts), byte for byte.
 * (Plans and manifests are streamed: framed.ts.)
 */
import { canonical, type JsonObject } from '../core/canonical.ts';
import { MAX_DEPTH } from '../core/limits.ts';
import { bad, type Checked, good, type Problem } from '../core/problem.ts';
import { jsonOffsets, readJson } from './json.ts';
import { placesOf, type Source, sourceOf } from './source.ts';
import { textOf } from './text.ts';

export interface CanonicalFile extends Source {
  readonly value: JsonObject;
  readonly text: string;
}

/**
 * Codes: those of `textOf` and `readJson`; `shape.wrong_type` (not an object); `input.line_endings` (CRLF is the only
 * difference); `syntax.not_canonical`.
 */
export function readCanonical(bytes: Uint8Array, file: string): Checked<CanonicalFile> {
  const text = textOf(bytes, file);
  if (!text.ok) return text;
  const value = quickly(text.value);
  if (value !== undefined) {
    const source = sourceOf(
      file,
      text.value,
      value,
      once(() => jsonOffsets(text.value, file)),
    );
    return good({ file, value, text: text.value, offset: source.offset, place: source.place });
  }
  return bad(...whyNot(text.value, file));
}

/** The value when the bytes are canonical. Places are not noted, for they cost more than all the rest. */
function quickly(text: string): JsonObject | undefined {
  if (!shallow(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && canonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function whyNot(text: string, file: string): readonly Problem[] {
  const place = placesOf(file, text);
  if (text.includes('\r\n') && quickly(text.replaceAll('\r\n', '\n')) !== undefined) {
    return [lineEndings(place(text.indexOf('\r\n')))];
  }
  const source = readJson(text, file);
  if (!source.ok) return source.problems;
  const { value } = source.value;
  if (!isObject(value)) {
    const hint = 'Give the file that cutter wrote.';
    return [{ code: 'shape.wrong_type', message: 'An object is expected.', place: { ...place(0), pointer: '' }, hint }];
  }
  return [notCanonical(place(difference(text, canonical(value))))];
}

const lineEndings = (place: object): Problem => ({
  code: 'input.line_endings',
  message: 'The line endings are CRLF, and cutter wrote LF: git changed them on checkout, or an editor did.',
  place,
  hint: 'Add the line `*.json text eol=lf` to .gitattributes, delete the file, and check it out again; or restore it.',
});

export const notCanonical = (place: object): Problem => ({
  code: 'syntax.not_canonical',
  message: 'The bytes are not those that cutter writes for this content; this is the first that differs.',
  place,
  hint: 'Restore the file, or write it again with cutter: it is not meant to be edited.',
});

/** Offset of the first difference. */
export function difference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether brackets outside strings nest at most MAX_DEPTH deep. */
function shallow(text: string): boolean {
  let depth = 0;
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inside) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inside = false;
    } else if (code === 0x22) inside = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > MAX_DEPTH) return false;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return true;
}
