/** Headings of Markdown that a line of = or - below makes: this profile reads heading signs (#), so each is a finding. */
import { type Lines, lineText } from '../lines.ts';
import type { Decisions } from './decisions.ts';
import type { Found } from './found.ts';
import type { OutlineProfile } from './profile.ts';
import { sheltersOf } from './shelter.ts';

/** A shorter line of signs is a slip of the pen. */
const SHORTEST = 2;
/** What begins so is no paragraph, and a line below makes no heading of it. */
const NOT_TEXT = new Set(['#', '-', '*', '+', '>', '|', '=', '`', '~']);

export function underlined(lines: Lines, profile: OutlineProfile, decisions: Decisions): readonly Found[] {
  const signs = profile.underlines ?? [];
  if (signs.length === 0) return [];
  const shelters = sheltersOf(lines, profile);
  const found: Found[] = [];
  for (let line = frontMatter(lines) + 2; line <= lines.count; line++) {
    if (!isRule(lines, line, signs)) continue;
    const text = lineText(lines, line - 1).trim();
    if (text === '' || NOT_TEXT.has(text[0] as string) || shelters(line) !== 0) continue;
    if (decisions.forLine(line - 1)?.do === 'join') continue;
    found.push({
      code: 'mark.doubtful',
      line: line - 1,
      message: `${JSON.stringify(text.slice(0, 60))} is a heading by the line below it; this profile reads headings with signs (#).`,
      hint: `Write it with #, or decide in cut.yaml, under decisions, for line ${line - 1}: join (it is text).`,
    });
  }
  return found;
}

/** The last line of front matter in YAML; 0 = there is none. */
function frontMatter(lines: Lines): number {
  if (lines.count === 0 || lineText(lines, 1).trim() !== '---') return 0;
  for (let line = 2; line <= lines.count; line++) if (lineText(lines, line).trim() === '---') return line;
  return 0;
}

/** Whether a line holds one of the signs, several times, and nothing else. */
function isRule(lines: Lines, line: number, signs: readonly string[]): boolean {
  const from = lines.starts[line] as number;
  const sign = lines.region[from] as string;
  if (!signs.includes(sign)) return false;
  const text = lineText(lines, line).trimEnd();
  let at = 0;
  while (text[at] === sign) at++;
  return at === text.length && at >= SHORTEST;
}
