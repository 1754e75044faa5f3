/** What real documents do to headings, in short documents of our own. */
import { describe, expect, test } from 'vitest';
import { bodyOf, findingsOf, keysOf, markedLaw, refusedLaw, unitsOf } from './support.ts';

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
const vn = (...lines: readonly string[]) => keysOf(markedLaw(text(...lines), 'vn-law'));

describe('a heading is found', () => {
  test.each([
    ['plain', 'Điều 1. Phạm vi', 'Điều 2. Đối tượng'],
    ['with Markdown signs', '### Điều 1. Phạm vi', '### Điều 2. Đối tượng'],
    ['in emphasis', '**Điều 1. Phạm vi**', '**Điều 2.** Đối tượng'],
    ['in an anchor', '<a id="d1">Điều 1.</a> Phạm vi', '#### <A name="x">Điều 2.</A> Đối tượng'.slice(5)],
    ['decomposed', 'Điều 1. Phạm vi'.normalize('NFD'), 'Điều 2. Đối tượng'.normalize('NFD')],
    ['with U+00D0 for U+0110', '\u00d0iều 1. Phạm vi', '\u00d0iều 2. Đối tượng'],
    ['with a no-break space', 'Điều\u00a01. Phạm vi', '\u00a0Điều 2.\u00a0Đối tượng'],
    ['with signs without width', '\ufeffĐiều \u200b1. Phạm vi', '\u200bĐiều\u200b 2. Đối tượng'],
    ['in capitals', 'ĐIỀU 1. Phạm vi', 'ĐIỀU 2: Đối tượng'],
    ['without a blank before its title', 'Điều 1.Phạm vi', 'Điều 2.Đối tượng'],
    ['with a backslash', 'Điều 1\\. Phạm vi', 'Điều 2\\. Đối tượng'],
    ['behind a form feed', '\fĐiều 1. Phạm vi', 'Điều 2. Đối tượng'],
    ['with tabs', '\tĐiều\t1. Phạm vi', 'Điều 2.\tĐối tượng'],
  ])('%s', (_, first, second) => {
    const marked = markedLaw(text(first, 'Văn bản này nói về hộp.', '', second, 'Mọi người.'), 'vn-law');
    expect(unitsOf(marked).map(({ key, title }) => [key, title])).toEqual([
      ['D1', 'Phạm vi'],
      ['D2', 'Đối tượng'],
    ]);
    expect(unitsOf(marked).map((unit) => bodyOf(marked, unit))).toEqual(['Văn bản này nói về hộp.', 'Mọi người.']);
  });

  test('with CR LF at all line ends', () => {
    expect(vn('Điều 1. Phạm vi\r', 'Văn bản.\r', 'Điều 2. Khác\r', 'Văn bản.\r')).toEqual(['D1', 'D2']);
  });
});

describe('a title', () => {
  test.each([
    ['in the same line', ['Điều 1. Phạm vi', 'Câu này.'], 'Phạm vi', 'Câu này.'],
    ['in the next line', ['Điều 1', 'Phạm vi', '', 'Câu này.'], 'Phạm vi', 'Câu này.'],
    ['absent', ['Điều 1.', '', 'Câu này.'], 'Điều 1', 'Câu này.'],
    [
      'absent, the text in the line of the number',
      ['Điều 1. Ban hành kèm theo bản quy chế về hộp.'],
      'Điều 1',
      'Ban hành kèm theo bản quy chế về hộp.',
    ],
  ])('%s', (_, lines, title, body) => {
    const marked = markedLaw(text(...lines), 'vn-law');
    const unit = unitsOf(marked)[0];
    expect(unit?.title).toBe(title);
    expect(unit && bodyOf(marked, unit)).toBe(body);
  });

  test('of a chapter may be lines of its own', () => {
    const cut = { containers: 'units' } as const;
    const marked = markedLaw(text('Chương I', '', 'QUY ĐỊNH', 'CHUNG VỀ HỘP', '', 'Điều 1.', 'Câu.'), 'vn-law', cut);
    expect(unitsOf(marked).map(({ key, title, parent, order }) => [key, title, parent, order])).toEqual([
      ['C1', 'QUY ĐỊNH CHUNG VỀ HỘP', undefined, 1],
      ['C1-D1', 'Điều 1', 'LAW/C1', 1],
    ]);
  });
});

describe('no heading is', () => {
  const body = ['Điều 1. Một', 'Câu.'];
  test('an entry of a table of contents', () => {
    const document = [
      'Mục lục',
      'Chương I. CHUNG',
      'Điều 1. Một',
      'Điều 2. Hai',
      'Chương I. CHUNG',
      'Điều 1. Một',
      'Câu một.',
      'Điều 2. Hai',
      'Câu hai.',
    ];
    const marked = markedLaw(text(...document), 'vn-law');
    expect(unitsOf(marked).map(({ key, lines }) => [key, lines[0]])).toEqual([
      ['C1-D1', 6],
      ['C1-D2', 8],
    ]);
    expect(
      marked.manifest.spans.filter((span) => span.span === 'non_content').map(({ role, lines }) => [role, ...lines]),
    ).toEqual([
      ['contents', 1, 4],
      ['group_heading', 5, 5],
    ]);
  });

  test('an entry with leaders and page numbers', () => {
    expect(
      vn(
        'Chương I. CHUNG ........ 1',
        'Điều 1. Một ........ 1',
        'Điều 2. Hai ........ 2',
        '',
        'Chương I. CHUNG',
        'Điều 1. Một',
        'Câu.',
        'Điều 2. Hai',
        'Câu.',
      ),
    ).toEqual(['C1-D1', 'C1-D2']);
  });

  test('a header that stands again at the top of a page', () => {
    expect(
      vn('Chương I. CHUNG', 'Điều 1. Một', 'Câu.', '\fChương I. CHUNG', 'Câu nữa.', 'Điều 2. Hai', 'Câu.'),
    ).toEqual(['C1-D1', 'C1-D2']);
  });

  test('a line in a fence', () => {
    expect(vn(...body, '```', 'Điều 3. Trong khối', '```', 'Điều 2. Hai', 'Câu.')).toEqual(['D1', 'D2']);
  });

  test('an article of another law in a quotation, even with the next number', () => {
    expect(
      vn(
        'Điều 1. Sửa đổi',
        'Sửa Điều 2 như sau:',
        '“Điều 2. Mới',
        'Câu trích.',
        'Điều 3. Mới nữa',
        'Câu trích.”',
        'Điều 2. Hiệu lực',
        'Câu.',
      ),
    ).toEqual(['D1', 'D2']);
  });

  test('a quotation in backticks or behind a sign', () => {
    expect(vn(...body, '`Điều 2. Mới`', '> Điều 2. Mới', '- Điều 2. Mới', 'Điều 2. Hiệu lực', 'Câu.')).toEqual([
      'D1',
      'D2',
    ]);
  });

  test('a wrapped line that begins like one', () => {
    const lines = [
      '§ 1 Boxen',
      '',
      'Der Käufer und die Verkäuferin der Boxen haben nach der Regel in',
      '§ 3 Satz 1 und nach den Regeln, die das Gesetz in dem Abschnitt und in',
      '§ 2 Absatz 2 nennt, die Kosten zu tragen. Das gilt nicht für den Fall in',
      '§ 7 Boxen der Art, die in der Anlage und in dem Gesetz genannt werden.',
      '',
      '§ 2 Kosten',
      '',
      'Die Kosten trägt, wer die Box kauft.',
    ];
    expect(keysOf(markedLaw(text(...lines), 'de-statute'))).toEqual(['P1', 'P2']);
  });

  test('a sentence that begins with a reference', () => {
    const lines = [
      'Article I',
      '',
      'Section 1',
      '',
      'The box is open to all.',
      '',
      'Section 2',
      '',
      'Sections 1 and 3 shall be read together.',
      '',
      'Section 3 shall be read by the keeper of the boxes.',
      '',
      'Section 3',
      '',
      'The end of it.',
    ];
    expect(keysOf(markedLaw(text(...lines), 'us-constitution', { leaf: 'section' }), 'section')).toEqual([
      'ART1-S1',
      'ART1-S2',
      'ART1-S3',
    ]);
  });
});

describe('numbers', () => {
  test('may carry suffixes', () => {
    expect(
      vn('Điều 1. Một', 'Câu.', 'Điều 1a. Một nữa', 'Câu.', 'Điều 1b. Thêm', 'Câu.', 'Điều 2. Hai', 'Câu.'),
    ).toEqual(['D1', 'D1A', 'D1B', 'D2']);
    const lines = [
      'Article 1',
      '',
      'La boîte est à tous, et la loi le dit.',
      '',
      'Article 1-1',
      '',
      'Les clés de la boîte.',
      '',
      'Article 2',
      '',
      'La fin.',
    ];
    expect(keysOf(markedLaw(text(...lines), 'fr-code'))).toEqual(['ART1', 'ART1-1', 'ART2']);
  });

  test('may be words, and may be spelt in several ways', () => {
    const code = [
      'Article premier',
      '',
      'La boîte est à tous.',
      '',
      'Article L. 2-1',
      '',
      'La clé.',
      '',
      'Article L2-3',
      '',
      'Le fond.',
    ];
    expect(keysOf(markedLaw(text(...code), 'fr-code'))).toEqual(['ART1', 'ARTL2-1', 'ARTL2-3']);
  });

  test('keep d and đ apart', () => {
    const points = ['a', 'b', 'c', 'd', 'đ', 'e', 'g'].map((letter) => `${letter}) Hộp;`);
    const marked = markedLaw(text('Điều 1. Hộp', '1. Các hộp:', ...points, '2. Hết.'), 'vn-law', { leaf: 'diem' });
    expect(keysOf(marked, 'diem')).toEqual(['A', 'B', 'C', 'D', 'DD', 'E', 'G'].map((letter) => `D1-K1-${letter}`));
    expect(keysOf(marked, 'khoan')).toEqual(['D1-K1', 'D1-K2']);
  });

  test('of a range are one part, and repealed ones are excluded with the reason', () => {
    const lines = [
      '### § 1 Box',
      '',
      'Die Box ist offen.',
      '',
      '### §§ 2 bis 4 (weggefallen)',
      '',
      '### § 5',
      '',
      '(weggefallen)',
      '',
      '### (XXXX) §§ 6 und 7',
      '',
      '### § 8 Ende',
      '',
      'Das Ende.',
    ];
    const marked = markedLaw(text(...lines), 'de-statute');
    expect(keysOf(marked)).toEqual(['P1', 'P8']);
    expect(
      marked.manifest.spans.flatMap((span) => (span.span === 'exclusion' ? [[span.key, span.status]] : [])),
    ).toEqual([
      ['P2-4', 'repealed'],
      ['P5', 'repealed'],
      ['P6-7', 'repealed'],
    ]);
  });

  test('begin again in each parent where the law counts so', () => {
    const lines = [
      'Phần thứ nhất',
      'CHUNG',
      'Chương I',
      'MỘT',
      'Điều 1. Một',
      'Câu.',
      'Phần thứ hai',
      'RIÊNG',
      'Chương I',
      'HAI',
      'Điều 2. Hai',
      'Câu.',
    ];
    expect(vn(...lines)).toEqual(['P1-C1-D1', 'P2-C1-D2']);
  });

  test('(i) is a letter after (h) and a number before (ii)', () => {
    const letters = [...'abcdefgh'].flatMap((letter) => [`(${letter})`, 'the box;']);
    const lines = [
      'Article 1',
      'Boxes',
      '1. It is the duty of all to keep:',
      ...letters,
      '(i)',
      'the key;',
      '(j)',
      'the lid, and:',
      '(i)',
      'the first of it;',
      '(ii)',
      'the second of it.',
    ];
    expect(keysOf(markedLaw(text(...lines), 'eu-regulation', { leaf: 'point' }), 'point')).toEqual(
      [...'ABCDEFGHIJ'].map((letter) => `A1-1-${letter}`),
    );
    expect(keysOf(markedLaw(text(...lines), 'eu-regulation', { leaf: 'point' }), 'subpoint')).toEqual([
      'A1-1-J-1',
      'A1-1-J-2',
    ]);
  });
});

describe('what cannot be decided is a finding, and a decision settles it', () => {
  const gap = text('Điều 1. Một', 'Câu.', 'Điều 3. Ba', 'Câu.');

  test('a number that is left out', () => {
    const problems = refusedLaw(gap, 'vn-law');
    expect(findingsOf(problems)).toEqual(['mark.sequence 3']);
    expect(problems[0]?.hint).toContain('cut.yaml');
    expect(keysOf(markedLaw(gap, 'vn-law', { decisions: [{ line: 3, do: 'take' }] }))).toEqual(['D1', 'D3']);
    expect(keysOf(markedLaw(gap, 'vn-law', { decisions: [{ address: 'LAW/D3', do: 'take' }] }))).toEqual(['D1', 'D3']);
    expect(keysOf(markedLaw(gap, 'vn-law', { decisions: [{ line: 3, do: 'join' }] }))).toEqual(['D1']);
    const excluded = markedLaw(gap, 'vn-law', {
      decisions: [{ line: 3, do: 'exclude', reason: 'a note of the printer' }],
    });
    expect(excluded.manifest.spans.find(({ span }) => span === 'exclusion')).toMatchObject({
      key: 'D3',
      basis: 'decision',
      reason: 'a note of the printer',
    });
  });

  test('a number that stands twice; two with one address refuse, naming both places', () => {
    const twice = text('Điều 1. Hộp', '1. Một:', 'a) một;', 'b) hai;', 'b) ba.');
    expect(findingsOf(refusedLaw(twice, 'vn-law', { leaf: 'diem' }))).toEqual(['mark.sequence 5']);
    const taken = refusedLaw(twice, 'vn-law', { leaf: 'diem', decisions: [{ line: 5, do: 'take' }] });
    expect(taken.map(({ message }) => message)).toEqual([
      'The address LAW/D1-K1-B stands twice: in line 4 and in line 5.',
    ]);
    const marked = markedLaw(twice, 'vn-law', { leaf: 'diem', decisions: [{ line: 5, do: 'take', as: 'B2' }] });
    expect(keysOf(marked, 'diem')).toEqual(['D1-K1-A', 'D1-K1-B', 'D1-K1-B2']);
  });

  test('chapters out of order', () => {
    const lines = [
      'Chương I',
      'MỘT',
      'Điều 1. Một',
      'Câu.',
      'Chương III',
      'BA',
      'Điều 2. Hai',
      'Câu.',
      'Chương II',
      'HAI',
      'Điều 3. Ba',
      'Câu.',
    ];
    expect(findingsOf(refusedLaw(text(...lines), 'vn-law'))).toEqual(['mark.sequence 5', 'mark.sequence 9']);
    const decisions = [
      { line: 5, do: 'take' },
      { line: 9, do: 'take' },
    ] as const;
    expect(keysOf(markedLaw(text(...lines), 'vn-law', { decisions }))).toEqual(['C1-D1', 'C3-D2', 'C2-D3']);
  });

  test('the same document twice in one file', () => {
    const once = ['Điều 1. Một', 'Câu một.', 'Điều 2. Hai', 'Câu hai.'];
    const problems = refusedLaw(text(...once, ...once), 'vn-law');
    expect(findingsOf(problems)).toEqual(['mark.repeated 5']);
    expect(problems[0]?.message).toContain('line 1');
    const marked = markedLaw(text(...once, ...once), 'vn-law', {
      decisions: [{ line: 5, do: 'exclude', reason: 'the same again' }],
    });
    expect(keysOf(marked)).toEqual(['D1', 'D2']);
    expect(marked.manifest.counts.exclusions).toBe(1);
  });

  test('a heading in a quotation that no other heading takes the number of', () => {
    const lines = ['Điều 1. Một', 'Câu:', '“Câu trích', 'Điều 2. Hai', 'Câu.”'];
    expect(findingsOf(refusedLaw(text(...lines), 'vn-law'))).toEqual(['mark.doubtful 4']);
    expect(keysOf(markedLaw(text(...lines), 'vn-law', { decisions: [{ line: 4, do: 'join' }] }))).toEqual(['D1']);
  });

  test('a heading without any text', () => {
    expect(findingsOf(refusedLaw(text('Điều 1.', 'Điều 2.', 'Câu.'), 'vn-law'))).toEqual(['mark.empty_body 1']);
  });

  test('a heading that stands in no part of the outline', () => {
    expect(findingsOf(refusedLaw(text('Mục 1. Lạc', 'Điều 1. Một', 'Câu.'), 'vn-law'))).toEqual(['mark.sequence 1']);
  });

  test('a decision that nothing asks for is refused', () => {
    const problems = refusedLaw(text('Điều 1. Một', 'Câu.'), 'vn-law', { decisions: [{ line: 2, do: 'take' }] });
    expect(findingsOf(problems)).toEqual(['mark.decision /decisions/0']);
  });
});

test('lines at the end of a part that only define links are no content', () => {
  const marked = markedLaw(text('Điều 1. Một', 'Câu [hộp].', '', '[hộp]: /hop', ''), 'vn-law');
  expect(unitsOf(marked).map((unit) => bodyOf(marked, unit))).toEqual(['Câu [hộp].']);
});

test('a leaf that the profile does not have is refused with those it has', () => {
  const problems = refusedLaw(text('Điều 1. Một', 'Câu.'), 'vn-law', { leaf: 'article' });
  expect(problems[0]).toMatchObject({
    code: 'mark.structure',
    place: { pointer: '/leaf' },
    hint: 'Name one of: dieu, khoan, diem.',
  });
});
