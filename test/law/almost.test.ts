/** Lines that are almost headings, and headings in almost the right place: nothing is taken for text in silence. */
import { describe, expect, test } from 'vitest';
import { PageLines, pageLines } from '../../src/core/document/page-lines.ts';
import { bodyOf, findingsOf, keysOf, markedLaw, refusedLaw, unitsOf } from './support.ts';

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

describe('a line that is written like a heading, but not as the profile reads one, is a finding', () => {
  test.each([
    ['in small letters', ['chương I', 'CHUNG', 'Điều 1. Một', 'Câu.'], 1],
    ['with a number of another form', ['Điều 1. Một', 'Câu.', '', 'Điều 1-1. Một nữa', 'Câu.'], 4],
    ['with two numbers', ['Điều 1. Một', 'Câu.', '', 'Điều 2/3: Hai', 'Câu.'], 4],
  ])('%s', (_, lines, line) => {
    expect(findingsOf(refusedLaw(text(...lines), 'vn-law'))).toEqual([`mark.doubtful ${line}`]);
    expect(keysOf(markedLaw(text(...lines), 'vn-law', { decisions: [{ line, do: 'join' }] }))).toEqual(['D1']);
  });

  test('and a reference at the beginning of a line is none', () => {
    const lines = [
      'Điều 1. Một',
      'Câu.',
      '',
      'Điều 5, Điều 6 của luật khác.',
      '',
      'Chương này không nói gì.',
      '',
      'điều 7 của luật khác.',
    ];
    expect(keysOf(markedLaw(text(...lines), 'vn-law'))).toEqual(['D1']);
  });

  test('and so is a heading of Markdown that a line below makes', () => {
    const lines = [
      '---',
      'title: Box',
      '---',
      '',
      '# Box',
      'Open it.',
      '',
      'Lid',
      '===',
      'Lift it.',
      '',
      '- one',
      '---',
    ];
    expect(findingsOf(refusedLaw(text(...lines), 'markdown-headings'))).toEqual(['mark.doubtful 8']);
    const decisions = [{ line: 8, do: 'join' }] as const;
    expect(keysOf(markedLaw(text(...lines), 'markdown-headings', { decisions }))).toEqual(['H1']);
  });
});

describe('the top of a page', () => {
  test('may repeat the heading of the part that goes on', () => {
    const lines = ['Điều 1. Một', 'Câu.', '\f2', 'Điều 1. Một', 'Câu nữa.', 'Điều 2. Hai', 'Câu.'];
    expect(keysOf(markedLaw(text(...lines), 'vn-law'))).toEqual(['D1', 'D2']);
  });

  test('may not announce a part that begins further down', () => {
    const lines = ['Điều 1. Một', 'Câu.', '\fĐiều 2. Hai', 'Câu nữa của điều một.', 'Điều 2. Hai', 'Câu.'];
    expect(findingsOf(refusedLaw(text(...lines), 'vn-law'))).toEqual(['mark.sequence 5']);
    const decided = markedLaw(text(...lines), 'vn-law', { decisions: [{ line: 3, do: 'join' }] });
    expect(unitsOf(decided).map(({ key, lines: [first] }) => [key, first])).toEqual([
      ['D1', 1],
      ['D2', 5],
    ]);
  });

  test('and its foot are named where they repeat, with what they hold', () => {
    const lines = [
      'Câu.',
      '12',
      '\fCÔNG BÁO/Số 7',
      'Câu nữa.',
      '13',
      '\fCÔNG BÁO/Số 7',
      'Câu cuối.',
      '14',
      '\f',
      'Hết.',
    ];
    const expected = [
      { text: '12', where: 'foot', pages: 3, line: 2 },
      { text: 'CÔNG BÁO/Số 7', where: 'top', pages: 2, line: 3 },
    ];
    expect(pageLines(text(...lines))).toEqual(expected);
    expect(pageLines('Câu.\n\fCâu.\n')).toEqual([]);
    const inPieces = new PageLines();
    inPieces.see('Câu.\n', 1);
    inPieces.see(text(...lines), 101);
    expect(inPieces.all().map(({ line }) => line)).toEqual([102, 103]);
  });
});

describe('a title', () => {
  test.each([
    ['goes on in the next line', ['Điều 1. Phạm vi điều chỉnh của luật này và', 'các văn bản khác', '1. Câu.']],
    ['goes on in two', ['Điều 1. Phạm vi điều chỉnh của', 'luật này và', 'các văn bản khác', '1. Câu.']],
  ])('%s', (_, lines) => {
    const marked = markedLaw(text(...lines), 'vn-law');
    expect(unitsOf(marked).map(({ title }) => title)).toEqual(['Phạm vi điều chỉnh của luật này và các văn bản khác']);
    expect(unitsOf(marked).map((unit) => bodyOf(marked, unit))).toEqual(['1. Câu.']);
  });

  test('ends before points, sentences and lines of their own', () => {
    const bodies = (...lines: readonly string[]) => {
      const marked = markedLaw(text(...lines), 'vn-law');
      return unitsOf(marked).map((unit) => bodyOf(marked, unit));
    };
    expect(bodies('Điều 1. Các hộp', 'a) hộp gỗ;', 'đ) hộp giấy.')).toEqual(['a) hộp gỗ;\nđ) hộp giấy.']);
    expect(bodies('Điều 1. Các hộp.', 'hộp gỗ là hộp.')).toEqual(['hộp gỗ là hộp.']);
    expect(bodies('Điều 1. Các hộp', 'Hộp gỗ là hộp.')).toEqual(['Hộp gỗ là hộp.']);
  });

  test('of capitals goes on in capitals', () => {
    const marked = markedLaw(text('Chương I. QUY ĐỊNH VỀ HỘP', 'VÀ NẮP', 'Điều 1. Một', 'Câu.'), 'vn-law', {
      containers: 'units',
    });
    expect(unitsOf(marked)[0]?.title).toBe('QUY ĐỊNH VỀ HỘP VÀ NẮP');
  });

  test('is no line of a paragraph, and no quotation', () => {
    const lines = [
      'Article 1',
      'La boîte est à tous et',
      'elle est ouverte.',
      '',
      'Article 2',
      '« La clé',
      'est à la maison. »',
    ];
    const marked = markedLaw(text(...lines), 'fr-code');
    expect(unitsOf(marked).map(({ title }) => title)).toEqual(['Article 1', 'Article 2']);
  });
});

test('emphasis and tags that a text begins with belong to it', () => {
  const lines = ['**Điều 1.** Một', '**1.** *Hộp* là đồ gỗ.', '2. <b>Nắp</b> là phần trên.', '**3.** Hết.'];
  const marked = markedLaw(text(...lines), 'vn-law', { leaf: 'khoan' });
  expect(
    unitsOf(marked)
      .map((unit) => bodyOf(marked, unit))
      .slice(1),
  ).toEqual(['*Hộp* là đồ gỗ.', '<b>Nắp</b> là phần trên.', 'Hết.']);
});

test('an appendix may count its articles anew, when that is decided', () => {
  const lines = [
    'Điều 1. Một',
    'Câu.',
    'Điều 2. Hai',
    'Câu.',
    'PHỤ LỤC I',
    'QUY CHẾ',
    'Điều 1. Một',
    'Câu.',
    'Điều 2. Hai',
    'Câu.',
  ];
  expect(findingsOf(refusedLaw(text(...lines), 'vn-law'))).toEqual(['mark.repeated 7']);
  const marked = markedLaw(text(...lines), 'vn-law', { decisions: [{ line: 7, do: 'take' }] });
  expect(keysOf(marked, 'dieu')).toEqual(['D1', 'D2', 'PL1-D1', 'PL1-D2']);
});

test('a part is closed by the next of its own level, whatever stands in it', () => {
  const lines = [
    '## Titel 1 - A',
    '### Kapitel 1 - B',
    '#### § 1 C',
    'Das ist der Satz.',
    '## Titel 2 - D',
    '#### § 2 E',
    'Das auch.',
  ];
  const marked = markedLaw(text(...lines), 'de-statute', { containers: 'units' });
  expect(keysOf(marked)).toEqual(['TI1', 'TI1-K1', 'P1', 'TI2', 'P2']);
});
