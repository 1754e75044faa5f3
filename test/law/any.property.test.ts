/** Whatever a document holds: it is refused with places that exist, or every byte of it has exactly one home. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manifestBytes } from '../../src/core/document/encode.ts';
import { readManifest } from '../../src/formats/manifest.ts';
import { whole } from '../document/support.ts';
import { LAW_PROFILES, markingLaw, uncovered, unitsOf } from './support.ts';

const HEADS: Readonly<Record<(typeof LAW_PROFILES)[number], readonly string[]>> = {
  'vn-law': [
    'Phần thứ nhất',
    'Chương I',
    'Chương II. CHUNG',
    'Mục 1',
    'Điều 1.',
    'Điều 2. Hai',
    'Điều 3a',
    '1. Một',
    '2. Hai',
    'a) x',
    'đ) y',
    'PHỤ LỤC I',
    'Nơi nhận:',
    'MỤC LỤC',
    'chương II',
  ],
  'us-constitution': [
    'Preamble',
    'Article I',
    'ARTICLE II.',
    'Section 1.',
    'SEC. 2. The box',
    'Amendment I',
    'Amendments',
    'Sections 1 and 2',
  ],
  'de-statute': [
    'Erster Abschnitt',
    'Buch 1 - A',
    'Titel 2',
    'Kapitel 1',
    '§ 1',
    '§ 2 B',
    '§§ 3 bis 5 (weggefallen)',
    'Art 1',
    '(1) Das',
    '(2)',
    '(1a) Die',
    'Anhang 1',
    'I. - Die',
    '(XXXX) § 3',
  ],
  'eu-regulation': [
    'Whereas:',
    '(1)',
    '(2) The box',
    'HAVE ADOPTED THIS REGULATION:',
    'CHAPTER I',
    'Section 1',
    'Article 1',
    'Article 2',
    '1. The box',
    '(a)',
    '(i) x',
    'ANNEX I',
    'Done at Kiln',
    'TITLE I',
  ],
  'fr-code': [
    'Préambule',
    'Première partie',
    'Titre premier - A',
    'Livre II',
    'Chapitre Ier',
    'Article premier',
    'Article L111-1',
    'ARTICLE 88-1.',
    'Article 2 bis (abrogé)',
    'I. - Le',
    'II.',
  ],
  'markdown-headings': ['# A', '## B', '###### C', 'D', '===', '---', '```'],
  'numbered-text': ['1. A', '2 B', '1.1 C', '1.2.1 D', '2.5 metres'],
};
const TEXTS = [
  '',
  '',
  ' ',
  'hộp của mọi người',
  'The box of the house and the lid',
  'das der die und',
  'la le de et',
  '“',
  '”',
  '"a',
  '«',
  '`x`',
  '```',
  '\fPage 2',
  '\f',
  '> x',
  '- x',
  '<p>',
  '<b>x</b>',
  '*x*',
  '\u200b\u00a0',
  'e\u0301',
  '|a|',
  '[x]: /y',
  '___',
  '𐐷',
];
const DRESSES: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line,
  (line) => `## ${line}`,
  (line) => `**${line}**`,
  (line) => `<a id="x">${line}</a>`,
  (line) => `\f${line}`,
  (line) => `“${line}`,
  (line) => `  ${line}  `,
  (line) => `${line} ........ 3`,
];

const lineOf = (heads: readonly string[]) =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(fc.constantFrom(...heads), fc.constantFrom(...DRESSES)).map(([head, dress]) => dress(head)),
    },
    { weight: 2, arbitrary: fc.constantFrom(...TEXTS) },
  );
const decisionOf = fc
  .record({
    line: fc.integer({ min: 1, max: 30 }),
    do: fc.constantFrom('take', 'join', 'exclude'),
  })
  .map(({ line, do: what }) => (what === 'exclude' ? { line, do: what, reason: 'x' } : { line, do: what }));

async function* chunks(bytes: Iterable<Uint8Array>) {
  yield* bytes;
}

describe.each(LAW_PROFILES)('%s', (profile) => {
  const leaves = {
    'vn-law': 'diem',
    'us-constitution': 'section',
    'de-statute': 'absatz',
    'eu-regulation': 'point',
    'fr-code': 'alinea',
  } as const;
  const leaf = profile in leaves ? { leaf: leaves[profile as keyof typeof leaves] } : {};

  test('any lines', async () => {
    let marked = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(lineOf(HEADS[profile]), { minLength: 1, maxLength: 30 }),
        fc.array(decisionOf, { maxLength: 3 }),
        fc.constantFrom('units', 'structure'),
        fc.boolean(),
        async (lines, decisions, containers, deep) => {
          const text = `${lines.join('\n')}\n`;
          const result = markingLaw(text, profile, {
            containers,
            ...(deep ? leaf : {}),
            ...(decisions.length === 0 ? {} : { decisions }),
          } as never);
          if (!result.ok) {
            expect(result.problems.length).toBeGreaterThan(0);
            for (const { code, place, hint } of result.problems) {
              expect(code).not.toBe('internal.bug');
              expect(place?.line ?? 1).toBeLessThanOrEqual(lines.length);
              expect(hint).not.toBe('');
            }
            return;
          }
          marked++;
          const { manifest, region } = whole(result.value);
          expect(uncovered(manifest.spans, Buffer.byteLength(region))).toBe(0);
          expect(new Set(unitsOf({ manifest, region } as never).map(({ address }) => address)).size).toBe(
            manifest.counts.units,
          );
          const reader = readManifest(chunks(manifestBytes(result.value.manifest)), 'manifest.json');
          await reader.header();
          for await (const _ of reader.spans());
          await reader.end();
        },
      ),
      { numRuns: 200 },
    );
    expect(marked).toBeGreaterThan(0);
  });
});
