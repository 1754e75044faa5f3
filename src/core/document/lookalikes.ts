/** Names the characters of a text that look like others: a changed one alters every hash, and no reader sees it. */
export interface LookAlike {
  /** For example `U+00A0 NO-BREAK SPACE`. */
  readonly name: string;
  readonly count: number;
  /** The first lines that hold it. */
  readonly lines: readonly number[];
}

const NAMED = 10;
const LF = 0x0a;

const SIGNS: readonly (readonly [sign: string, name: string])[] = [
  ['\u00a0', 'NO-BREAK SPACE'],
  ['\u00ad', 'SOFT HYPHEN'],
  ['\u00d0', 'LATIN CAPITAL LETTER ETH'],
  ['\u2002', 'EN SPACE'],
  ['\u2003', 'EM SPACE'],
  ['\u2009', 'THIN SPACE'],
  ['\u200b', 'ZERO WIDTH SPACE'],
  ['\u200c', 'ZERO WIDTH NON-JOINER'],
  ['\u200d', 'ZERO WIDTH JOINER'],
  ['\u2010', 'HYPHEN'],
  ['\u2011', 'NON-BREAKING HYPHEN'],
  ['\u2012', 'FIGURE DASH'],
  ['\u2013', 'EN DASH'],
  ['\u2014', 'EM DASH'],
  ['\u202f', 'NARROW NO-BREAK SPACE'],
  ['\u2060', 'WORD JOINER'],
  ['\u2212', 'MINUS SIGN'],
  ['\ufeff', 'ZERO WIDTH NO-BREAK SPACE'],
];

/** Signs by their code, in the order in which they are listed. */
const BY_CODE = new Map(SIGNS.map(([sign, name]) => [sign.charCodeAt(0), name]));
/** The letters of most languages lie between these two: none of the signs does. */
const LOW = 0xd0;
const HIGH = 0x2002;

export function lookAlikes(text: string): readonly LookAlike[] {
  const found = new Map<number, { count: number; readonly lines: number[] }>();
  let line = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF) line++;
    if (code < 0xa0 || (code > LOW && code < HIGH) || !BY_CODE.has(code)) continue;
    const known = found.get(code) ?? { count: 0, lines: [] };
    found.set(code, known);
    known.count++;
    if (known.lines.length < NAMED && known.lines.at(-1) !== line) known.lines.push(line);
  }
  return [...BY_CODE].flatMap(([code, name]) => {
    const known = found.get(code);
    if (known === undefined) return [];
    return [{ name: `U+${code.toString(16).toUpperCase().padStart(4, '0')} ${name}`, ...known }];
  });
}
