/** Tells a table of contents from the document: headings that come again later and have no text between them. */
import type { Scan } from './candidates.ts';
import { isSame } from './choice.ts';
import type { Match } from './match.ts';
import type { Part } from './tree.ts';

export interface Contents {
  /** First and last line. */
  readonly lines: readonly [number, number];
  /** The parts before and behind the table. */
  readonly kept: readonly Part[];
}

/** `again` repeats one of the parts in `line`. Absent where the parts from there on have text: then they are the document. */
export function contentsBefore(parts: readonly Part[], again: Match, line: number, scan: Scan): Contents | undefined {
  const first = parts.findIndex((part) => isSame(part, again));
  let end = first;
  while (end < parts.length && !hasText(parts[end] as Part, parts[end + 1]?.line ?? line, scan)) end++;
  // What comes behind the table stands on its own, such as a preamble.
  const behind = parts.slice(end);
  if (end - first < 2 || behind.some(({ level, number }) => number !== undefined || level.role === 'container')) {
    return undefined;
  }
  let begin = first;
  while (begin > 0 && !hasText(parts[begin - 1] as Part, (parts[begin] as Part).line, scan)) begin--;
  return {
    lines: [(parts[begin] as Part).line, (behind[0]?.line ?? line) - 1],
    kept: [...parts.slice(0, begin), ...behind],
  };
}

function hasText({ level, match, peeled, line: from }: Part, until: number, { inked, lines }: Scan): boolean {
  const count = (inked[until] as number) - (inked[from + 1] as number);
  const titleBelow = (level.title === 'next' || level.title === 'block') && match.rest >= peeled.text.length;
  if (count !== 1 || !titleBelow) return count > 0;
  // One line below may be the title, unless it is a sentence.
  let line = until - 1;
  while (inked[line] === inked[line + 1]) line--;
  return '.;:'.includes(lines.region[(lines.starts[line + 1] as number) - 2] ?? '');
}
