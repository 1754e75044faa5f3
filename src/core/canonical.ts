/**
 * Canonical JSON: the one layout of every file that cutter writes.
 *
 * UTF-8, LF, a final newline. `{` and `}` stand on lines of their own; each top-level key starts a line. A top-level
 * value that is a non-empty object or array is spread over lines, one entry a line; everything deeper is compact. Keys
 * stand in the order they are given. So a change to one entry is a change to one line, and a file of any size can be
 * read line by line.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/** Bytes of a whole canonical document. Keys whose value is undefined are left out. */
export function canonical(document: JsonObject): string {
  return [...canonicalLines(document)].join('');
}

/** The lines of a canonical document, each with its newline. */
export function* canonicalLines(document: JsonObject): Generator<string> {
  yield '{\n';
  const entries = Object.entries(document).filter(([, value]) => value !== undefined) as [string, Json][];
  for (const [index, [key, value]] of entries.entries()) {
    yield* entryLines(key, value, index === entries.length - 1);
  }
  yield '}\n';
}

function* entryLines(key: string, value: Json, last: boolean): Generator<string> {
  const comma = last ? '' : ',';
  const name = JSON.stringify(key);
  const inner = Array.isArray(value)
    ? value.map((item) => JSON.stringify(item))
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .map(([k, item]) => `${JSON.stringify(k)}:${JSON.stringify(item)}`)
      : undefined;
  if (inner === undefined || inner.length === 0) {
    yield `${name}:${JSON.stringify(value)}${comma}\n`;
    return;
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  yield `${name}:${open}\n`;
  for (const [index, line] of inner.entries()) yield `${line}${index === inner.length - 1 ? '' : ','}\n`;
  yield `${close}${comma}\n`;
}

/**
 * Frames `before`, the array named `name`, and `after` (made once the records are known).
 * With zero records the array is written as `[]`, as `canonical` would write it.
 */
export function framed(
  before: JsonObject,
  name: string,
): { head: string; tail: (count: number, after: JsonObject) => string } {
  const lines = [...canonicalLines({ ...before, [name]: null })];
  const head = lines.slice(0, -2).join('');
  return {
    head: `${head}${JSON.stringify(name)}:[`,
    tail: (count, after) => {
      const rest = [...canonicalLines(after)].slice(1, -1).join('');
      return `${count === 0 ? '' : '\n'}]${rest === '' ? '' : ','}\n${rest}}\n`;
    },
  };
}

/** The text of the record at `index` of a framed array; a record line never ends with its own newline. */
export const recordLine = (value: Json, index: number): string => recordOf(JSON.stringify(value), index);

/** The same of a record that is encoded already. */
export const recordOf = (encoded: string, index: number): string => `${index === 0 ? '\n' : ',\n'}${encoded}`;
