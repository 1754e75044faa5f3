/**
 * Documents of our own, written as the laws are that each profile is for. A folder is one document: its bytes, what is
 * asked of it (case.json), and its outline at each leaf, label for label.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Cut, Decision } from '../../src/core/cut.ts';
import { lookAlikes } from '../../src/core/document/lookalikes.ts';
import type { MarkedWhole } from '../document/support.ts';
import { bodyOf, findingsOf, LAW_PROFILES, markedLaw, markingLaw, refusedLaw, uncovered } from './support.ts';

interface Case {
  readonly document: string;
  readonly profile: (typeof LAW_PROFILES)[number];
  readonly leaves: readonly string[];
  readonly containers?: Cut['containers'];
  /** What the last leaf finds before the decisions are written down. */
  readonly findings?: readonly string[];
  readonly decisions?: readonly Decision[];
  /** Leaves that ask for the decisions; absent = all. */
  readonly decided?: readonly string[];
}

const ROOT = fileURLToPath(new URL('documents/', import.meta.url));
const cases = readdirSync(ROOT).map((name) => {
  const { document, ...rest } = JSON.parse(readFileSync(`${ROOT}${name}/case.json`, 'utf8')) as Case;
  return { name, text: readFileSync(`${ROOT}${name}/${document}`, 'utf8'), ...rest };
});
type Known = (typeof cases)[number];

const cutOf = ({ containers, decisions, decided }: Known, leaf: string): Partial<Cut> => ({
  leaf,
  ...(containers === undefined ? {} : { containers }),
  ...(decisions === undefined || decided?.includes(leaf) === false ? {} : { decisions }),
});
const markedAt = (one: Known, leaf: string): MarkedWhole => markedLaw(one.text, one.profile, cutOf(one, leaf));
const last = ({ leaves }: Known): string => leaves.at(-1) as string;

/** One line a span: its lines, what it is, and the beginning and the end of its text. */
const outlineOf = (marked: MarkedWhole): string => {
  const short = (text: string): string => {
    const line = text.replaceAll('\n', ' ⏎ ').replaceAll('\f', '␌');
    return line.length <= 60 ? line : `${line.slice(0, 36)} … ${line.slice(-20)}`;
  };
  const shown = marked.manifest.spans.map((span) => {
    const lines = `${span.lines[0]}-${span.lines[1]}`.padEnd(8);
    if (span.span === 'non_content') return `${lines}  . ${span.role}`;
    if (span.span === 'exclusion') return `${lines}  x ${span.level} ${span.key}: ${span.title} (${span.status})`;
    const place = span.parent === undefined ? '' : ` < ${span.parent.slice('LAW/'.length)}`;
    return `${lines}  ${span.level} ${span.key}${place} #${span.order}: ${span.title} | ${short(bodyOf(marked, span))}`;
  });
  return `${shown.filter((line) => !line.endsWith(' . blank')).join('\n')}\n`;
};

describe.each(cases)('$name', (one) => {
  test.each(one.leaves)(
    'has the outline written down for the leaf %s, and no byte is left over or taken twice',
    async (leaf) => {
      const marked = markedAt(one, leaf);
      expect(uncovered(marked.manifest.spans, Buffer.byteLength(marked.region))).toBe(0);
      await expect(outlineOf(marked)).toMatchFileSnapshot(`${ROOT}${one.name}/${leaf}.outline.txt`);
    },
  );

  test('is refused until its findings are decided', () => {
    const { decisions: _, ...undecided } = cutOf(one, last(one));
    const findings = one.findings ?? [];
    if (findings.length > 0) expect(findingsOf(refusedLaw(one.text, one.profile, undecided))).toEqual(findings);
    else expect(markingLaw(one.text, one.profile, undecided).ok).toBe(true);
  });

  test.each(LAW_PROFILES.filter((profile) => profile !== one.profile))('is refused by %s', (profile) => {
    expect(refusedLaw(one.text, profile).map(({ code }) => code)).toEqual(expect.arrayContaining(['mark.zero_units']));
  });

  test.each([
    ['a blank to a no-break space', 'U+00A0', ' ', '\u00a0'],
    ['a hyphen to one that looks like it', 'U+2010', '-', '\u2010'],
    ['a letter with a sign of no width behind it', 'U+200B', 'e', 'e\u200b'],
  ])('changed by one character, %s, it has another hash, and the sign is named', (_, code, from, to) => {
    const before = markedAt(one, last(one)).manifest.header.region.sha256;
    const at = one.text.indexOf(from, one.text.lastIndexOf('\n', one.text.length - 3));
    if (at === -1) return;
    const changed = { ...one, text: `${one.text.slice(0, at)}${to}${one.text.slice(at + from.length)}` };
    const after = markedAt(changed, last(one));
    expect(after.manifest.header.region.sha256).not.toBe(before);
    expect(lookAlikes(after.region).map(({ name }) => name.slice(0, 6))).toContain(code);
  });

  test('with a letter decomposed it is composed and counted, or refused where the cut says so', () => {
    const at = [...one.text].findIndex((sign) => sign.normalize('NFD') !== sign);
    if (at === -1) return;
    const signs = [...one.text];
    const whole = one.text.normalize('NFC');
    signs[at] = (signs[at] as string).normalize('NFD');
    const changed = { ...one, text: signs.join('') };
    const lines = (text: string): number => text.split('\n').filter((line) => line.normalize('NFC') !== line).length;
    const marked = markedAt(changed, last(one));
    expect(marked.manifest.header.normalisation.unicode_lines).toBe(lines(changed.text));
    expect(marked.manifest.header.region.sha256).toBe(
      markedAt({ ...one, text: whole }, last(one)).manifest.header.region.sha256,
    );
    const normalise = { unicode: 'refuse', line_endings: 'normalise', trailing_blanks: 'normalise' } as const;
    const refused = refusedLaw(changed.text, one.profile, { ...cutOf(one, last(one)), normalise });
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['mark.not_nfc']));
  });
});
