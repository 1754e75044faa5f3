/** Looks through what dresses a heading: heading signs, tags, emphasis, blanks of all kinds and signs without width. */

export interface Peeled {
  /** The line as a reader sees it. */
  readonly text: string;
  /** Heading signs (#) before it. */
  readonly signs: number;
  /** Offset in the line of each character of the text, and of its end; absent where they are the same. */
  readonly at?: readonly number[];
}

/** U+00AD soft hyphen, zero-width signs and byte order mark: they take no room. */
export const isWidthless = (code: number): boolean =>
  code === 0xad || (code >= 0x200b && code <= 0x200d) || code === 0x2060 || code === 0xfeff;

/** Blanks of all kinds, the form feed among them. */
export const isBlank = (code: number): boolean =>
  code === 0x20 ||
  code === 0x09 ||
  code === 0x0c ||
  code === 0xa0 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000;

const HASH = 0x23;
const STAR = 0x2a;
const UNDERLINE = 0x5f;
const LESS = 0x3c;
const BACKSLASH = 0x5c;

/** Where the blanks and the signs without width stand that are not ASCII. */
const BLOCKS = [
  [0x80, 0xff],
  [0x2000, 0x20ff],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
] as const;

/** Characters that a profile reads as others. */
export interface Folds {
  readonly to: ReadonlyMap<string, string>;
  /** 1 at the code of each character that keeps a line from being read as it stands. */
  readonly special: Uint8Array;
}

export function foldsOf(folds: Readonly<Record<string, string>> = {}): Folds {
  const special = new Uint8Array(0x10000);
  for (const code of [LESS, STAR, UNDERLINE, BACKSLASH, 0x09]) special[code] = 1;
  for (const [first, last] of BLOCKS) {
    for (let code = first; code <= last; code++) if (isBlank(code) || isWidthless(code)) special[code] = 1;
  }
  for (const sign of Object.keys(folds)) special[sign.charCodeAt(0)] = 1;
  return { to: new Map(Object.entries(folds)), special };
}

export const NO_FOLDS = foldsOf();

/** Absent for a list item: its sign says that it is no heading. */
export function peel(line: string, folds: Folds): Peeled | undefined {
  let from = 0;
  while (from < line.length && (isBlank(line.charCodeAt(from)) || isWidthless(line.charCodeAt(from)))) from++;
  let signs = 0;
  while (line.charCodeAt(from + signs) === HASH) signs++;
  if (signs > 6 || (signs > 0 && !isBlank(line.charCodeAt(from + signs)) && from + signs < line.length))
    return undefined;
  from += signs;
  const first = line.charCodeAt(from);
  if (signs === 0 && first === STAR && isBlank(line.charCodeAt(from + 1))) return undefined;
  if (from === 0 && signs === 0 && isPlain(line, folds.special)) return { text: line, signs };

  let text = '';
  const at: number[] = [];
  const put = (character: string, offset: number): void => {
    if (character === ' ' && (text === '' || text.endsWith(' '))) return;
    text += character;
    at.push(offset);
  };
  // Behind the last closing sign no tag is looked for: a line of opening ones costs no more than another.
  const lastTag = line.lastIndexOf('>');
  for (let index = from; index < line.length; index++) {
    const code = line.charCodeAt(index);
    if (code === LESS && index < lastTag) {
      const end = tagEnd(line, index);
      if (end !== -1) {
        index = end;
        continue;
      }
    }
    if (isWidthless(code) || code === STAR) continue;
    if (code === UNDERLINE && isEdge(line, index)) continue;
    if (code === BACKSLASH && isPunctuation(line.charCodeAt(index + 1))) continue;
    if (isBlank(code)) put(' ', index);
    else put(folds.to.get(line[index] as string) ?? (line[index] as string), index);
  }
  let length = text.length;
  if (signs > 0) while (text.charCodeAt(length - 1) === HASH) length--;
  while (text.charCodeAt(length - 1) === 0x20) length--;
  at.length = length;
  at.push(line.length);
  return { text: text.slice(0, length), signs, at };
}

/** Offset in the line of an offset in the text. */
export const offsetIn = ({ at }: Peeled, offset: number): number =>
  at === undefined ? offset : (at[offset] as number);

function isPlain(line: string, special: Uint8Array): boolean {
  let before = 0;
  for (let index = 0; index < line.length; index++) {
    const code = line.charCodeAt(index);
    if (special[code] === 1 || (code === 0x20 && before === 0x20)) return false;
    before = code;
  }
  return true;
}

/** Offset of the closing sign of a tag, or -1: `a < b` is no tag. */
function tagEnd(line: string, at: number): number {
  const next = line.charCodeAt(at + 1) | 0x20;
  const letter = next >= 0x61 && next <= 0x7a;
  return letter || line[at + 1] === '/' ? line.indexOf('>', at) : -1;
}

const isPunctuation = (code: number): boolean =>
  (code >= 0x21 && code <= 0x2f) || (code >= 0x3a && code <= 0x40) || (code >= 0x5b && code <= 0x60) || code === 0x7e;

/** An underline within a word is no emphasis. */
const isEdge = (line: string, at: number): boolean =>
  !isWord(line.charCodeAt(at - 1)) || !isWord(line.charCodeAt(at + 1));

const isWord = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code >= 0xc0;
