/** Names with their values beside them, or below them where the terminal is too narrow. */
import type { Screen } from './paint.ts';
import { visible } from './visible.ts';
import { displayWidth, wrap } from './width.ts';

export type Entry = readonly [name: string, value: string];

/** Widest name column: a longer name gets its value below it. */
const NAME_COLUMN = 24;
/** Below this a value column is too thin to read. */
const VALUE_COLUMN = 24;

/** Lines of all entries, indented. Words of a value (ids, digests, addresses) are never broken. */
export function entryLines(entries: readonly Entry[], indent: number, { width, paint }: Screen): string[] {
  const shown = entries.map(([name, value]) => {
    const seen = visible(name);
    return { name: seen, wide: displayWidth(seen), value: visible(value) };
  });
  const column = Math.min(NAME_COLUMN, Math.max(0, ...shown.map(({ wide }) => wide))) + 2;
  const room = width - indent - column;
  const blank = ' '.repeat(indent);
  const lines: string[] = [];
  for (const { name, wide, value } of shown) {
    const beside = wrap(value, Math.max(VALUE_COLUMN, room), true);
    if (wide <= column - 2 && beside.every((piece) => displayWidth(piece) <= room)) {
      for (const [i, piece] of beside.entries()) {
        lines.push(`${blank}${i === 0 ? paint.dim(name + ' '.repeat(column - wide)) : ' '.repeat(column)}${piece}`);
      }
    } else {
      lines.push(`${blank}${paint.dim(name)}`);
      lines.push(...wrap(value, width - indent - 2, true).map((piece) => `${blank}  ${piece}`));
    }
  }
  return lines;
}

/** A paragraph, wrapped and indented. */
export const paragraph = (text: string, indent: number, width: number, keepWords = true): string[] =>
  wrap(visible(text), width - indent, keepWords).map((line) => `${' '.repeat(indent)}${line}`);
