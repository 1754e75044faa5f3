/** Reads a line as a heading of the levels of a profile; what it gives is a candidate, and no decision yet. */
import type { NumberReader, OutlineNumeral } from './number.ts';
import { isDigit, isWord } from './number.ts';
import type { Peeled } from './peel.ts';
import { isCounted, type OutlineLevel, type OutlineProfile } from './profile.ts';

export interface Match {
  readonly level: OutlineLevel;
  /** Absent for levels without numbers. */
  readonly number?: OutlineNumeral;
  /** Offsets in the peeled text: end of label and number, and what stands behind them. */
  readonly headEnd: number;
  readonly rest: number;
  /** The line begins with a sign that marks repealed text. */
  readonly repealed: boolean;
}

export interface Matcher {
  /** Whether a line whose first ink is this character can be a heading. */
  begins(code: number): boolean;
  match(peeled: Peeled): readonly Match[];
}

const HASH = 0x23;
/** Tags and emphasis: a heading may stand within. */
const DRESS = new Set([HASH, 0x3c, 0x2a, 0x5f, 0x5c]);

export function matcherOf(profile: OutlineProfile, levels: readonly OutlineLevel[], reader: NumberReader): Matcher {
  const byFirst = new Map<number, OutlineLevel[]>();
  /** Levels that any line with heading signs may be. */
  const open: OutlineLevel[] = [];
  const add = (code: number, level: OutlineLevel): void => {
    const known = byFirst.get(code);
    if (known === undefined) byFirst.set(code, [level]);
    else if (!known.includes(level)) known.push(level);
  };
  for (const level of levels) {
    for (const label of level.labels) {
      if (label !== '') add(label.charCodeAt(0), level);
      else if (level.number === undefined) open.push(level);
      else for (const code of firstsOf(level, profile)) add(code, level);
    }
  }
  const folded = new Set(Object.keys(profile.folds ?? {}).map((sign) => sign.charCodeAt(0)));
  const noise = profile.noise ?? [];
  const noiseFirst = new Set(noise.map(({ text }) => text.charCodeAt(0)));

  return {
    begins: (code) => byFirst.has(code) || DRESS.has(code) || folded.has(code) || noiseFirst.has(code),
    match(peeled) {
      const { text, signs } = peeled;
      const before = noise.find((sign) => text.startsWith(sign.text));
      const at = before?.text.length ?? 0;
      const found: Match[] = [];
      for (const level of [...(byFirst.get(text.charCodeAt(at)) ?? []), ...(signs > 0 ? open : [])]) {
        if (typeof level.signs === 'number' ? level.signs !== signs : level.signs === true && signs === 0) continue;
        const match = matchLevel(text, at, level, reader, before?.repealed ?? false);
        if (match !== undefined) found.push(match);
      }
      return found;
    },
  };
}

function matchLevel(
  text: string,
  at: number,
  level: OutlineLevel,
  reader: NumberReader,
  repealed: boolean,
): Match | undefined {
  for (const label of level.labels) {
    if (!text.startsWith(label, at)) continue;
    const found = readAfter(text, at, at + label.length, level, reader);
    if (found !== undefined) return { ...found, level, repealed };
  }
  return undefined;
}

type Found = Pick<Match, 'number' | 'headEnd' | 'rest'>;

function readAfter(
  text: string,
  start: number,
  labelEnd: number,
  level: OutlineLevel,
  reader: NumberReader,
): Found | undefined {
  if (level.number === undefined) {
    if (level.itself === true) return { headEnd: start, rest: start };
    if (level.whole === true) {
      const rest = text.slice(labelEnd);
      return rest === '' || rest === '.' || rest === ':' ? { headEnd: labelEnd, rest: text.length } : undefined;
    }
    if (labelEnd > start && !isEnd(text, labelEnd)) return undefined;
    if (labelEnd === start && text.length === start) return undefined;
    return isCounted(level) && labelEnd > start
      ? { headEnd: text.length, rest: text.length }
      : { headEnd: start, rest: start };
  }
  for (const join of level.join ?? ['']) {
    if (!text.startsWith(join, labelEnd)) continue;
    const number = reader.read(text, labelEnd + join.length, level.number);
    if (number === undefined) continue;
    const rest = restAfter(text, number.end, level);
    if (rest !== undefined) return { number, headEnd: number.end, rest };
  }
  return undefined;
}

/** Offset of what stands behind the end sign; absent where no end sign of the level stands. */
function restAfter(text: string, at: number, level: OutlineLevel): number | undefined {
  for (const end of level.ends ?? ['']) {
    if (!text.startsWith(end, at)) continue;
    let rest = at + end.length;
    if (end === '' || end === ' ') {
      if (!isEnd(text, rest)) continue;
      while (text.charCodeAt(rest) === 0x20) rest++;
      // Behind a mere blank a title begins with no small letter: `Article 5 shall` is a sentence.
      if (isSmall(text[rest] ?? '')) continue;
    } else {
      // 1.5 and 3.000 are amounts.
      if (isDigit(text.charCodeAt(rest)) && isDigit(text.charCodeAt(at - 1))) continue;
      while (text.charCodeAt(rest) === 0x20) rest++;
    }
    if (level.references?.some((word) => isWhole(text, rest, word))) continue;
    return rest;
  }
  return undefined;
}

const isEnd = (text: string, at: number): boolean => at >= text.length || text.charCodeAt(at) === 0x20;

/** Whether a word stands there, and not a longer one that begins with it. */
const isWhole = (text: string, at: number, word: string): boolean =>
  text.startsWith(word, at) && !(isWord(word.charCodeAt(word.length - 1)) && isWord(text.charCodeAt(at + word.length)));

const isSmall = (sign: string): boolean => sign !== sign.toUpperCase() && sign === sign.toLowerCase();

/** The characters that a number may begin with. */
function firstsOf(level: OutlineLevel, profile: OutlineProfile): Iterable<number> {
  const signs: string[] = [];
  // The label is empty; a join that is not stands first.
  const joins = (level.join ?? ['']).filter((join) => join !== '');
  signs.push(...joins.map((join) => join[0] as string));
  if (joins.length < (level.join ?? ['']).length) {
    for (const kind of level.number?.kinds ?? []) {
      if (kind === 'arabic') signs.push(...'0123456789');
      else if (kind === 'roman') signs.push(...'IVXLCDM');
      else if (kind === 'lower_roman') signs.push(...'ivxlcdm');
      else if (kind === 'letter') signs.push(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
      else if (kind === 'alphabet') signs.push(...(profile.alphabet ?? []));
      else signs.push(...'abcdefghijklmnopqrstuvwxyz');
    }
    signs.push(...Object.keys(level.number?.words ?? {}).map((word) => word[0] as string));
    signs.push(...Object.keys(level.number?.prefixes ?? {}).map((word) => word[0] as string));
  }
  return new Set(signs.map((sign) => sign.charCodeAt(0)));
}
