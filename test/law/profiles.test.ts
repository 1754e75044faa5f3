/** Each profile marks a document of its own kind, and no other one's. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lookAlikes } from '../../src/core/document/lookalikes.ts';
import { mark } from '../../src/core/document/mark.ts';
import type { OutlineProfile } from '../../src/core/document/outline/profile.ts';
import { VOCABULARY } from '../../src/core/document/vocabulary.ts';
import { readProfile } from '../../src/formats/profile.ts';
import { CUT, whole } from '../document/support.ts';
import { keysOf, LAW_PROFILES, markedLaw, markingLaw, refusedLaw } from './support.ts';

const DOCUMENTS: Readonly<Record<(typeof LAW_PROFILES)[number], readonly [text: string, keys: readonly string[]]>> = {
  'vn-law': [
    'LỜI NÓI ĐẦU\n\nHộp là của mọi người.\n\nChương I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi\n1. Luật này quy định về hộp và các nắp.\n2. Hộp được làm theo quy định của luật này.\n\nĐiều 2. Hiệu lực\nLuật này có hiệu lực từ ngày mai.\n',
    ['PREAMBLE', 'C1-D1', 'C1-D2'],
  ],
  'us-constitution': [
    'Preamble\n\nWe keep the box.\n\nArticle I\n\nSection 1\n\nThe box shall be open to all of us.\n\nSection 2\n\nThe lid of the box is to be light.\n\nAmendment I\n\nThe key of the box shall be kept in the house.\n',
    ['PREAMBLE', 'ART1', 'AM1'],
  ],
  'de-statute': [
    '## Buch 1 - Boxen\n\n### § 1 Offene Boxen\n\n(1) Die Box ist offen.\n\n(2) Der Deckel der Box ist nicht zu schließen.\n\n### § 1a Andere\n\nDas gilt für die anderen Boxen.\n\n### § 2 (weggefallen)\n\n### § 3 Ende\n\nDas ist das Ende der Boxen und des Gesetzes.\n',
    ['P1', 'P1A', 'P3'],
  ],
  'eu-regulation': [
    'REGULATION ON BOXES\n\nWhereas:\n\n(1)\n\nThe box is a good of the Union.\n\n(2)\n\nThe lid of the box (1) should be light.\n\nHAVE ADOPTED THIS REGULATION:\n\nCHAPTER I\n\nGeneral provisions\n\nArticle 1\n\nSubject-matter\n\n1.   This Regulation is about the box.\n\n2.   It applies to all boxes of the Union.\n\nArticle 2\n\nEntry into force\n\nThis Regulation shall enter into force on the day of its publication.\n\nDone at Brussels, on a day.\n\n(1)  OJ C 1, p. 1.\n',
    ['R1', 'R2', 'A1', 'A2', 'FN1'],
  ],
  'fr-code': [
    'Titre premier - De la boîte\n\nArticle 1\n\nLa boîte est à tous, et la clé de la boîte aussi.\n\nArticle 2\n\nLe couvercle est léger.\n\nArticle 2-1\n\nLes autres boîtes de la maison sont fermées.\n\nTitre II - De la clé\n\nArticle 5\n\nLa clé est gardée par le maître de la maison.\n',
    ['ART1', 'ART2', 'ART2-1', 'ART5'],
  ],
  'markdown-headings': [
    '# Handbook\n\nAbout boxes.\n\n## Size\n\nSmall.\n\n## Colour\n\nRed.\n\n### Shade\n\nLight.\n',
    ['H1', 'H1-H1', 'H1-H2', 'H1-H2-H1'],
  ],
  'numbered-text': [
    'Handbook\n\n1. Scope\nBoxes.\n1.1 Size\nSmall, of 2.5 metres.\n1.2 Colour\nRed.\n2. Use\n2.1 Indoors\nOn a table.\n',
    ['N1', 'N1-1', 'N1-2', 'N2-1'],
  ],
};

test('every profile of the release but the record list has a document here', () => {
  const files = readdirSync(new URL('../../schemas/profiles/', import.meta.url)).map((name) =>
    name.replace('.json', ''),
  );
  expect(files.sort()).toEqual([...LAW_PROFILES, 'constitution'].sort());
});

describe.each(LAW_PROFILES)('%s', (name) => {
  const [text, keys] = DOCUMENTS[name];

  test('marks a document of its kind', () => {
    expect(keysOf(markedLaw(text, name))).toEqual(keys);
  });

  test.each(LAW_PROFILES.filter((other) => other !== name))('its document is refused by %s', (other) => {
    expect(markingLaw(text, other).ok).toBe(false);
  });
});

const NAMES = { boxes: 'Box', lids: 'Lid' };

test('a grammar of its own needs nothing but a file', () => {
  const level = {
    description: 'A rule, for example `Box 1: Small`.',
    called: 'Rule',
    join: [' '],
    number: { kinds: ['arabic'] },
    ends: [':'],
    title: 'line',
    sequence: 'strict',
    unit_kind: 'law_unit',
    section_type: 'section',
  };
  const profile = {
    format: 'cutter.outline/1',
    id: 'boxes/1',
    title: 'Boxes',
    description: 'Rules of boxes.',
    foreign: [],
    repealed: [],
    status: 'enacted',
    scopes: { enacted_only: ['enacted'] },
    address: '{prefix}/{key}',
    leaves: [{ name: 'lid', levels: [] }],
    levels: [
      {
        ...level,
        name: 'box',
        role: 'unit',
        parents: ['document'],
        labels: [NAMES.boxes],
        restarts: 'document',
        key: 'B{number}',
        path: [],
      },
      {
        ...level,
        name: 'lid',
        role: 'unit',
        parents: ['box'],
        labels: [NAMES.lids],
        restarts: 'parent',
        key: 'L{number}',
        path: ['box'],
      },
    ],
    tail: [],
    quotes: [],
    fences: [],
    controls: [],
  };
  const read = readProfile(Buffer.from(JSON.stringify(profile)), 'boxes.json');
  expect(read.ok ? [] : read.problems).toEqual([]);
  const text = 'Box 1: Small\nOpen it.\nLid 1: Light\nLift it.\nBox 2: Large\nLid 1: Heavy\nLeave it.\n';
  const marked = mark({
    text,
    cut: { ...CUT, profile: 'boxes/1', prefix: 'BOX' },
    profile: (read as { value: OutlineProfile }).value,
    profileSha256: '0'.repeat(64),
    documentSha256: '0'.repeat(64),
    documentName: 'boxes.txt',
    documentBytes: text.length,
    vocabulary: VOCABULARY,
  });
  expect(marked.ok && keysOf(whole(marked.value))).toEqual(['B1', 'B1-L1', 'B2-L1']);

  const wrong = { ...profile, levels: [profile.levels[0], { ...profile.levels[1], parents: ['chest'], path: [] }] };
  const problems = readProfile(Buffer.from(JSON.stringify(wrong)), 'boxes.json');
  expect(problems.ok ? [] : problems.problems.map(({ place }) => place?.pointer)).toEqual([
    '/levels/1/parents',
    '/levels/1/path',
  ]);
});

test('characters that look like others are named with their lines', () => {
  expect(lookAlikes('a b\nc\u00a0d – e\n\u200b\u00a0')).toEqual([
    { name: 'U+00A0 NO-BREAK SPACE', count: 2, lines: [2, 3] },
    { name: 'U+200B ZERO WIDTH SPACE', count: 1, lines: [3] },
    { name: 'U+2013 EN DASH', count: 1, lines: [2] },
  ]);
});

test('decomposed text is composed and counted, or refused with its line', () => {
  const text = 'Điều 1. Hộp\nCâu này.\n';
  const decomposed = text.replace('Câu', 'Câu'.normalize('NFD'));
  const region = markedLaw(decomposed, 'vn-law').manifest.header;
  expect(region.normalisation.unicode_lines).toBe(1);
  expect(region.region.sha256).toBe(markedLaw(text, 'vn-law').manifest.header.region.sha256);
  const normalise = { unicode: 'refuse', line_endings: 'refuse', trailing_blanks: 'refuse' } as const;
  expect(refusedLaw(decomposed, 'vn-law', { normalise }).map(({ code, place }) => [code, place?.line])).toEqual([
    ['mark.not_nfc', 2],
  ]);
});
