/** Recognises headings: reads a line from left to right by the levels of a profile, each part once. */
import { readMarker, type Signs, signsOf, skipBlanks, strayMarker } from './marker.ts';
import { readNumber } from './numeral.ts';
import type { GroupLevel, Level, Profile, UnitLevel } from './profile.ts';

export interface Heading {
  readonly kind: 'heading';
  readonly level: Level;
  /** Empty for a level without numbers. */
  readonly key: string;
  readonly title: string;
  /** Status of its own marker. */
  readonly status?: string;
  /** A marker that the profile does not know, and its offset. */
  readonly unknown?: { readonly sign: string; readonly at: number };
}

/** A line that claims to be a heading, or nearly is one, and the reason why it is none; `at` is an offset in the line. */
export interface NearHeading {
  readonly kind: 'near';
  readonly at: number;
  readonly reason: string;
}

/** Absent for a line that is no heading and does not look like one. */
export type Recogniser = (line: string) => Heading | NearHeading | undefined;

interface Failure {
  /** How far the line was read: a greater one explains better. */
  readonly depth: number;
  readonly at: number;
  readonly reason: string;
}

export function recogniser(profile: Profile): Recogniser {
  const signs = signsOf(profile);
  const numbered = profile.levels.filter((level): level is UnitLevel | GroupLevel => level.role !== 'non_content');
  const firstSigns = new Set(profile.heading_signs.map((sign) => sign.charCodeAt(0)));
  const dress = new Set([...profile.dress].map((sign) => sign.charCodeAt(0)));
  const firstLetters = new Set(numbered.flatMap(({ labels }) => labels.map((label) => label.charCodeAt(0))));

  return (line) => {
    if (firstSigns.has(line.charCodeAt(0)) && profile.heading_signs.some((sign) => line.startsWith(sign))) {
      return claimed(line, profile.levels, signs);
    }
    let at = 0;
    while (at < line.length && dress.has(line.charCodeAt(at))) at++;
    const symbol = line.charCodeAt(at) > 0x2000 ? readMarker(line, at, signs) : undefined;
    const label = symbol?.end ?? at;
    if (!firstLetters.has(line.charCodeAt(label))) return undefined;
    const level = numbered.find(
      (candidate) => typeof readLabel(line, label, candidate) !== 'string' && readRest(line, label, candidate).done,
    );
    if (level === undefined) return undefined;
    const reason = `The line reads like a heading of level ${level.name}, but does not begin with ${quoted(level.opens)}.`;
    return { kind: 'near', at: 0, reason };
  };
}

/** A line that begins with a heading sign: exactly one level reads it, or it is refused. */
function claimed(line: string, levels: readonly Level[], signs: Signs): Heading | NearHeading {
  const found: Heading[] = [];
  let failure: Failure = {
    depth: 0,
    at: 0,
    reason: 'The line begins like a heading, but no level of the profile opens so.',
  };
  for (const level of levels) {
    const open = level.opens.find((sign) => line.startsWith(sign));
    if (open === undefined) continue;
    const result = readHeading(line, skipBlanks(line, open.length), level, signs);
    if ('kind' in result) found.push(result);
    else if (result.depth > failure.depth) failure = result;
  }
  const [heading, second] = found;
  if (heading === undefined) return { kind: 'near', at: failure.at, reason: failure.reason };
  if (second === undefined) return heading;
  const reason = `The heading is read by two levels of the profile, ${heading.level.name} and ${second.level.name}.`;
  return { kind: 'near', at: 0, reason };
}

function readHeading(line: string, start: number, level: Level, signs: Signs): Heading | Failure {
  if (level.role === 'non_content') {
    const title = line.slice(start);
    if (title === '') return { depth: 1, at: start, reason: `A heading of level ${level.name} has no title.` };
    return { kind: 'heading', level, key: '', title };
  }
  const marker = readMarker(line, start, signs);
  const rest = readRest(line, marker?.end ?? start, level);
  if (!rest.done) return rest.failure;
  const stray = strayMarker(rest.title, signs);
  if (stray !== -1) {
    const reason = 'A status marker stands in the title; its place is before the label.';
    return { depth: 5, at: line.length - rest.title.length + stray, reason };
  }
  return {
    kind: 'heading',
    level,
    key: rest.key,
    title: rest.title,
    ...(marker?.status === undefined ? {} : { status: marker.status }),
    ...(marker !== undefined && marker.status === undefined ? { unknown: { sign: marker.sign, at: start } } : {}),
  };
}

type Rest =
  | { readonly done: true; readonly key: string; readonly title: string }
  | { readonly done: false; readonly failure: Failure };

/** Offset behind label and join, or the part that is missing. */
function readLabel(line: string, at: number, level: UnitLevel | GroupLevel): number | 'label' | 'join' {
  const label = longest(level.labels, line, at);
  if (label === undefined) return 'label';
  const end = at + label.length;
  const join = longest(level.join, line, end);
  return join === undefined ? 'join' : end + join.length;
}

function readRest(line: string, at: number, level: UnitLevel | GroupLevel): Rest {
  const failed = (depth: number, where: number, reason: string): Rest => ({
    done: false,
    failure: { depth, at: where, reason },
  });
  const what = `level ${level.name}`;
  const afterLabel = readLabel(line, at, level);
  if (afterLabel === 'label') return failed(1, at, 'The heading has no label that a level of the profile knows.');
  const form = quoted(level.labels.map((label) => `${label}${level.join[0]}`));
  if (afterLabel === 'join')
    return failed(2, at, `A heading of ${what} has no number: ${form} and a number are expected.`);
  const number = readNumber(line, afterLabel, level.number);
  if (number === undefined)
    return failed(3, afterLabel, `The number of a heading of ${what} is not one that the profile knows.`);
  const separator = longest(level.separators, line, number.end);
  if (separator === undefined) {
    return failed(
      4,
      number.end,
      `After the number of a heading of ${what} stands none of ${quoted(level.separators)}.`,
    );
  }
  const start = skipBlanks(line, number.end + separator.length);
  if (start === line.length) return failed(5, start, `A heading of ${what} has no title.`);
  return { done: true, key: level.key.replace('{number}', () => number.key), title: line.slice(start) };
}

function longest(literals: readonly string[], line: string, at: number): string | undefined {
  let best: string | undefined;
  for (const literal of literals) {
    if ((best === undefined || literal.length > best.length) && line.startsWith(literal, at)) best = literal;
  }
  return best;
}

const quoted = (literals: readonly string[]): string => literals.map((literal) => `"${literal}"`).join(' or ');
