/** The text of a unit and its title, for each of the ways in which a heading and its text may stand. */
import type { Lines } from '../lines.ts';
import type { Span } from '../manifest.ts';
import { restOffset, type Scan } from './candidates.ts';
import { byteOf, firstText } from './text.ts';
import { type Headed, headOf } from './title.ts';
import type { Part } from './tree.ts';

export interface Body {
  readonly title: string;
  /** Bytes of the region. */
  readonly body: readonly [number, number];
  /** It should have text and has none. */
  readonly missing: boolean;
}

export const hasText = (head: Headed, last: number): boolean => head.inline !== undefined || last > head.last;

/** Such a part needs no text of its own. */
export const holdsOthers = ({ content, level }: Part): boolean => content > 0 || level.role === 'container';

/** `last` is the last line of the unit's own text. What has no text has its heading as its body. */
export function bodyOf(part: Part, head: Headed, last: number, span: Span, lines: Lines, scan: Scan): Body {
  const { level, peeled, match, line: first } = part;
  const { title } = head;
  const end = (lines.bytes[last + 1] as number) - 1;
  if (head.inline !== undefined) return { title, body: [byteOf(lines, first, head.inline), end], missing: false };
  if (last > head.last) {
    return { title, body: [lines.bytes[firstText(head.last + 1, lines)] as number, end], missing: false };
  }
  if (holdsOthers(part)) return { title, body: [span.bytes[0], end], missing: false };
  if (!head.titled || head.last !== first || level.title === 'block') {
    return { title, body: [span.bytes[0], end], missing: true };
  }
  // All it says stands behind its number: that is its text, and it has no title.
  const bare = { ...part, match: { ...match, rest: peeled.text.length } };
  return {
    title: headOf(bare, first + 1, lines, scan).title,
    body: [byteOf(lines, first, restOffset(lines, part, match)), end],
    missing: false,
  };
}
