/** The difference of two plans as GitHub Markdown that fits a pull-request comment at any size. */
import { type Change, isSame, type PlanDiff, type UnitChange, type UnitSide } from '../core/plan/diff.ts';
import {
  type DiffFiles,
  diffSummary,
  fullDiffCommand,
  isDigestOrId,
  labels,
  ORDER_DIFFERS,
  textsFirst,
} from './diff-facts.ts';
import { type Fitted, fitted, type Item } from './fit.ts';
import { isText, sizeOf } from './fold.ts';
import { codeCell, codeHtml, codeSpan, details, escapeHtml, fence, table } from './markdown.ts';
import { counted } from './numbers.ts';
import { visible, visibleLines } from './visible.ts';
import { shortenedRuns, type WordRun, wordDiff } from './words.ts';

/** GitHub's limit of a comment, in characters. */
export const COMMENT_LIMIT = 65_536;

/** Characters of unchanged text kept on each side of a change. */
const SHORTENED = { same: 120, changed: Number.POSITIVE_INFINITY };

interface Section {
  readonly title: string;
  /** What one item is called where items are left out: singular and plural. */
  readonly noun: readonly [one: string, many: string];
  readonly items: readonly Item[];
}

/** At most `limit` UTF-16 code units, which are never fewer than the characters GitHub counts. */
export function diffMarkdown(diff: PlanDiff, files: DiffFiles, limit = COMMENT_LIMIT): string {
  const command = fullDiffCommand(files);
  const head = headOf(diff, files);
  const sections = sectionsOf(diff);
  const titles = sections.map(({ title, items }) => `### ${title} (${items.length})\n\n`);
  const frame = head.length + titles.reduce((sum, title) => sum + title.length + 2, 0);
  const items = sections.flatMap((section) => section.items);
  // The notice stands twice; its numbers are the only part whose length is not known yet.
  const notice = noticeOf(sections, { texts: [], folded: items.length, left: items.map((_, i) => i) }, command);
  const fit = fitted(items, limit - frame - 2 * notice.length);
  const said = noticeOf(sections, fit, command);
  const dropped = new Set(fit.left);
  let text = `${head}${said}`;
  let index = 0;
  let next = 0;
  for (const [n, { items: own }] of sections.entries()) {
    text += titles[n];
    for (const _ of own) {
      if (!dropped.has(index)) text += fit.texts[next++];
      index += 1;
    }
    text += '\n';
  }
  return `${text}${said}`;
}

function headOf(diff: PlanDiff, { before, after }: DiffFiles): string {
  const files = table(
    ['', 'plan', 'plan hash (SHA-256 of the plan file)'],
    [
      ['before', codeCell(before.path), codeCell(before.sha256)],
      ['after', codeCell(after.path), codeCell(after.sha256)],
    ],
  );
  const same = before.sha256 === after.sha256 ? 'The plans are the same, byte for byte.' : 'The plans say the same.';
  const whole = `Long unchanged texts are shortened; whole: ${codeSpan(fullDiffCommand({ before, after }))}`;
  const remarks = [isSame(diff) ? same : whole, diff.reordered ? ORDER_DIFFERS : ''].filter((s) => s !== '');
  return `## Difference of two plans\n\n${files}\n**${diffSummary(diff).join(' ')}**\n\n${remarks.map((s) => `${s}\n\n`).join('')}`;
}

/** Empty where nothing is folded or left out. */
function noticeOf(sections: readonly Section[], { folded, left }: Fitted, command: string): string {
  if (folded === 0 && left.length === 0) return '';
  const parts: string[] = [];
  if (folded > 0) parts.push(`${counted(folded, 'entry is', 'entries are')} folded to one line (marked “folded”)`);
  let from = 0;
  const missing = new Set(left);
  for (const { noun, items } of sections) {
    const count = items.filter((_, i) => missing.has(from + i)).length;
    if (count > 0) parts.push(`${counted(count, ...noun)} of ${counted(items.length, ...noun)} are not listed at all`);
    from += items.length;
  }
  return `> **Shortened to fit a comment:** ${parts.join('; ')}.\n> All of it: ${codeSpan(command)}\n\n`;
}

function sectionsOf(diff: PlanDiff): Section[] {
  const sections: Section[] = [
    { title: 'Header', noun: ['header value', 'header values'], items: diff.header.map(valueItem) },
    {
      title: 'Catalogue objects',
      noun: ['catalogue object', 'catalogue objects'],
      items: diff.catalogue.map(valueItem),
    },
    { title: 'Exclusions', noun: ['exclusion', 'exclusions'], items: diff.exclusions.map(valueItem) },
    {
      title: 'Removed units',
      noun: ['removed unit', 'removed units'],
      items: diff.removed.map((u) => wholeItem('-', u)),
    },
    { title: 'Added units', noun: ['added unit', 'added units'], items: diff.added.map((u) => wholeItem('+', u)) },
    { title: 'Changed units', noun: ['changed unit', 'changed units'], items: diff.changed.map(changeItem) },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

const symbolOf = ({ before, after }: Change): string => (before === undefined ? '+' : after === undefined ? '-' : '~');

const valueItem = (change: Change): Item => ({
  full: () => details(codeHtml(`${symbolOf(change)} ${change.name}`), changeHtml(change)),
  brief: `- ${codeSpan(`${symbolOf(change)} ${change.name}`)} (folded)\n`,
});

function changeItem({ address, changes, after }: UnitChange): Item {
  const names = changes.map(({ name }) => name).join(', ');
  return {
    full: () =>
      details(
        [`~ ${address}`, ...labels(after)].map(codeHtml).join(' '),
        textsFirst(changes)
          .map((change) => `${codeSpan(`${symbolOf(change)} ${change.name}`)}\n\n${changeHtml(change)}`)
          .join('\n'),
      ),
    brief: `- ${codeSpan(`~ ${address}`)} ${codeSpan(names)} (folded)\n`,
  };
}

function wholeItem(symbol: string, side: UnitSide): Item {
  return {
    full: () => {
      const values = [...side.values].map(([name, value]): [string, string] => [name, value ?? 'NULL']);
      const short = values.filter(([name, value]) => !isText(name, value)).map((pair) => pair.map(codeCell));
      const long = values.filter(([name, value]) => isText(name, value));
      return details(
        [`${symbol} ${side.address}`, ...labels(side)].map(codeHtml).join(' '),
        [
          table(['name', 'value'], short),
          ...long.map(([name, value]) => `${codeSpan(name)} (${sizeOf(value)})\n\n${fence(value)}`),
        ].join('\n'),
      );
    },
    brief: `- ${codeSpan(`${symbol} ${side.address}`)} (folded)\n`,
  };
}

/** Texts by words, with `<del>` and `<ins>`; digests and ids as wholes. */
function changeHtml({ before, after }: Change): string {
  const whole = before === undefined || after === undefined || isDigestOrId(before) || isDigestOrId(after);
  const runs: readonly WordRun[] = whole
    ? [
        { kind: 'removed', text: before ?? '' },
        { kind: 'added', text: after ?? '' },
      ]
    : shortenedRuns(wordDiff(before, after).runs, SHORTENED);
  const separator = whole && before !== undefined && after !== undefined ? '\n' : '';
  return `<pre>${runs.map(runHtml).join(separator)}</pre>\n`;
}

/** In a changed text, line breaks are a part of the change: they are shown, and break the line as well. */
function runHtml({ kind, text }: WordRun): string {
  if (text === '') return '';
  if (kind === 'same') return visibleLines(text).map(escapeHtml).join('\n');
  const tag = kind === 'removed' ? 'del' : 'ins';
  const shown = text
    .split('\n')
    .map((line) => escapeHtml(visible(line)))
    .join(`${escapeHtml('<U+000A>')}\n`);
  return `<${tag}>${/^ +$/.test(text) ? escapeHtml('<U+0020>').repeat(text.length) : shown}</${tag}>`;
}
