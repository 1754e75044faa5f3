/** The text of a part: where it begins and ends, and whether something stands in its place. */
import { type Lines, lineText } from '../lines.ts';
import type { OutlineProfile } from './profile.ts';
import { type Headed, isEmpty } from './title.ts';
import type { Part } from './tree.ts';

export interface TailLine {
  readonly line: number;
  readonly role: string;
}

/** The last line of a part's own text, and the lines behind it that are no content. `until` is the line after both. */
export function textEnd(
  head: number,
  until: number,
  lines: Lines,
  profile: OutlineProfile,
): readonly [last: number, tail: readonly TailLine[]] {
  const tail: TailLine[] = [];
  let last = until - 1;
  for (; last > head; last--) {
    if (isEmpty(lines, last)) continue;
    if (profile.tail.length === 0) break;
    const text = lineText(lines, last);
    const rule = profile.tail.find(({ begins, contains }) => text.startsWith(begins) && text.includes(contains));
    if (rule === undefined) break;
    tail.push({ line: last, role: rule.role });
  }
  return [Math.max(last, head), tail.reverse()];
}

/** The first line with ink, from a line on; there is one. */
export function firstText(from: number, lines: Lines): number {
  let line = from;
  while (isEmpty(lines, line)) line++;
  return line;
}

/** The byte of an offset in a line; only the few characters before it are looked at. */
export function byteOf(lines: Lines, line: number, offset: number): number {
  let byte = lines.bytes[line] as number;
  for (let at = lines.starts[line] as number; at < offset; at++) {
    const code = lines.region.charCodeAt(at);
    // Each half of a surrogate pair stands for two of the four bytes.
    byte += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return byte;
}

/** Longest text that may stand in place of another. */
const LONGEST = 200;

/** Says what shows that the part was repealed. */
export function repealedBy(
  part: Part,
  head: Headed,
  last: number,
  { region, starts }: Lines,
  profile: OutlineProfile,
): string | undefined {
  const from = head.inline ?? (starts[head.last + 1] as number);
  const end = starts[last + 1] as number;
  if (end - from > LONGEST) return undefined;
  const text = last > head.last || head.inline !== undefined ? region.slice(from, end).trim() : '';
  const bare = text === '' || text === '-' || text === '–';
  if (part.match.repealed && bare) return 'It is marked as left out and has no text';
  const unended = text.endsWith('.') ? text.slice(0, -1) : text;
  const sign = profile.repealed.find((word) => text === word || unended === word);
  if (sign !== undefined) return `${sign} stands in its place`;
  if (!bare || !head.titled) return undefined;
  const titled = profile.repealed.find((word) => head.title === word || head.title.endsWith(` ${word}`));
  return titled === undefined ? undefined : `${titled} stands in its place`;
}
