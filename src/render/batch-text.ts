/** A batch for people: a row a document, what became of them all, and what goes on from there. */
import { type BatchRow, hasFailed } from '../core/batch/row.ts';
import { counted, grouped } from './numbers.ts';
import type { Screen } from './paint.ts';
import { shellQuote } from './shell.ts';
import { tableLines } from './table.ts';
import { visible } from './visible.ts';
import { wrap } from './width.ts';

export interface BatchWords {
  /** Flags that name configuration and target. */
  readonly flags: readonly string[];
  /** The command that goes on with the batch. */
  readonly again: readonly string[];
}

/** Rows that went as they should, beyond which only the others are shown. */
const SHOWN = 200;

export function batchLines(rows: readonly BatchRow[], words: BatchWords, screen: Screen): string[] {
  const quiet = rows.length > SHOWN;
  const shown = quiet
    ? rows.filter((row) => row.verdict === 'FAIL' || hasFailed(row) || row.problems.length > 0)
    : rows;
  const of = (...states: readonly BatchRow['state'][]): number =>
    rows.filter(({ state }) => states.includes(state)).length;
  const waiting = (pause: string): number =>
    rows.filter((row) => row.state === 'waiting' && row.pause === pause).length;
  const parts: readonly (readonly [number, string])[] = [
    [of('done'), 'done'],
    [of('planned'), 'planned'],
    [waiting('SG_1'), 'waiting for SG_1'],
    [waiting('SG_2'), 'waiting for SG_2'],
    [of('open'), 'open'],
    [of('failed'), 'failed'],
    [of('skipped'), 'skipped'],
    [of('quarantined'), 'quarantined'],
  ];
  return [
    ...(shown.length === 0 ? [] : tableLines(COLUMNS, shown.map(cells), screen)),
    ...(quiet
      ? [`${grouped(rows.length - shown.length)} rows without a failure are not shown; --json has them all.`]
      : []),
    ...problemLines(shown, screen),
    '',
    `${counted(rows.length, 'document')}: ${parts
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${grouped(count)} ${word}`)
      .join(', ')}.`,
    ...nextLines(rows, words),
  ];
}

const COLUMNS = [
  { title: '' },
  { title: 'document' },
  { title: 'state' },
  { title: 'units', align: 'right' },
  { title: 'run', whole: true },
  { title: 'note' },
] as const;

const cells = (row: BatchRow): readonly string[] => [
  row.verdict,
  visible(row.prefix),
  row.pause === undefined ? row.state : `${row.state} ${row.pause}`,
  row.units === undefined ? '' : grouped(row.units),
  row.run ?? '',
  visible(row.note ?? ''),
];

function problemLines(rows: readonly BatchRow[], screen: Screen): string[] {
  return rows
    .filter(({ problems }) => problems.length > 0)
    .flatMap(({ cut, problems }) => [
      '',
      `${visible(cut)}:`,
      ...problems.flatMap(({ code, message, hint }) => [
        ...wrap(`  ${code}: ${visible(message)}`, screen.width),
        ...wrap(`    next: ${visible(hint)}`, screen.width, true),
      ]),
    ]);
}

function nextLines(rows: readonly BatchRow[], { flags, again }: BatchWords): string[] {
  const words = (list: readonly string[]): string => list.map(shellQuote).join(' ');
  const waits = rows.some(({ state }) => state === 'waiting');
  const open = rows.some(({ state }) => ['open', 'failed', 'skipped'].includes(state));
  const aside = rows.some(({ state }) => state === 'quarantined');
  if (!waits && !open && !aside) return [];
  return [
    '',
    'Next:',
    ...(waits ? [`  ${words(['cutter', 'approve', '--all', ...flags])} --as WHO --key KEY`] : []),
    ...(waits || open ? [`  ${words(again)}`] : []),
    ...(aside ? [`  ${words([...again, '--retry'])}`] : []),
  ];
}
