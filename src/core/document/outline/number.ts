/** Reads the number of a heading, and says whether a number follows another as the law counts. */
import { romanValue } from '../roman.ts';
import type { OutlineKind, OutlineNumber, OutlineProfile, OutlineSuffix } from './profile.ts';

/** Values of the parts, for example [217, 1] of 217a. */
export type Values = readonly number[];

export interface OutlineNumeral {
  readonly from: Values;
  /** The same, or the last number of a range. */
  readonly to: Values;
  /** As it stands in a key. */
  readonly key: string;
  /** Offset behind it. */
  readonly end: number;
}

/** Most signs of one part: none of a real law is longer, and the time for one line stays bounded. */
const MOST = 15;
const KEPT = 1000;
const ORDINALS = ['bis', 'ter', 'quater', 'quinquies', 'sexies', 'septies', 'octies', 'nonies', 'decies'];
const NO_PREFIX = ['', '', 0] as const;
const LOWER = [...'abcdefghijklmnopqrstuvwxyz'];

interface Part {
  readonly value: number;
  readonly key: string;
  readonly end: number;
}

/** A rule as it is read: its words and prefixes as lists, and the value of each prefix. */
interface Read {
  readonly words: readonly (readonly [word: string, value: number])[];
  readonly prefixes: readonly (readonly [sign: string, key: string, value: number])[] | undefined;
  readonly kinds: readonly OutlineKind[];
  readonly suffixes: readonly OutlineSuffix[];
  readonly ranges: readonly string[];
}

function asRead({ words = {}, prefixes, kinds, suffixes = [], ranges = [] }: OutlineNumber): Read {
  // `L. 1` and `L1` are one number in two spellings.
  const parts = [...new Set(Object.values(prefixes ?? {}))];
  return {
    words: Object.entries(words),
    prefixes:
      prefixes === undefined
        ? undefined
        : Object.entries(prefixes).map(([sign, part]) => [sign, part, parts.indexOf(part) + 1]),
    kinds,
    suffixes,
    ranges,
  };
}

export class NumberReader {
  readonly #rules = new Map<OutlineNumber, Read>();
  readonly #singles: readonly Values[] = Array.from({ length: KEPT }, (_, value) => [value]);
  readonly #alphabet: ReadonlyMap<string, number>;
  readonly #ascii: Readonly<Record<string, string>>;

  constructor(profile: OutlineProfile) {
    this.#alphabet = new Map((profile.alphabet ?? []).map((letter, index) => [letter, index + 1]));
    this.#ascii = profile.ascii ?? {};
  }

  /** Absent where no such number stands, or where a letter or digit goes on behind it. */
  read(text: string, at: number, number: OutlineNumber): OutlineNumeral | undefined {
    let rule = this.#rules.get(number);
    if (rule === undefined) {
      rule = asRead(number);
      this.#rules.set(number, rule);
    }
    const first = this.#one(text, at, rule);
    if (first === undefined) return undefined;
    for (const sign of rule.ranges) {
      if (!text.startsWith(sign, first.end)) continue;
      const last = this.#one(text, first.end + sign.length, rule);
      if (last === undefined || compareValues(first.from, last.from) >= 0) continue;
      return { from: first.from, to: last.from, key: `${first.key}-${last.key}`, end: last.end };
    }
    return first;
  }

  #one(text: string, start: number, rule: Read): OutlineNumeral | undefined {
    for (const [word, value] of rule.words) {
      const end = start + word.length;
      if (text.startsWith(word, start) && !isWord(text.charCodeAt(end))) {
        const values = rule.prefixes === undefined ? [value] : [0, value];
        return { from: values, to: values, key: String(value), end };
      }
    }
    const [sign, part, prefix] = rule.prefixes?.find(([sign]) => text.startsWith(sign, start)) ?? NO_PREFIX;
    const first = this.#part(text, start + sign.length, rule.kinds);
    if (first === undefined) return undefined;
    let values = rule.prefixes === undefined ? this.#single(first.value) : [prefix, first.value];
    let key = part + first.key;
    let at = first.end;
    for (const suffix of rule.suffixes) {
      let count = 0;
      for (; count < suffix.most; count++) {
        const next = this.#suffix(text, at, suffix.separators, suffix.kinds);
        if (next === undefined) break;
        values = [...values, next.value];
        // Digits after digits need a sign between them.
        key += isDigit(next.key.charCodeAt(0)) ? `-${next.key}` : next.key;
        at = next.end;
      }
      if (count < (suffix.least ?? 0)) return undefined;
    }
    return at < text.length && isWord(text.charCodeAt(at)) ? undefined : { from: values, to: values, key, end: at };
  }

  /** A document has very many numbers, and nearly all are small and have one part: each such list is made once. */
  #single(value: number): Values {
    return value < KEPT ? (this.#singles[value] as Values) : [value];
  }

  #suffix(text: string, at: number, separators: readonly string[], kinds: readonly OutlineKind[]): Part | undefined {
    for (const sign of separators) {
      if (!text.startsWith(sign, at)) continue;
      const part = this.#part(text, at + sign.length, kinds);
      if (part !== undefined && !isWord(text.charCodeAt(part.end))) return part;
    }
    return undefined;
  }

  #part(text: string, at: number, kinds: readonly OutlineKind[]): Part | undefined {
    for (const kind of kinds) {
      const part = this.#read(text, at, kind);
      if (part !== undefined) return part;
    }
    return undefined;
  }

  #read(text: string, at: number, kind: OutlineKind): Part | undefined {
    switch (kind) {
      case 'arabic': {
        const run = runOf(text, at, isDigit);
        return run === '' || run.length > 9 || (run.length > 1 && run[0] === '0')
          ? undefined
          : { value: Number(run), key: run, end: at + run.length };
      }
      case 'roman':
      case 'lower_roman': {
        const run = runOf(text, at, kind === 'roman' ? isRoman : isLowerRoman);
        const value = romanValue(run.toUpperCase());
        return value === 0 ? undefined : { value, key: String(value), end: at + run.length };
      }
      case 'ordinal': {
        const index = ORDINALS.findIndex(
          (word) => text.startsWith(word, at) && !isWord(text.charCodeAt(at + word.length)),
        );
        const word = ORDINALS[index];
        return word === undefined ? undefined : { value: index + 1, key: word.toUpperCase(), end: at + word.length };
      }
      default:
        return this.#letter(text[at] ?? '', at, kind);
    }
  }

  #letter(sign: string, at: number, kind: OutlineKind): Part | undefined {
    const lower = sign.toLowerCase();
    if ((kind === 'letter') === (sign === lower)) return undefined;
    const value = kind === 'alphabet' ? (this.#alphabet.get(sign) ?? 0) : LOWER.indexOf(lower) + 1;
    return value === 0 ? undefined : { value, key: this.#ascii[sign] ?? sign.toUpperCase(), end: at + 1 };
  }
}

/** Order of numbers: 88 before 88-1 before 89. */
export function compareValues(a: Values, b: Values): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? -1) - (b[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a number is the next: 12a or 13 after 12, 12b or 13 after 12a. `skips` are values of suffixes that may be left out. */
export function follows(before: Values, next: Values, skips: ReadonlySet<number>): boolean {
  let same = 0;
  while (same < before.length && same < next.length && before[same] === next[same]) same++;
  if (next.length !== same + 1) return false;
  const value = next[same] as number;
  if (same === before.length) return value === 1;
  const step = value - (before[same] as number);
  return step === 1 || (step === 2 && same > 0 && skips.has(value - 1));
}

/** Whether a number begins a sequence: 1, or 2.1 in the part 2. */
export const isFirst = (values: Values, parent: Values = []): boolean =>
  values.at(-1) === 1 &&
  (values.length === 1 ||
    (values.length === parent.length + 1 && parent.every((value, index) => value === values[index])));

export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

export const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || (code >= 0xc0 && code < 0x2000);

function runOf(text: string, at: number, is: (code: number) => boolean): string {
  let end = at;
  while (end < text.length && end - at <= MOST && is(text.charCodeAt(end))) end++;
  return end - at > MOST ? '' : text.slice(at, end);
}

const codesOf = (signs: string): ReadonlySet<number> => new Set([...signs].map((sign) => sign.charCodeAt(0)));
const CAPITALS = codesOf('IVXLCDM');
const SMALL = codesOf('ivxlcdm');
const isRoman = (code: number): boolean => CAPITALS.has(code);
const isLowerRoman = (code: number): boolean => SMALL.has(code);
