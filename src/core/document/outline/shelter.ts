/** Finds what shelters lines from being headings: fences, and quotations that begin a line and go on over others. */
import { type Lines, lineText } from '../lines.ts';
import type { OutlineProfile } from './profile.ts';

/** The line in which the shelter of a line was opened; 0 = none. */
export type Shelters = (line: number) => number;

/** Linear: closing marks are found with one stack for the whole document. */
export function sheltersOf(lines: Lines, profile: OutlineProfile): Shelters {
  const ranges = [...fenced(lines, profile.fences), ...quoted(lines, profile.quotes)].sort((a, b) => a[0] - b[0]);
  const within = new Map<number, number>();
  let covered = 0;
  for (const [first, last] of ranges) {
    for (let line = Math.max(first, covered + 1); line <= last; line++) within.set(line, first);
    covered = Math.max(covered, last);
  }
  return (line) => within.get(line) ?? 0;
}

type Range = readonly [first: number, last: number];

function fenced(lines: Lines, fences: readonly string[]): Range[] {
  const ranges: Range[] = [];
  for (const fence of fences) {
    let opened = 0;
    let from = 0;
    for (;;) {
      const at = lines.region.indexOf(fence, from);
      if (at === -1) break;
      from = at + fence.length;
      const line = lineAt(lines, at);
      if (lineText(lines, line).trimStart().startsWith(fence)) {
        // A fence that is opened and closed in one line shelters nothing below.
        if (opened !== 0) {
          ranges.push([opened, line]);
          opened = 0;
        } else if (!lineText(lines, line).trimStart().includes(fence, fence.length)) opened = line;
        from = lines.starts[line + 1] as number;
      }
    }
  }
  return ranges;
}

function quoted(lines: Lines, quotes: OutlineProfile['quotes']): Range[] {
  const ranges: Range[] = [];
  for (const [open, close] of quotes) {
    const marks = marksOf(lines.region, open, close);
    /** Openings whose end is not found yet: line, and the balance before it. */
    const waiting: [line: number, balance: number][] = [];
    let balance = 0;
    let index = 0;
    while (index < marks.length) {
      const line = lineAt(lines, marks[index]?.[0] as number);
      const end = lines.starts[line + 1] as number;
      const before = balance;
      if (beginsWith(lineText(lines, line), open)) waiting.push([line, before]);
      for (; index < marks.length && (marks[index]?.[0] as number) < end; index++) {
        balance += marks[index]?.[1] as number;
      }
      while (waiting.length > 0 && balance <= (waiting.at(-1) as [number, number])[1]) {
        const [first] = waiting.pop() as [number, number];
        if (line > first) ranges.push([first, line]);
      }
    }
  }
  return ranges;
}

/** Offsets of opening marks with 1 and of closing ones with -1, in order. A mark that is both opens and closes in turn. */
function marksOf(region: string, open: string, close: string): [at: number, step: number][] {
  const marks: [number, number][] = [];
  const find = (sign: string, step: number): void => {
    for (let at = region.indexOf(sign); at !== -1; at = region.indexOf(sign, at + sign.length)) marks.push([at, step]);
  };
  if (open === close) {
    find(open, 1);
    for (const [index, mark] of marks.entries()) if (index % 2 === 1) mark[1] = -1;
    return marks;
  }
  find(open, 1);
  find(close, -1);
  return marks.sort((a, b) => a[0] - b[0]);
}

/** Blanks, list signs and backticks may stand before a quotation. */
function beginsWith(line: string, open: string): boolean {
  let at = 0;
  while (' -*+>`_'.includes(line[at] ?? '\0')) at++;
  return line.startsWith(open, at);
}

/** The line that holds an offset. */
function lineAt(lines: Lines, at: number): number {
  let low = 1;
  let high = lines.count;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines.starts[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
