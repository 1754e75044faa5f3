/** Tables in the terminal: columns aligned by display width, cells wrapped where it is narrow, nothing cut. */
import type { Colour, Screen } from './paint.ts';
import { visible } from './visible.ts';
import { displayWidth, padEnd, padStart, wrap } from './width.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand right. */
  readonly align?: 'left' | 'right';
  /** Ids and hashes, which are there to be copied: never narrowed, never broken. */
  readonly whole?: true;
}

/** Words with a colour of their own, wherever they are a whole cell. */
const WORDS: Readonly<Record<string, Colour>> = {
  PASS: 'green',
  FAIL: 'red',
  BLOCKED: 'yellow',
  OPEN: 'yellow',
  SKIPPED: 'dim',
};

const GAP = 2;
/** A column is not made narrower than this; where that does not fit, each row becomes a block of its own. */
const NARROWEST = 8;

export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[], screen: Screen): string[] {
  const shown = rows.map((row) => columns.map((_, index) => visible(row[index] ?? '')));
  const wanted = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...shown.map((row) => displayWidth(row[index] ?? ''))),
  );
  const room = screen.width - GAP * (columns.length - 1);
  const widths = narrowed(
    wanted,
    columns.map(({ whole }) => whole === true),
    room,
  );
  if (widths === undefined) return shown.flatMap((row) => blockOf(columns, row, screen));
  const line = (cells: readonly string[], colour?: (cell: string) => string): string[] =>
    lineOf(columns, widths, cells, colour ?? ((cell) => coloured(cell, screen)));
  return [
    ...line(
      columns.map(({ title }) => title),
      screen.paint.dim,
    ),
    ...shown.flatMap((row) => line(row)),
  ];
}

/** Takes from the widest columns that may be broken until all fit; undefined where they cannot. */
function narrowed(wanted: readonly number[], whole: readonly boolean[], room: number): number[] | undefined {
  const widths = [...wanted];
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = Math.max(0, ...widths.filter((_, index) => whole[index] !== true));
    if (widest <= NARROWEST) return undefined;
    widths[widths.findIndex((width, index) => width === widest && whole[index] !== true)] = widest - 1;
    excess -= 1;
  }
  return widths;
}

function lineOf(
  columns: readonly Column[],
  widths: readonly number[],
  cells: readonly string[],
  colour: (cell: string) => string,
): string[] {
  const pieces = cells.map((cell, index) => wrap(cell, widths[index] ?? NARROWEST));
  const height = Math.max(...pieces.map((list) => list.length));
  return Array.from({ length: height }, (_, row) =>
    columns
      .map(({ align }, index) => {
        const piece = pieces[index]?.[row] ?? '';
        const width = widths[index] ?? NARROWEST;
        const padded = (align === 'right' ? padStart : padEnd)(piece, width);
        return piece === '' ? padded : padded.replace(piece, () => colour(piece));
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** One row below another, each cell under its title. */
function blockOf(columns: readonly Column[], row: readonly string[], screen: Screen): string[] {
  return columns
    .flatMap(({ title, whole }, index) => {
      const pieces = wrap(row[index] ?? '', screen.width - 2, whole);
      return [screen.paint.dim(title), ...pieces.map((piece) => `  ${coloured(piece, screen)}`)];
    })
    .concat('');
}

const coloured = (cell: string, { paint }: Screen): string => {
  const colour = WORDS[cell];
  return colour === undefined ? cell : paint[colour](cell);
};
