/** Names the characters of a text that look like others: a changed one alters every hash, and no reader sees it. */
export interface LookAlike {
  /** For example `U+00A0 NO-BREAK SPACE`. */
  readonly name: string;
  readonly count: number;
  /** The first lines that hold it. */
  readonly lines: readonly number[];
}

const NAMED = 10;

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

export function lookAlikes(text: string): readonly LookAlike[] {
  return SIGNS.flatMap(([sign, name]) => {
    const lines: number[] = [];
    let count = 0;
    let line = 1;
    let newline = text.indexOf('\n');
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
      count++;
      if (lines.length === NAMED) continue;
      while (newline !== -1 && newline < at) {
        line++;
        newline = text.indexOf('\n', newline + 1);
      }
      if (lines.at(-1) !== line) lines.push(line);
    }
    const code = sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return count === 0 ? [] : [{ name: `U+${code} ${name}`, count, lines }];
  });
}
