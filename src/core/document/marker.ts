/** Reads a status marker: the symbol between the opening of a heading and its label. */
import type { Profile } from './profile.ts';

export interface Marker {
  /** Absent for a symbol that the profile does not know. */
  readonly status?: string;
  readonly sign: string;
  /** Offset of the label. */
  readonly end: number;
}

/** Signs and their statuses, longest sign first, so that no sign hides one that it begins. */
export type Signs = readonly (readonly [sign: string, status: string])[];

export const signsOf = (profile: Profile): Signs =>
  profile.markers
    .flatMap(({ signs, status }) => signs.map((sign) => [sign, status] as const))
    .sort((a, b) => b[0].length - a[0].length);

/** Absent where no symbol stands at the offset. Blanks and variation selectors behind the marker belong to it. */
export function readMarker(line: string, at: number, signs: Signs): Marker | undefined {
  const known = signs.find(([sign]) => line.startsWith(sign, at));
  if (known !== undefined) {
    const end = skipBlanks(line, skipSelectors(line, at + known[0].length));
    // A second symbol makes the first one doubtful.
    if (!isSymbolAt(line, end)) return { status: known[1], sign: known[0], end };
  }
  if (!isSymbolAt(line, at)) return undefined;
  let end = at;
  while (end < line.length && (isSymbolAt(line, end) || isJoiner(line.charCodeAt(end)) || line[end] === ' ')) {
    end += widthAt(line, end);
  }
  return { sign: line.slice(at, end).trimEnd(), end };
}

/** A known sign anywhere in the text, or an emoji at one of its ends: a marker in the wrong place. Its offset, or -1. */
export function strayMarker(text: string, signs: Signs): number {
  for (const [sign] of signs) {
    const at = text.indexOf(sign);
    if (at !== -1) return at;
  }
  if (/^\p{Emoji_Presentation}/u.test(text)) return 0;
  const last = [...text.slice(-4)].at(-1) ?? '';
  return /\p{Emoji_Presentation}/u.test(last) ? text.length - last.length : -1;
}

/** Whether a reader of headings would take the sign for a marker. */
export const isMarkerSign = (sign: string): boolean => isSymbolAt(sign, 0);

/** Letters and digits begin a label; any other symbol in that place is meant as a marker. */
function isSymbolAt(line: string, at: number): boolean {
  const code = line.codePointAt(at);
  if (code === undefined || code < 0x80) return false;
  return /[\p{S}\p{Extended_Pictographic}]/u.test(String.fromCodePoint(code));
}

const isJoiner = (code: number): boolean => code === 0xfe0e || code === 0xfe0f || code === 0x200d;

function skipSelectors(line: string, at: number): number {
  let end = at;
  while (isJoiner(line.charCodeAt(end))) end++;
  return end;
}

export function skipBlanks(line: string, at: number): number {
  let end = at;
  while (line[end] === ' ') end++;
  return end;
}

const widthAt = (line: string, at: number): number => ((line.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
