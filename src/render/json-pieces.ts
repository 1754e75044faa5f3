/** The answer of a command as JSON, in pieces: a list that is not held in memory is written as it is gone through. */
import { jsonText } from './problems.ts';

/** As jsonText would write it, with a list for every iterable that is a field of `value`. */
export function* jsonPieces(value: unknown): Generator<string, void, undefined> {
  if (typeof value !== 'object' || value === null || !Object.values(value).some(isLazy)) {
    yield jsonText(value);
    return;
  }
  let before = '{';
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    yield `${before}\n  ${jsonText(name)}: `;
    if (isLazy(field)) yield* listOf(field);
    else yield indented(jsonText(field), '  ');
    before = ',';
  }
  yield '\n}';
}

function* listOf(items: Iterable<unknown>): Generator<string, void, undefined> {
  let before = '[';
  for (const item of items) {
    yield `${before}\n    ${indented(jsonText(item), '    ')}`;
    before = ',';
  }
  yield before === '[' ? '[]' : '\n  ]';
}

const isLazy = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value;

/** No text of JSON holds a newline of its own. */
const indented = (json: string, by: string): string => json.replaceAll('\n', `\n${by}`);
