/** Reads a number, as a profile describes numbers, at a place in a line. */
import type { NumberRule, NumeralKind } from './profile.ts';
import { romanValue } from './roman.ts';

export interface Numeral {
  /** As it stands in a key. */
  readonly key: string;
  /** Offset behind it. */
  readonly end: number;
}

/** Longest numeral: none of a real document is longer, and the time for one line stays bounded. */
const MOST = 12;

export function readNumber(line: string, at: number, rule: NumberRule): Numeral | undefined {
  for (const [name, key] of Object.entries(rule.names ?? {})) {
    if (line.startsWith(name, at)) return { key, end: at + name.length };
  }
  const first = readNumeral(line, at, rule.kinds);
  if (first === undefined || rule.suffix === undefined) return first;
  let { key, end } = first;
  for (let count = 0; count < rule.suffix.most; count++) {
    const from = end;
    const separator = rule.suffix.separators.find((sign) => line.startsWith(sign, from));
    if (separator === undefined) break;
    const next = readNumeral(line, from + separator.length, rule.suffix.kinds);
    if (next === undefined) break;
    key = `${key}-${next.key}`;
    end = next.end;
  }
  return { key, end };
}

/** The first kind that reads the whole run of letters and digits there. */
function readNumeral(line: string, at: number, kinds: readonly NumeralKind[]): Numeral | undefined {
  let end = at;
  while (end < line.length && end - at <= MOST && isWord(line.charCodeAt(end))) end++;
  if (end === at || end - at > MOST) return undefined;
  const text = line.slice(at, end);
  return kinds.some((kind) => IS[kind](text)) ? { key: text, end } : undefined;
}

const isWord = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code >= 0xc0;

const every = (text: string, low: string, high: string): boolean => {
  for (const character of text) if (character < low || character > high) return false;
  return true;
};

const IS: Readonly<Record<NumeralKind, (text: string) => boolean>> = {
  arabic: (text) => every(text, '0', '9') && (text === '0' || text[0] !== '0'),
  letter: (text) => text.length === 1 && every(text, 'A', 'Z'),
  roman: (text) => romanValue(text) > 0,
};
