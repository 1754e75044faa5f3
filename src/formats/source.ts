/** A document that was read: its value, and where each part of it stands in the text. */
import type { Place } from '../core/problem.ts';

/** The name of a field, or its value. */
export type Part = 'key' | 'value';

export interface Source {
  readonly file: string;
  /** Plain objects, arrays, strings, finite numbers within 2^53, booleans, null. Trusted in nothing else. */
  readonly value: unknown;
  /** Offset in the text, in UTF-16 units, of what a JSON pointer names; of its nearest parent when it is not there. */
  offset(pointer: string, part: Part): number;
  place(pointer: string, part: Part): Place;
}

/** Offsets by pointer. */
export type Offsets = ReadonlyMap<string, { readonly key: number; readonly value: number }>;

export function sourceOf(file: string, text: string, value: unknown, offsets: () => Offsets): Source {
  const placeAt = placesOf(file, text);
  const offset = (pointer: string, part: Part): number => {
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const found = offsets().get(at);
      if (found !== undefined) return at === pointer ? found[part] : found.value;
      if (at === '') return 0;
    }
  };
  return { file, value, offset, place: (pointer, part) => ({ ...placeAt(offset(pointer, part)), pointer }) };
}

/** Line and column, from 1, columns in code points, of an offset in UTF-16 units. */
export function placesOf(file: string, text: string): (offset: number) => Place {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    let column = 1;
    for (const _ of text.slice(starts[low], offset)) column++;
    return { file, line: low + 1, column };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** A pointer one step deeper (RFC 6901). */
export const step = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
