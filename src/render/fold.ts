/** Long texts in the terminal: their first lines, and exactly how much there is. */
import { characters, counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { visible } from './visible.ts';
import { wrap } from './width.ts';

export interface FoldOptions extends Screen {
  /** Show all of it. */
  readonly full: boolean;
}

const FOLDED_LINES = 3;
/** More code units than any three terminal lines of ordinary text hold; keeps folding cheap for huge bodies. */
const FOLDED_UNITS = 4000;

/** Whether a value is shown as a folded text of its own instead of beside its name. */
export const isLong = (value: string): boolean => value.length > 120 || value.includes('\n');

/** Values that are texts, whatever their length. */
const TEXTS = new Set(['body', 'description']);

/** Whether a named value is shown as a text of its own. */
export const isText = (name: string, value: string): boolean => TEXTS.has(name) || isLong(value);

export const sizeOf = (text: string): string => {
  const lines = text.replace(/\n$/, '').split('\n').length;
  return lines === 1
    ? counted(characters(text), 'character')
    : `${counted(characters(text), 'character')}, ${lines} lines`;
};

/** Lines of the text behind a bar, the first few only unless `full`; then the last line says that there is more. */
export function foldedLines(text: string, indent: number, { width, paint, full }: FoldOptions): string[] {
  const start = full || text.length <= FOLDED_UNITS ? text : wholeStart(text);
  const bar = `${' '.repeat(indent)}${paint.dim('|')} `;
  const lines: string[] = [];
  const all = start.replace(/\n$/, '').split('\n');
  for (const line of all) {
    lines.push(...wrap(visible(line), Math.max(8, width - indent - 2), false, full ? undefined : FOLDED_LINES));
    if (!full && lines.length > FOLDED_LINES) break;
  }
  if (full || (lines.length <= FOLDED_LINES && start === text)) return lines.map((line) => `${bar}${line}`.trimEnd());
  const more = wrap(`… (${counted(characters(text), 'character')}, show --full)`, width - indent - 2);
  return [
    ...lines.slice(0, FOLDED_LINES).map((line) => `${bar}${line}`.trimEnd()),
    ...more.map((line) => `${bar}${paint.dim(line)}`),
  ];
}

/** Cuts without leaving half a surrogate pair. */
function wholeStart(text: string): string {
  const last = text.charCodeAt(FOLDED_UNITS - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? FOLDED_UNITS - 1 : FOLDED_UNITS);
}
