/** Real documents, label for label. What is expected is read from the documents by other roads than marking's. */
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/core/cut.ts';
import { lookAlikes } from '../../src/core/document/lookalikes.ts';
import {
  allKeys,
  corpus,
  findingsOf,
  inCorpus,
  keysOf,
  markedLaw,
  refusedLaw,
  uncovered,
  unitsOf,
  upTo,
} from './support.ts';

const DOCUMENTS = {
  'vn-hienphap-2013.txt': 'vn-law',
  'vn-nghi-dinh-168-2024.mdx': 'vn-law',
  'us-constitution.txt': 'us-constitution',
  'de-grundgesetz.md': 'de-statute',
  'eu-gdpr.txt': 'eu-regulation',
  'de-bgb.md': 'de-statute',
} as const;
type Name = keyof typeof DOCUMENTS;
const names = Object.keys(DOCUMENTS) as Name[];
const present = names.filter(inCorpus);

/** The one gap of the civil code: § 651 was left out when 651a was kept. */
const BGB: readonly Decision[] = [{ address: 'LAW/P651A', do: 'take' }];
const DECISIONS: Partial<Record<Name, readonly Decision[]>> = { 'de-bgb.md': BGB };

test('how many of the real documents are here to be checked', () => {
  const missing = names.length - present.length;
  process.stdout.write(
    present.length === 0
      ? 'No real documents beside the project: the short ones of our own are all that is checked.\n'
      : `${present.length} of ${names.length} real documents are checked${missing > 0 ? '; the others are not here' : ''}.\n`,
  );
  expect(present.length + missing).toBe(6);
});

const when = (name: Name) => describe.skipIf(!inCorpus(name));
const cutOf = (name: Name) => (DECISIONS[name] === undefined ? {} : { decisions: DECISIONS[name] });
/** First groups of all matches. */
const all = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map((found) => found[1] ?? '');

when('vn-hienphap-2013.txt')('the Constitution of 2013', () => {
  const chapters = [13, 36, 14, 5, 17, 8, 8, 8, 7, 2, 2];
  let number = 0;
  const articles = chapters.flatMap((count, index) => upTo(count).map(() => `C${index + 1}-D${++number}`));

  test('has 120 articles in 11 chapters, though some headings are decomposed', () => {
    const marked = markedLaw(corpus('vn-hienphap-2013.txt'), 'vn-law');
    expect(articles).toHaveLength(120);
    expect(keysOf(marked)).toEqual(['PREAMBLE', ...articles]);
    expect(marked.manifest.header.normalisation.unicode_lines).toBeGreaterThan(6);
    expect(uncovered(marked.manifest.spans, Buffer.byteLength(marked.region))).toBe(0);
  });

  test('has 244 clauses under 74 articles, each in its chapter', () => {
    const text = corpus('vn-hienphap-2013.txt').normalize('NFC');
    const marked = markedLaw(text, 'vn-law', { leaf: 'khoan' });
    expect(keysOf(marked, 'chuong')).toEqual(upTo(11).map((chapter) => `C${chapter}`));
    expect(keysOf(marked, 'dieu')).toEqual(articles);
    const expected = text
      .split(/^Điều \d+\.$/m)
      .slice(1)
      .flatMap((body, index) => all(body, /^(\d+)\. /gm).map((clause) => `${articles[index]}-K${clause}`));
    expect(keysOf(marked, 'khoan')).toEqual(expected);
    expect(expected).toHaveLength(244);
    const parents = unitsOf(marked)
      .filter(({ level }) => level === 'khoan')
      .map(({ parent }) => parent);
    expect(new Set(parents).size).toBe(74);
  });

  test('is refused, line by line, where the cut does not let the text be composed', () => {
    const normalise = { unicode: 'refuse', line_endings: 'normalise', trailing_blanks: 'normalise' } as const;
    const problems = refusedLaw(corpus('vn-hienphap-2013.txt'), 'vn-law', { normalise });
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['mark.not_nfc']));
    expect(problems).toHaveLength(45);
  });
});

when('vn-nghi-dinh-168-2024.mdx')('decree 168/2024', () => {
  const text = inCorpus('vn-nghi-dinh-168-2024.mdx') ? corpus('vn-nghi-dinh-168-2024.mdx') : '';

  test('has 4 chapters, 8 sections, 55 articles and 332 clauses', () => {
    const marked = markedLaw(text, 'vn-law', { leaf: 'khoan' });
    expect(keysOf(marked, 'chuong')).toEqual(['C1', 'C2', 'C3', 'C4']);
    expect(keysOf(marked, 'muc')).toHaveLength(8);
    expect(keysOf(marked, 'dieu').map((key) => key.split('-').at(-1))).toEqual(upTo(55).map((number) => `D${number}`));
    const clauses = text
      .split(/^#### <A id="\d+">/m)
      .slice(1)
      .flatMap((body, index) => all(body, /^##### <A [^>]*>(\d+)\./gm).map((clause) => `D${index + 1}-K${clause}`));
    expect(keysOf(marked, 'khoan').map((key) => key.replace(/^C\d-/, ''))).toEqual(clauses);
    expect(clauses).toHaveLength(332);
    expect(uncovered(marked.manifest.spans, Buffer.byteLength(marked.region))).toBe(0);
  });

  test('its points are refused where their letters do not go on: the defects of the source, and nothing else', () => {
    expect(findingsOf(refusedLaw(text, 'vn-law', { leaf: 'diem' }))).toEqual(
      [1058, 1060, 2078, 2116, 2118, 2120].map((line) => `mark.sequence ${line}`),
    );
  });

  test('with six decisions it has the 909 points as written', () => {
    const decisions: readonly Decision[] = [
      { line: 1058, do: 'take' },
      { line: 1060, do: 'take', as: 'DD2' },
      { address: 'LAW/C2-D39-K9-DD', do: 'take' },
      { line: 2116, do: 'take' },
      { line: 2118, do: 'take', as: 'DD2' },
      { line: 2120, do: 'take', as: 'C2' },
    ];
    const marked = markedLaw(text, 'vn-law', { leaf: 'diem', decisions });
    const written = all(text, /^(?:<p>)?<A [^>]*>([a-zđ])\.<\/A>/gm).map((letter) =>
      letter === 'đ' ? 'DD' : letter.toUpperCase(),
    );
    expect(written).toHaveLength(909);
    expect(keysOf(marked, 'diem').map((key) => key.split('-').at(-1)?.replace('2', ''))).toEqual(written);
  });
});

when('us-constitution.txt')('the Constitution of the United States', () => {
  test('has 7 articles, 27 amendments and 54 sections, whose numbers begin again in each', () => {
    const marked = markedLaw(corpus('us-constitution.txt'), 'us-constitution', { leaf: 'section' });
    expect(keysOf(marked, 'article')).toEqual(upTo(7).map((number) => `ART${number}`));
    expect(keysOf(marked, 'amendment')).toEqual(upTo(27).map((number) => `AM${number}`));
    const sections = (parent: string, counts: Readonly<Record<number, number>>) =>
      Object.entries(counts).flatMap(([number, count]) =>
        upTo(count).map((section) => `${parent}${number}-S${section}`),
      );
    expect(keysOf(marked, 'section')).toEqual([
      ...sections('ART', { 1: 10, 2: 4, 3: 3, 4: 4 }),
      ...sections('AM', { 13: 2, 14: 5, 15: 2, 18: 3, 20: 6, 21: 3, 22: 2, 23: 2, 24: 2, 25: 4, 26: 2 }),
    ]);
    expect(unitsOf(marked).find(({ key }) => key === 'AM14-S1')).toMatchObject({
      address: 'LAW/AM14-S1',
      parent: 'LAW/AM14',
      order: 1,
    });
    expect(uncovered(marked.manifest.spans, Buffer.byteLength(marked.region))).toBe(0);
  });
});

when('de-grundgesetz.md')('the Basic Law', () => {
  test('has 14 parts, 201 article headings, 472 paragraphs and an annex', () => {
    const text = corpus('de-grundgesetz.md');
    const marked = markedLaw(text, 'de-statute', { leaf: 'absatz' });
    const key = (label: string) => `ART${label.replace(' und ', '-').toUpperCase()}`;
    const headings = all(text, /^### (?:\(XXXX\) )?Art (\d+[a-z]?(?: und \d+[a-z]?)?)/gm).map(key);
    expect(headings).toHaveLength(201);
    expect(allKeys(marked, 'artikel')).toEqual(headings);
    expect(keysOf(marked, 'hauptteil')).toEqual([
      'R1',
      'R2',
      'R3',
      'R4',
      'R4A',
      'R5',
      'R6',
      'R7',
      'R8',
      'R8A',
      'R9',
      'R10',
      'R10A',
      'R11',
    ]);
    expect(allKeys(marked, 'absatz').map((full) => full.split('-ABS')[1])).toEqual(
      all(text, /^\((\d+[a-z]*)\)/gm).map((label) => label.toUpperCase()),
    );
    expect(allKeys(marked, 'absatz')).toHaveLength(472);
    expect(keysOf(marked, 'anhang')).toEqual(['ANH1']);
    expect(uncovered(marked.manifest.spans, Buffer.byteLength(marked.region))).toBe(0);
  });
});

when('de-bgb.md')('the civil code', () => {
  const text = inCorpus('de-bgb.md') ? corpus('de-bgb.md') : '';

  test('is refused for the one place where a number is left out', () => {
    expect(findingsOf(refusedLaw(text, 'de-statute'))).toEqual(['mark.sequence 15602']);
  });

  test('has all its books, divisions, titles and sections, and 3,561 paragraphs', () => {
    const marked = markedLaw(text, 'de-statute', { leaf: 'absatz', decisions: BGB });
    // One of the paragraphs, a repealed one, has no blank behind its number.
    const counts = {
      buch: 5,
      abschnitt: 35,
      titel: 92,
      untertitel: 78,
      kapitel: 34,
      unterkapitel: 15,
      paragraph: 2527,
      absatz: 3561,
    };
    for (const [level, count] of Object.entries(counts))
      expect([level, allKeys(marked, level).length]).toEqual([level, count]);
    const headings = all(text, /^#{4,6} (?:\(XXXX\) )?§§? (\d+[a-z]?(?: (?:bis|und) \d+[a-z]?)?)/gm);
    expect(allKeys(marked, 'paragraph')).toEqual(
      headings.map((label) => `P${label.replace(/ bis | und /, '-').toUpperCase()}`),
    );
    expect(headings.filter((label) => label.includes(' '))).toHaveLength(26);
    // Its headings stand in each other in one order; a part is closed by the next of its own rank or a higher one.
    const ranks = ['Buch', 'Abschnitt', 'Titel', 'Untertitel', 'Kapitel', 'Unterkapitel'];
    const signs = ['B', 'A', 'TI', 'U', 'K', 'UK'];
    const open: string[] = [];
    const containers = [
      ...text.matchAll(/^#{2,6} (Buch|Abschnitt|Titel|Untertitel|Kapitel|Unterkapitel) (\d+[a-z]?)/gm),
    ].map(([, name = '', number = '']) => {
      const rank = ranks.indexOf(name);
      open.length = rank;
      open[rank] = `${signs[rank]}${number.toUpperCase()}`;
      return open.filter((key) => key !== undefined).join('-');
    });
    const levels = new Set(ranks.map((name) => name.toLowerCase()));
    expect(unitsOf(marked).flatMap(({ key, level }) => (levels.has(level) ? [key] : []))).toEqual(containers);
    expect(allKeys(marked, 'absatz').map((full) => full.split('-ABS')[1])).toEqual(
      all(text, /^\((\d+[a-z]*)\)/gm).map((label) => label.toUpperCase()),
    );
    expect(uncovered(marked.manifest.spans, Buffer.byteLength(marked.region))).toBe(0);
  });
});

when('eu-gdpr.txt')('the data protection regulation', () => {
  test('has 173 recitals, 11 chapters, 15 sections, 99 articles, 372 paragraphs, 26 definitions and 21 footnotes', () => {
    const text = corpus('eu-gdpr.txt');
    const marked = markedLaw(text, 'eu-regulation', { leaf: 'paragraph' });
    expect(keysOf(marked, 'recital')).toEqual(upTo(173).map((number) => `R${number}`));
    expect(keysOf(marked, 'chapter')).toEqual(upTo(11).map((number) => `C${number}`));
    expect(keysOf(marked, 'section')).toHaveLength(15);
    expect(keysOf(marked, 'article')).toEqual(upTo(99).map((number) => `A${number}`));
    const enacting = text.slice(text.indexOf('HAVE ADOPTED'));
    const paragraphs = enacting
      .split(/^Article \d+$/m)
      .slice(1)
      .flatMap((body, index) => all(body, /^(\d+)\. /gm).map((label) => `A${index + 1}-${label}`));
    expect(keysOf(marked, 'paragraph')).toEqual(paragraphs);
    expect(paragraphs).toHaveLength(372);
    expect(keysOf(marked, 'definition')).toEqual(upTo(26).map((number) => `A4-N${number}`));
    expect(keysOf(marked, 'footnote')).toEqual(upTo(21).map((number) => `FN${number}`));
    expect(uncovered(marked.manifest.spans, Buffer.byteLength(marked.region))).toBe(0);
  });
});

describe.skipIf(present.length === 0)('a profile that is not of the document', () => {
  const others = (name: Name) =>
    [
      'vn-law',
      'us-constitution',
      'de-statute',
      'eu-regulation',
      'fr-code',
      'markdown-headings',
      'numbered-text',
    ].filter((profile) => profile !== DOCUMENTS[name]);

  test.each(present.flatMap((name) => others(name).map((profile) => [name, profile] as const)))(
    '%s is refused by %s',
    (name, profile) => {
      const codes = refusedLaw(corpus(name), profile, cutOf(name)).map(({ code }) => code);
      expect(codes).toContain('mark.zero_units');
    },
  );
});

describe.skipIf(present.length === 0)('one character changed', () => {
  const replaceAt = (text: string, at: number, sign: string): string =>
    `${text.slice(0, at)}${sign}${text.slice(at + 1)}`;
  const changes: readonly [string, string, (text: string, at: number) => string][] = [
    ['a blank to a no-break space', 'U+00A0', (text, at) => replaceAt(text, text.indexOf(' ', at), '\u00a0')],
    ['a hyphen to a look-alike', 'U+2010', (text, at) => replaceAt(text, text.indexOf('-', at), '\u2010')],
    ['a sign without width added', 'U+200B', (text, at) => `${text.slice(0, at)}\u200b${text.slice(at)}`],
  ];
  const counts = (region: string, code: string) =>
    lookAlikes(region).find(({ name }) => name.startsWith(code))?.count ?? 0;

  test.each(present.flatMap((name) => changes.map(([what, code, change]) => [name, what, code, change] as const)))(
    '%s: %s gives another region, and is named',
    (name, _, code, change) => {
      const text = corpus(name);
      const before = markedLaw(text, DOCUMENTS[name], cutOf(name));
      const changed = change(text, text.indexOf('\n', Math.floor(text.length / 2)));
      const after = markedLaw(changed, DOCUMENTS[name], cutOf(name));
      expect(after.manifest.header.region.sha256).not.toBe(before.manifest.header.region.sha256);
      expect(counts(after.region, code)).toBe(counts(before.region, code) + 1);
    },
  );
});
