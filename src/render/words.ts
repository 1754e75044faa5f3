/** Word differences of two texts. Blanks count: a text that differs in blanks alone differs. */
import { diffWordsWithSpace } from 'diff';
import { counted } from './numbers.ts';

export interface WordRun {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

export interface WordDiff {
  readonly runs: readonly WordRun[];
  readonly removed: number;
  readonly added: number;
}

/** Beyond this many edits a word difference helps nobody and takes long: all of the old is removed, all of the new added. */
const MOST_EDITS = 1000;

export function wordDiff(before: string, after: string): WordDiff {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS });
  const runs: WordRun[] = changes?.map((change) => ({
    kind: change.added ? 'added' : change.removed ? 'removed' : 'same',
    text: change.value,
  })) ?? [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ];
  const count = (kind: WordRun['kind']): number =>
    runs.filter((run) => run.kind === kind).reduce((sum, run) => sum + wordCount(run.text), 0);
  return { runs: runs.filter((run) => run.text !== ''), removed: count('removed'), added: count('added') };
}

/** A run of marks or blanks alone counts as one: it is a change, too. */
const wordCount = (text: string): number => (text === '' ? 0 : Math.max(1, text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0));

export interface Shortening {
  /** Characters of unchanged text kept on each side of a change. */
  readonly same: number;
  /** Characters kept of a changed text; Infinity keeps all. */
  readonly changed: number;
}

/** The runs with long texts shortened; each gap says how many characters it leaves out. */
export function shortenedRuns(runs: readonly WordRun[], { same, changed }: Shortening): WordRun[] {
  return runs.map((run, index) => {
    if (run.kind !== 'same') return { ...run, text: gapped(run.text, changed / 2, changed / 2, run.kind) };
    const start = index === 0 ? 0 : same;
    const end = index === runs.length - 1 ? 0 : same;
    return { ...run, text: gapped(run.text, start, end, 'the same') };
  });
}

/** A gap shorter than its own announcement helps nobody. */
const SMALLEST_GAP = 80;

function gapped(text: string, start: number, end: number, word: string): string {
  if (text.length <= start + end + SMALLEST_GAP) return text;
  const points = [...text];
  const from = start === 0 ? 0 : wordEnd(points, start);
  const to = end === 0 ? points.length : wordStart(points, points.length - end);
  if (to - from <= SMALLEST_GAP) return text;
  const gap = `… (${counted(to - from, 'character')} ${word}) …`;
  return [points.slice(0, from).join(''), gap, points.slice(to).join('')].filter((s) => s !== '').join(' ');
}

/** How far a cut may move to fall between two words. */
const REACH = 20;

function wordEnd(points: readonly string[], at: number): number {
  for (let i = at; i > Math.max(0, at - REACH); i -= 1) if (isBlank(points[i])) return i;
  return at;
}

function wordStart(points: readonly string[], at: number): number {
  for (let i = at; i < Math.min(points.length, at + REACH); i += 1) if (isBlank(points[i - 1])) return i;
  return at;
}

const isBlank = (point: string | undefined): boolean => point === ' ' || point === '\n';
