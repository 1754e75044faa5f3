/** What each line of a region is, before the lines are gathered into spans. */
import type { Heading, NearHeading } from './heading.ts';
import { recogniser } from './heading.ts';
import { type Lines, lineText } from './lines.ts';
import type { NonContentRule, Profile } from './profile.ts';

export type LineMark =
  | { readonly is: 'blank' }
  | { readonly is: 'text' }
  /** Non-content that ends what stands above it. */
  | { readonly is: 'rule'; readonly role: string }
  /** Non-content where it stands in no unit. */
  | { readonly is: 'note'; readonly role: string }
  | { readonly is: 'heading'; readonly heading: Heading }
  | { readonly is: 'near'; readonly near: NearHeading }
  /** A heading in a block in which nothing is a heading. */
  | { readonly is: 'hidden'; readonly opened: number };

const BLANK: LineMark = { is: 'blank' };
const TEXT: LineMark = { is: 'text' };

/** One mark a line, in order. */
export function* markLines(lines: Lines, profile: Profile): Generator<LineMark> {
  const recognise = recogniser(profile);
  const rules = new Map<number, NonContentRule[]>();
  for (const rule of profile.non_content) {
    for (const sign of rule.signs) {
      const first = sign.charCodeAt(0);
      rules.set(first, [...(rules.get(first) ?? []), { ...rule, signs: [sign] }]);
    }
  }
  const opaqueFirst = new Set(profile.opaque.map(({ open }) => open.charCodeAt(0)));
  let block: { readonly close: string; readonly opened: number } | undefined;

  for (let number = 1; number <= lines.count; number++) {
    const line = lineText(lines, number);
    if (block !== undefined) {
      const ends = line.includes(block.close);
      const found = ends ? undefined : recognise(line);
      // A comment in a script looks like a title; only what would open a unit or a group is in doubt.
      const hides = found?.kind === 'heading' && found.level.role !== 'non_content';
      yield hides ? { is: 'hidden', opened: block.opened } : TEXT;
      if (ends) block = undefined;
      continue;
    }
    if (line === '') {
      yield BLANK;
      continue;
    }
    const start = firstInk(line);
    const first = line.charCodeAt(start);
    if (opaqueFirst.has(first)) {
      const opens = profile.opaque.find(({ open }) => line.startsWith(open, start));
      if (opens !== undefined) {
        if (!line.includes(opens.close, start + opens.open.length)) block = { close: opens.close, opened: number };
        yield TEXT;
        continue;
      }
    }
    const rule = rules.get(line.charCodeAt(0))?.find((candidate) => applies(candidate, line));
    if (rule !== undefined) {
      yield { is: rule.when === 'only' ? 'rule' : 'note', role: rule.role };
      continue;
    }
    const found = recognise(line);
    if (found === undefined) yield TEXT;
    else yield found.kind === 'heading' ? { is: 'heading', heading: found } : { is: 'near', near: found };
  }
}

function applies(rule: NonContentRule, line: string): boolean {
  const sign = rule.signs[0] as string;
  if (rule.when === 'begins') return line.startsWith(sign);
  let at = 0;
  let count = 0;
  while (line.startsWith(sign, at)) {
    at += sign.length;
    count++;
  }
  return at === line.length && count >= (rule.least ?? 1);
}

function firstInk(line: string): number {
  let at = 0;
  while (line.charCodeAt(at) === 0x20) at++;
  return at;
}
