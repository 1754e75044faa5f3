/** Where the title of a part is, and where its own text begins. */
import { type Lines, lineText } from '../lines.ts';
import type { Scan } from './candidates.ts';
import { restOffset } from './candidates.ts';
import { isBlank, NO_FOLDS, peel } from './peel.ts';
import { nameOf, type Part } from './tree.ts';

export interface Headed {
  readonly title: string;
  /** The title is of its own, not the part's name in its stead. */
  readonly titled: boolean;
  /** Last line of the heading. */
  readonly last: number;
  /** Offset in the region of text that stands in the line of the heading; absent = none. */
  readonly inline?: number;
}

/** A longer one is text. */
const LONGEST = 400;

/** `until` is the line after the part's own lines. */
export function headOf(part: Part, until: number, lines: Lines, scan: Scan): Headed {
  const { level, match, peeled, line } = part;
  if (level.title === 'none' && level.itself !== true && hasInk(peeled.text, match.rest)) {
    return { title: nameFor(part), titled: false, last: line, inline: restOffset(lines, part, match) };
  }
  const rest = clean(peeled.text.slice(match.rest));
  if (level.itself === true) {
    return { title: shortened(rest), titled: false, last: line, inline: lines.starts[line] as number };
  }
  if (rest.length > LONGEST) {
    return { title: nameFor(part), titled: false, last: line, inline: restOffset(lines, part, match) };
  }
  if (rest !== '') return { ...continued(rest, line, until, lines), titled: true };
  const name = { title: nameFor(part), titled: false, last: line };
  if (level.title !== 'next' && level.title !== 'block') return name;
  const goesOn = level.title === 'block' ? () => true : (at: number) => isFull(at, lines, scan.width);
  const block = blockBelow(line, until, lines, goesOn);
  if (block === undefined) return name;
  const [first, last] = block;
  const words: string[] = [];
  for (let number = first; number <= last; number++) words.push(shown(lineText(lines, number)));
  const title = clean(words.join(' '));
  if (title === '' || title.length > LONGEST) return name;
  if (level.title === 'next' || level.role === 'unit') {
    // Text goes on over lines, or is a quotation; a sentence is text; and where nothing comes after it, so is anything.
    if (last + 1 < until && beginsSmall(shown(lineText(lines, last + 1)).trim())) return name;
    if (QUOTES.has(words[0]?.[0] ?? '')) return name;
    if (last - first > 2 || '.;:,'.includes(title.at(-1) ?? '.')) return name;
    const more = (scan.inked[until] as number) - (scan.inked[last + 1] as number) > 0 || part.children > 0;
    if (!more) return name;
  }
  return { title, titled: true, last };
}

/** A title that goes on: in lines that begin with a small word, or in capitals as it began. */
function continued(begun: string, line: number, until: number, lines: Lines): Pick<Headed, 'title' | 'last'> {
  let title = begun;
  let last = line;
  const loud = isLoud(title);
  while (last + 1 < until && last - line < MOST_MORE && !'.;:'.includes(title.at(-1) as string)) {
    const next = clean(shown(lineText(lines, last + 1)));
    if (next === '' || !(beginsSmall(next) || (loud && isLoud(next)))) break;
    if (title.length + next.length > LONGEST) break;
    title += ` ${next}`;
    last++;
  }
  return { title, last };
}

/** Lines that a title may take more. */
const MOST_MORE = 3;

/** Whether a word of small letters stands there: `a)` and `đ.` are points. */
function beginsSmall(text: string): boolean {
  const [first = '', second = ''] = text;
  return isSmall(first) && (isSmall(second) || " ’'".includes(second));
}

const isSmall = (sign: string): boolean => sign !== sign.toUpperCase();
const isLoud = (text: string): boolean => text === text.toUpperCase() && text !== text.toLowerCase();

/** Whether a line is as long as lines of a paragraph are: the first word of the next found no room in it. */
function isFull(line: number, lines: Lines, width: number): boolean {
  if (width === 0) return false;
  const next = lineText(lines, line + 1);
  const word = next.indexOf(' ');
  return lineText(lines, line).length + 1 + (word === -1 ? next.length : word) >= width;
}

/** The first lines with ink below a line, down to the next blank one or to one that does not go on. */
function blockBelow(
  line: number,
  until: number,
  lines: Lines,
  goesOn: (line: number) => boolean,
): [number, number] | undefined {
  let first = line + 1;
  while (first < until && isEmpty(lines, first)) first++;
  if (first >= until) return undefined;
  let last = first;
  while (last + 1 < until && !isEmpty(lines, last + 1) && goesOn(last)) last++;
  return [first, last];
}

/** Whether a line has blanks alone. */
export function isEmpty(lines: Lines, line: number): boolean {
  const code = lines.region.charCodeAt(lines.starts[line] as number);
  // Most lines begin with a letter or digit.
  if (code > 0x20 && code < 0x80) return false;
  return code === 0x0a || lineText(lines, line).trim() === '';
}

/** For parts without a title: their name as it is written, or what their level is called and their number. */
function nameFor(part: Part): string {
  const name = nameOf(part, part.match);
  const { labels, called, turned } = part.level;
  const worded = labels.some((label) => label !== '' && label.toLowerCase() !== label.toUpperCase());
  if (part.number === undefined || worded || turned === true) return clean(name);
  let at = 0;
  while (at < name.length && '([§'.includes(name[at] as string)) at++;
  return clean(`${called} ${name.slice(at)}`);
}

/** Signs with which a quotation begins, or a line that stands for itself. */
const QUOTES = new Set(['«', '“', '„', '‘', '"', '`', '>', '|']);

const shown = (line: string): string => peel(line, NO_FOLDS)?.text ?? line;

/** Blanks of all kinds and control characters as one blank, none at the ends. */
function clean(text: string): string {
  let plain = true;
  let before = 0x20;
  for (let at = 0; at < text.length && plain; at++) {
    const code = text.charCodeAt(at);
    plain = code > 0x20 ? code < 0x80 || !isBlank(code) : code === 0x20 && before !== 0x20;
    before = code;
  }
  if (plain && before !== 0x20) return text;
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x20 && !isBlank(code)) result += text[at];
    else if (result !== '' && !result.endsWith(' ')) result += ' ';
  }
  return result.trimEnd();
}

function hasInk(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x20 && !isBlank(code)) return true;
  }
  return false;
}

const shortened = (text: string): string => {
  const words = clean(text);
  return words.length > 120 ? `${words.slice(0, 119).trimEnd()}…` : words;
};
