/** Names with their values beside them, or below them where the terminal is too narrow. */
import type { Screen } from './paint.ts';
import { visible } from './visible.ts';
import { displayWidth, padEnd, wrap } from './width.ts';

export type Entry = readonly [name: string, value: string];

/** Widest name column: a longer name gets its value below it. */
const NAME_COLUMN = 24;
/** Below this a value column is too thin to read. */
const VALUE_COLUMN = 24;

/** Lines of all entries, indented. Words of a value (ids, digests, addresses) are never broken. */
export function entryLines(entries: readonly Entry[], indent: number, { width, paint }: Screen): string[] {
  const shown = entries.map(([name, value]) => [visible(name), visible(value)] as const);
  const column = Math.min(NAME_COLUMN, Math.max(0, ...shown.map(([name]) => displayWidth(name)))) + 2;
  const blank = ' '.repeat(indent);
  return shown.flatMap(([name, value]) => {
    const beside = wrap(value, Math.max(VALUE_COLUMN, width - indent - column), true);
    const room = width - indent - column;
    if (displayWidth(name) <= column - 2 && beside.every((piece) => displayWidth(piece) <= room)) {
      return beside.map(
        (piece, i) => `${blank}${i === 0 ? paint.dim(padEnd(name, column)) : ' '.repeat(column)}${piece}`,
      );
    }
    const below = wrap(value, width - indent - 2, true);
    return [`${blank}${paint.dim(name)}`, ...below.map((piece) => `${blank}  ${piece}`)];
  });
}

/** A paragraph, wrapped and indented. */
export const paragraph = (text: string, indent: number, width: number, keepWords = true): string[] =>
  wrap(visible(text), width - indent, keepWords).map((line) => `${' '.repeat(indent)}${line}`);
