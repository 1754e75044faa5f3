/** Whether a document is written as the profile expects: in its language, and not by another grammar. */
import type { Findings } from '../findings.ts';
import { type Lines, lineText } from '../lines.ts';
import { isDigit } from './number.ts';
import { NO_FOLDS, peel } from './peel.ts';
import type { OutlineProfile } from './profile.ts';

/** Characters looked at: enough to know a language. */
const SAMPLE = 200_000;
/** Fewer words say nothing about a language; fewer than the second number only when none of them is common. */
const FEWEST = 40;
const FEW = 60;
/** So many lines of another grammar are no accident. */
const FOREIGN = 3;

/** Whether it does. Code added: `mark.misfit`. */
export function checkFit(lines: Lines, profile: OutlineProfile, problems: Findings): boolean {
  const share = languageShare(lines.region, profile);
  let fits = true;
  if (share !== undefined && share < (profile.language?.least ?? 0)) {
    const message = `The document is not in the language of the profile ${profile.id}: ${share} of 1000 words are among its common words, ${profile.language?.least} are the least.`;
    problems.add('mark.misfit', 1, 1, message, HINT);
    fits = false;
  }
  const foreign = foreignLines(lines, profile);
  if (foreign.length >= FOREIGN) {
    const message = `Lines ${foreign.slice(0, FOREIGN).join(', ')}${foreign.length > FOREIGN ? ' and more' : ''} begin as headings of another grammar do.`;
    problems.add('mark.misfit', foreign[0] as number, 1, message, HINT);
    fits = false;
  }
  return fits;
}

const HINT = 'Run `cutter profiles try` on the document, and name the profile that fits it.';

/** Common words of the language in a thousand; absent where it does not matter or cannot be told. */
function languageShare(region: string, { language }: OutlineProfile): number | undefined {
  if (language === undefined) return undefined;
  const words = new Set(language.words);
  let total = 0;
  let common = 0;
  let begun = -1;
  const sample = region.slice(0, SAMPLE).toLowerCase();
  for (let at = 0; at <= sample.length; at++) {
    const code = sample.charCodeAt(at);
    if ((code >= 0x61 && code <= 0x7a) || code >= 0xc0) begun = begun === -1 ? at : begun;
    else if (begun !== -1) {
      total++;
      if (words.has(sample.slice(begun, at))) common++;
      begun = -1;
    }
  }
  return total < FEWEST || (total < FEW && common > 0) ? undefined : Math.round((common * 1000) / total);
}

/** Lines that begin as headings of other grammars do: the label, and a number behind it. */
function foreignLines(lines: Lines, { foreign }: OutlineProfile): number[] {
  if (foreign.length === 0) return [];
  const found: number[] = [];
  const firsts = new Set(foreign.map((label) => label.charCodeAt(0)));
  const dress = new Set([0x23, 0x2a, 0x3c, 0x5f, 0x20]);
  for (let line = 1; line <= lines.count && found.length <= FOREIGN; line++) {
    const code = lines.region.charCodeAt(lines.starts[line] as number);
    if (!firsts.has(code) && !dress.has(code)) continue;
    const text = peel(lineText(lines, line), NO_FOLDS)?.text ?? '';
    const label = foreign.find((sign) => text.startsWith(sign));
    if (label === undefined) continue;
    const next = text.charCodeAt(label.length);
    if (isDigit(next) || 'IVX'.includes(text[label.length] ?? '-')) found.push(line);
  }
  return found;
}
