/** The difference of two plans in the terminal. */
import { type Change, isSame, type PlanDiff, type UnitSide } from '../core/plan/diff.ts';
import { type DiffFiles, diffSummary, isDigestOrId, labels, ORDER_DIFFERS, textsFirst } from './diff-facts.ts';
import { type FoldOptions, foldedLines, isText, sizeOf } from './fold.ts';
import { counted } from './numbers.ts';
import { asText } from './rendering.ts';
import { visible } from './visible.ts';
import { displayWidth, wrap } from './width.ts';
import { shortenedRuns, wordDiff } from './words.ts';
import { wordDiffLines } from './words-text.ts';

/** Characters kept around a change, and of a changed text, unless all is asked for. */
const SHORTENED = { same: 60, changed: 600 };

export function* diffText(diff: PlanDiff, files: DiffFiles, options: FoldOptions): Generator<string> {
  const { paint, width } = options;
  yield asText([
    paint.bold('Difference of two plans'),
    `  ${paint.red('-')} ${visible(files.before.path)}`,
    `    ${files.before.sha256}`,
    `  ${paint.green('+')} ${visible(files.after.path)}`,
    `    ${files.after.sha256}`,
    '',
  ]);
  yield* section('Header', diff.header, options);
  yield* section('Catalogue objects', diff.catalogue, options);
  yield* section('Exclusions', diff.exclusions, options);
  if (diff.added.length + diff.removed.length + diff.changed.length > 0) yield asText([paint.bold('Units'), '']);
  for (const { address, changes, after } of diff.changed) {
    yield asText([
      ...unitHead(paint.yellow('~'), address, after, options),
      ...textsFirst(changes).flatMap((change) => shortChange(change, options) ?? changeLines(change, 6, options)),
      '',
    ]);
  }
  for (const side of diff.added) yield asText(wholeUnit(paint.green('+'), side, options));
  for (const side of diff.removed) yield asText(wholeUnit(paint.red('-'), side, options));
  if (diff.reordered) yield asText([...wrap(ORDER_DIFFERS, width), '']);
  if (isSame(diff)) yield asText([...wrap(sameSentence(files), width), '']);
  yield asText(
    diffSummary(diff)
      .flatMap((line) => wrap(line, width))
      .map((line) => paint.bold(line)),
  );
}

const sameSentence = ({ before, after }: DiffFiles): string =>
  before.sha256 === after.sha256
    ? 'The plans are the same, byte for byte.'
    : 'The plans say the same, but their bytes differ: one of them is not as cutter writes it.';

function* section(title: string, changes: readonly Change[], options: FoldOptions): Generator<string> {
  if (changes.length === 0) return;
  yield asText([options.paint.bold(title)]);
  for (const change of changes) yield asText(changeLines(change, 2, options));
  yield '\n';
}

/** What derives from the text of a unit, on one line: that it differs is all there is to see. */
function shortChange({ name, before, after }: Change, { full, paint, width }: FoldOptions): string[] | undefined {
  if (full || before === undefined || after === undefined) return undefined;
  if (!isDigestOrId(before) || !isDigestOrId(after)) return undefined;
  const short = (value: string): string => `${value.slice(0, 12)}…`;
  const line = wrap(`${visible(name)}  ${short(before)} -> ${short(after)}`, width - 8);
  return line.map((piece, index) => `      ${index === 0 ? paint.yellow('~') : ' '} ${piece}`);
}

/** `~ name`, then the value before and after; long texts by words. */
function changeLines(change: Change, indent: number, options: FoldOptions): string[] {
  const { paint, width } = options;
  const blank = ' '.repeat(indent);
  const { name, before, after } = change;
  if (
    before !== undefined &&
    after !== undefined &&
    (name === 'title' || isText(name, before) || isText(name, after))
  ) {
    const { runs, removed, added } = wordDiff(before, after);
    const shown = options.full ? runs : shortenedRuns(runs, SHORTENED);
    return [
      ...wrap(
        `${visible(name)}: ${counted(removed, 'word')} removed, ${counted(added, 'word')} added`,
        width - indent - 2,
      ).map((line, index) => `${blank}${index === 0 ? paint.yellow('~') : ' '} ${line}`),
      ...wordDiffLines(shown, width - indent - 4, paint).map((line) => `${blank}  ${paint.dim('|')} ${line}`.trimEnd()),
    ];
  }
  const symbol = before === undefined ? paint.green('+') : after === undefined ? paint.red('-') : paint.yellow('~');
  return [
    `${blank}${symbol} ${visible(name)}`,
    ...valueLines(paint.red('-'), before, indent + 2, width),
    ...valueLines(paint.green('+'), after, indent + 2, width),
  ];
}

function valueLines(symbol: string, value: string | undefined, indent: number, width: number): string[] {
  if (value === undefined) return [];
  const lines = wrap(visible(value === '' ? '""' : value), width - indent - 2, true);
  return lines.map((line, index) => `${' '.repeat(indent)}${index === 0 ? symbol : ' '} ${line}`);
}

function unitHead(symbol: string, address: string, side: UnitSide, { width, paint }: FoldOptions): string[] {
  const [sort, title] = labels(side).map(visible);
  const rest = [sort, title === undefined ? undefined : `"${title}"`].filter((part) => part !== undefined).join('  ');
  const start = `  ${symbol} ${paint.bold(visible(address))}`;
  if (rest === '') return [start];
  if (6 + displayWidth(visible(address)) + displayWidth(rest) <= width) return [`${start}  ${rest}`];
  return [start, ...wrap(rest, width - 6).map((line) => `      ${line}`)];
}

function wholeUnit(symbol: string, side: UnitSide, options: FoldOptions): string[] {
  const long = [...side.values].filter(([name, value]) => isText(name, value ?? '')) as [string, string][];
  return [
    ...unitHead(symbol, side.address, side, options),
    ...long.flatMap(([name, value]) => [
      `      ${options.paint.dim(visible(name))}  ${sizeOf(value)}`,
      ...foldedLines(value, 8, options),
    ]),
    '',
  ];
}
