/** Reads a line as a heading of the levels of a profile; what it gives is a candidate, and no decision yet. */

import { nearMatcher } from './near.ts';
import type { NumberReader, OutlineNumeral } from './number.ts';
import { isDigit, isWord } from './number.ts';
import type { Peeled } from './peel.ts';
import { isCounted, type OutlineLevel, type OutlineNumber, type OutlineProfile } from './profile.ts';

export interface Match {
  readonly level: OutlineLevel;
  /** Absent for levels without numbers. */
  readonly number: OutlineNumeral | undefined;
  /** Offset in the peeled text of the label, behind a sign of repealed text; absent = 0. */
  readonly start?: number;
  /** End of label and number, and what stands behind them. */
  readonly headEnd: number;
  readonly rest: number;
  /** The line begins with a sign that marks repealed text. */
  readonly repealed: boolean;
}

export interface Matcher {
  /** Whether a line whose first ink is this character can be a heading. */
  begins(code: number): boolean;
  match(peeled: Peeled): readonly Match[];
  /** For a line that no level reads: the level whose headings are written like it. */
  near(peeled: Peeled): OutlineLevel | undefined;
}

const NO_LEVELS: readonly OutlineLevel[] = [];
/** Nothing stands there. */
const BARE = [''];
const HASH = 0x23;
/** Tags and emphasis: a heading may stand within. */
const DRESS = new Set([HASH, 0x3c, 0x2a, 0x5f, 0x5c]);

export function matcherOf(profile: OutlineProfile, levels: readonly OutlineLevel[], reader: NumberReader): Matcher {
  const byFirst = new Map<number, OutlineLevel[]>();
  /** Levels that any line with heading signs may be. */
  const open: OutlineLevel[] = [];
  const index = (code: number, level: OutlineLevel): void => {
    const known = byFirst.get(code);
    if (known === undefined) byFirst.set(code, [level]);
    else if (!known.includes(level)) known.push(level);
  };
  for (const level of levels) {
    for (const label of level.labels) {
      if (label !== '') index(label.charCodeAt(0), level);
      else if (level.number === undefined) open.push(level);
      else for (const code of firstsOf(level, profile)) index(code, level);
    }
    if (level.turned === true) for (const code of firstsOf(level, profile)) index(code, level);
  }
  const near = nearMatcher(levels);
  const folded = new Set(Object.keys(profile.folds ?? {}).map((sign) => sign.charCodeAt(0)));
  const noise = profile.noise ?? [];
  const noiseFirst = new Set(noise.map(({ text }) => text.charCodeAt(0)));

  return {
    begins: (code) =>
      byFirst.has(code) || DRESS.has(code) || folded.has(code) || noiseFirst.has(code) || near.begins(code),
    near: near.match,
    match(peeled) {
      const { text, signs } = peeled;
      const before = noise.length === 0 ? undefined : noise.find((sign) => text.startsWith(sign.text));
      const at = before?.text.length ?? 0;
      const found: Match[] = [];
      const add = (level: OutlineLevel): void => {
        if (typeof level.signs === 'number' ? level.signs !== signs : level.signs === true && signs === 0) return;
        const match = matchLevel(text, at, level, reader, before?.repealed ?? false);
        if (match !== undefined) found.push(at === 0 ? match : { ...match, start: at });
      };
      for (const level of byFirst.get(text.charCodeAt(at)) ?? NO_LEVELS) add(level);
      if (signs > 0) for (const level of open) add(level);
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
    const labelEnd = at + label.length;
    const found =
      level.number === undefined
        ? readBare(text, at, labelEnd, level, repealed)
        : readNumbered(text, labelEnd, level, level.number, reader, repealed);
    if (found !== undefined) return found;
  }
  return level.turned === true && level.number !== undefined
    ? readTurned(text, at, level, level.number, reader, repealed)
    : undefined;
}

/** `Erster Abschnitt`, `1. Abschnitt`: the number before the label. */
function readTurned(
  text: string,
  at: number,
  level: OutlineLevel,
  rule: OutlineNumber,
  reader: NumberReader,
  repealed: boolean,
): Match | undefined {
  const number = reader.read(text, at, rule);
  if (number === undefined) return undefined;
  const labelAt = number.end + (text.startsWith('. ', number.end) ? 2 : 1);
  if (text[labelAt - 1] !== ' ') return undefined;
  for (const label of level.labels) {
    if (label === '' || !text.startsWith(label, labelAt)) continue;
    const headEnd = labelAt + label.length;
    const rest = restAfter(text, headEnd, level);
    if (rest !== undefined) return { level, number, headEnd, rest, repealed };
  }
  return undefined;
}

/** A heading without a number. */
function readBare(
  text: string,
  start: number,
  labelEnd: number,
  level: OutlineLevel,
  repealed: boolean,
): Match | undefined {
  const ending = (headEnd: number, rest: number): Match => ({ level, number: undefined, headEnd, rest, repealed });
  if (level.itself === true) return ending(start, start);
  if (level.whole === true) {
    const rest = text.slice(labelEnd);
    return rest === '' || rest === '.' || rest === ':' ? ending(labelEnd, text.length) : undefined;
  }
  if (labelEnd > start && !isEnd(text, labelEnd)) return undefined;
  if (labelEnd === start && text.length === start) return undefined;
  return isCounted(level) && labelEnd > start ? ending(text.length, text.length) : ending(start, start);
}

function readNumbered(
  text: string,
  labelEnd: number,
  level: OutlineLevel,
  rule: OutlineNumber,
  reader: NumberReader,
  repealed: boolean,
): Match | undefined {
  for (const join of level.join ?? BARE) {
    if (!text.startsWith(join, labelEnd)) continue;
    const number = reader.read(text, labelEnd + join.length, rule);
    if (number === undefined) continue;
    const rest = restAfter(text, number.end, level);
    if (rest !== undefined) return { level, number, headEnd: number.end, rest, repealed };
  }
  return undefined;
}

/** Offset of what stands behind the end sign; absent where no end sign of the level stands. */
function restAfter(text: string, at: number, level: OutlineLevel): number | undefined {
  for (const end of level.ends ?? BARE) {
    if (!text.startsWith(end, at)) continue;
    let rest = at + end.length;
    if (end === '' || end === ' ') {
      if (!isEnd(text, rest)) continue;
      while (rest < text.length && text.charCodeAt(rest) === 0x20) rest++;
      // Behind a mere blank a title begins with no small letter: `Article 5 shall` is a sentence.
      if (isSmall(text[rest] ?? '')) continue;
    } else {
      // 1.5 and 3.000 are amounts.
      if (rest < text.length && isDigit(text.charCodeAt(rest)) && isDigit(text.charCodeAt(at - 1))) continue;
      while (rest < text.length && text.charCodeAt(rest) === 0x20) rest++;
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
  // Where the label is empty, a join that is not stands first; a turned heading begins with its number.
  const turned = level.turned === true;
  const joins = turned ? [] : (level.join ?? ['']).filter((join) => join !== '');
  signs.push(...joins.map((join) => join[0] as string));
  if (turned || joins.length < (level.join ?? ['']).length) {
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
