/**
 * Lines that are written like a heading and that no level reads: `chương IV`, `Điều 88-1.`. Taken for text in
 * silence, each would put a part of the law under the heading before it.
 */
import { isDigit, isWord } from './number.ts';
import type { Peeled } from './peel.ts';
import type { OutlineLevel } from './profile.ts';

/** A longer line is a sentence. */
const LONGEST = 100;
/** Shorter ones are common words, unless they are signs such as §. */
const SHORTEST = 3;
/** `Điều 5,` and `Article 6(1)` refer to a part; behind the number of a heading stands its title, its end or more number. */
const HEADING = new Set(['', '.', ':', '-', '–', '/']);
const ROMAN = 'ivxlcdm';

interface Near {
  readonly label: string;
  readonly level: OutlineLevel;
}

export function nearMatcher(levels: readonly OutlineLevel[]) {
  const labels: Near[] = levels.flatMap((level) =>
    level.number === undefined
      ? []
      : level.labels
          .filter((label) => label.length >= SHORTEST || label.startsWith('§'))
          .map((label) => ({ label: label.toLowerCase().replace('.', ''), level })),
  );
  const firsts = new Set(
    labels.flatMap(({ label }) => [label.charCodeAt(0), label.charAt(0).toUpperCase().charCodeAt(0)]),
  );

  return {
    begins: (code: number): boolean => firsts.has(code),
    match({ text }: Peeled): OutlineLevel | undefined {
      if (text.length > LONGEST || !firsts.has(text.charCodeAt(0))) return undefined;
      const small = text.toLowerCase();
      return labels.find(({ label }) => small.startsWith(label) && isHeading(small, label.length))?.level;
    },
  };
}

/** Whether a number stands there, and behind it what stands behind the number of a heading. */
function isHeading(text: string, labelEnd: number): boolean {
  let at = labelEnd;
  if (text[at] === '.') at++;
  if (text[at] !== ' ') return false;
  at++;
  const start = at;
  if (isDigit(text.charCodeAt(at))) while (isDigit(text.charCodeAt(at))) at++;
  else while (ROMAN.includes(text[at] ?? '-')) at++;
  if (at === start || isWord(text.charCodeAt(at))) return false;
  if (!HEADING.has(text[at] ?? '')) return false;
  // What ends like a sentence is one.
  return at === text.length || at === text.length - 1 || !'.;,'.includes(text.at(-1) as string);
}
