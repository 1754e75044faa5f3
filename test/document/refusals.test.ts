import { describe, expect, it } from 'vitest';
import type { Profile } from '../../src/core/document/profile.ts';
import { VOCABULARY } from '../../src/core/document/vocabulary.ts';
import { PROFILE, part, places, refused } from './support.ts';

const refusal = (...lines: readonly string[]): readonly string[] => places(refused(part(...lines)));
const GOOD = ['### Điều 1. Tên', 'Thân.', ''];

describe('status markers', () => {
  it('refuses a symbol that the profile does not know, where it stands', () => {
    expect(refusal(...GOOD, '### 🎉 Điều 2. Tên', 'Thân.')).toEqual(['mark.unknown_marker 6:5']);
  });
  it('refuses every other kind of symbol in that place', () => {
    for (const sign of ['🧪', '★', '❤️', '🇻🇳', '👩‍⚖️', '→', '☑', '👍🏽']) {
      expect(refusal(...GOOD, `### ${sign} Điều 2. Tên`, 'Thân.'), sign).toEqual(['mark.unknown_marker 6:5']);
    }
  });
  it('refuses a second marker beside the first', () => {
    expect(refusal(...GOOD, '### ✅ 📋 Điều 2. Tên', 'Thân.')).toEqual(['mark.unknown_marker 6:5']);
    expect(refusal(...GOOD, '### 📋✅ Điều 2. Tên', 'Thân.')).toEqual(['mark.unknown_marker 6:5']);
  });
  it('refuses a marker behind the label, where it would not be read', () => {
    expect(refusal(...GOOD, '### Điều 2. 📋 Tên', 'Thân.')).toEqual(['mark.structure 6:13']);
    expect(refusal(...GOOD, '### Điều 2. Tên 📋', 'Thân.')).toEqual(['mark.structure 6:17']);
    expect(refusal(...GOOD, '### Điều 2. Tên 🧪', 'Thân.')).toEqual(['mark.structure 6:17']);
  });
  it('refuses an unknown marker of a part once, not again for its units', () => {
    expect(places(refused('## 🎉 Phần I. Một\n\n### Điều 1. Tên\nThân.\n'))).toEqual([
      'mark.zero_units 1:1',
      'mark.unknown_marker 1:4',
    ]);
  });
  it('refuses a unit without any status', () => {
    const text = '## Phần I. Một\n\n### ✅ Điều 1. Tên\nThân.\n\n### Điều 2. Tên\nThân.\n';
    expect(places(refused(text))).toEqual(['mark.structure 6:1']);
  });
});

describe('addresses', () => {
  it('names both places of a duplicate address', () => {
    const problems = refused(part(...GOOD, '### Điều 1. Khác', 'Thân.'));
    expect(places(problems)).toEqual(['mark.duplicate_address 6:1']);
    expect(problems[0]?.message).toMatch(/line 3\b.*line 6\b/);
  });
  it('sees that two ways to write a number are one address', () => {
    expect(refusal('### Điều Thuật ngữ. A', 'Thân.', '', '### Điều TERMINOLOGY: B', 'Thân.')).toEqual([
      'mark.duplicate_address 6:1',
    ]);
  });
  it('refuses a prefix that is none', () => {
    for (const prefix of ['AB', '-ABC', 'ABC-', 'abc', 'A/B', 'A'.repeat(33), 'ÀBC']) {
      expect(places(refused(part(...GOOD), { cut: { prefix } })), prefix).toContain('mark.address /prefix');
    }
  });
});

describe('structure', () => {
  it('refuses an empty body, also of blank lines', () => {
    expect(refusal('### Điều 1. Tên', '', '', '### Điều 2. Tên', 'Thân.')).toEqual(['mark.empty_body 3:1']);
    expect(refusal(...GOOD, '### Điều 2. Tên', '', '---')).toEqual(['mark.empty_body 6:1']);
  });
  it('refuses lines that claim to be headings and are none', () => {
    const headings: readonly (readonly [string, number])[] = [
      ['### Điều', 5],
      ['### Điều thứ năm. Tên', 10],
      ['### Điều 05. Tên', 10],
      ['### Điều 5 Tên', 11],
      ['### Điều 5a. Tên', 10],
      ['### Điều 5.', 12],
      ['### Điều\u00a05. Tên', 5],
      ['### Ðiều 5. Tên', 5],
      ['### điều 5. Tên', 5],
      ['### NT-I. Tên', 8],
      ['### NT 5. Tên', 5],
      ['### KT-AB. Tên', 8],
      ['### Điều 0-S-M-L-X. Tên', 17],
      ['## ✅ Phần IIII. Tên', 11],
      ['#### Điều 5. Tên', 1],
      ['###Điều 5. Tên', 1],
      ['##', 1],
    ];
    for (const [heading, column] of headings) {
      expect(refusal(...GOOD, heading, 'Thân.'), heading).toEqual([`mark.structure 6:${column}`]);
    }
  });
  it('refuses lines that read like a heading but do not begin like one', () => {
    for (const line of [
      'Điều 5. Tên',
      '  ### Điều 5. Tên',
      '**Điều 5. Tên**',
      '✅ Điều 5. Tên',
      'NT-3: Tên',
      'Phần II. Tên',
    ]) {
      expect(refusal('### Điều 1. Tên', 'Thân.', line, 'Thân.'), line).toEqual(['mark.structure 5:1']);
    }
  });
  it('takes prose that merely speaks of an article as text', () => {
    const text = part(
      '### Điều 1. Tên',
      'Theo Điều 5. Tên,',
      'Điều 5 của luật, Điều này và NT-3 áp dụng.',
      '- Điều 7. Tên',
    );
    expect(() => refused(text)).toThrow('it was not refused');
  });
  it('refuses text that belongs to no unit, once a run', () => {
    expect(places(refused(`Lời nói đầu.\nHai dòng.\n\n${part(...GOOD)}`))).toEqual(['mark.structure 1:1']);
    expect(refusal('Lời dẫn.', '', ...GOOD)).toEqual(['mark.structure 3:1']);
    expect(refusal(...GOOD, '---', 'Sau vạch.')).toEqual(['mark.structure 7:1']);
  });
  it('refuses a heading in a block of code or a comment', () => {
    expect(refusal('### Điều 1. Tên', '```', '### Điều 2. Tên', '```', 'Thân.')).toEqual(['mark.structure 5:1']);
    expect(refusal('### Điều 1. Tên', '<!-- nháp', '### Điều 2. Tên', '-->', 'Thân.')).toEqual(['mark.structure 5:1']);
  });
  it('refuses a document without units', () => {
    for (const text of ['', '\n', '# Tên\n', '## ⛔ Phần I. Cũ\n\n### Điều 1. Tên\nThân.\n']) {
      expect(places(refused(text)), JSON.stringify(text)).toEqual(['mark.zero_units 1:1']);
    }
  });
});

describe('characters', () => {
  it('refuses control characters with their place, columns in code points', () => {
    for (const code of [0x00, 0x09, 0x0b, 0x0c, 0x0d, 0x1b, 0x7f, 0x85, 0x9f, 0x2028, 0xd800]) {
      const problems = refusal('### Điều 1. Tên', `😀ề${String.fromCharCode(code)}x`);
      expect(problems, code.toString(16)).toEqual(['mark.control_character 4:3']);
    }
  });
  it('refuses every bidirectional control', () => {
    const codes = [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];
    for (const code of codes) {
      expect(refusal('### Điều 1. Tên', `a${String.fromCharCode(code)}b`)).toEqual(['mark.bidi_control 4:2']);
    }
  });
  it('leaves the neighbours of those characters alone', () => {
    const text = part('### Điều 1. Tên', 'a\u200db\u200c \u202f\u2060\u2065\u206a\u00a0\u00ad\u2027 — “”');
    expect(() => refused(text)).toThrow('it was not refused');
  });
});

describe('the cut and the vocabulary', () => {
  it('refuses kinds and section types outside the vocabulary, once a level', () => {
    const vocabulary = { ...VOCABULARY, section_types: ['article'], unit_kinds: ['other'] };
    const text = part('### NT-1. A', 'Thân.', '', '### NT-2. B', 'Thân.', '', '### Điều 1. C', 'Thân.');
    const problems = refused(text, { vocabulary });
    expect(places(problems)).toEqual(['mark.vocabulary 3:1', 'mark.vocabulary 3:1', 'mark.vocabulary 9:1']);
  });
  it('refuses a publication type outside the vocabulary, a foreign profile and a scope the profile lacks', () => {
    const profile = { ...PROFILE, id: 'other/1', scopes: {} } as Profile;
    const problems = refused(part(...GOOD), { profile, cut: { publication: { type: 'poem', authority: 'x' } } });
    expect(places(problems)).toEqual(
      expect.arrayContaining([
        'mark.vocabulary /publication/type',
        'mark.unknown_profile /profile',
        'mark.structure /scope',
      ]),
    );
  });
  it('refuses expectations and pins that do not hold, each by its pointer', () => {
    const expectation = { units: 2, exclusions: 1, levels: { article: 3, chapter: 1, principle: 0 } };
    const pins = { document_sha256: '0'.repeat(64), region_sha256: '1'.repeat(64), candidate_count: 5 };
    expect(new Set(places(refused(part(...GOOD), { cut: { expect: expectation, pins } })))).toEqual(
      new Set([
        'mark.expectation /expect/units',
        'mark.expectation /expect/exclusions',
        'mark.expectation /expect/levels/article',
        'mark.expectation /expect/levels/chapter',
        'plan.pin_differs /pins/document_sha256',
        'plan.pin_differs /pins/region_sha256',
        'plan.pin_differs /pins/candidate_count',
      ]),
    );
  });
  it('refuses pins of the manifest that do not hold', () => {
    const pins = { manifest_sha256: '0'.repeat(64), manifest_bytes: 1, manifest_digest: '0'.repeat(64) };
    expect(places(refused(part(...GOOD), { cut: { pins } }))).toEqual([
      'plan.pin_differs /pins/manifest_sha256',
      'plan.pin_differs /pins/manifest_bytes',
      'plan.pin_differs /pins/manifest_digest',
    ]);
  });
});

describe('all problems', () => {
  it('are reported together, in reading order', () => {
    const problems = refusal(
      '### Điều 1. Tên',
      '',
      '### 🎉 Điều 2. Tên',
      'a\u202eb',
      '',
      '### Điều. Tên',
      'Thân. ',
      '',
      '### Điều 2. X',
      'c\u0301 e\u0301',
    );
    expect(problems).toEqual([
      'mark.empty_body 3:1',
      'mark.unknown_marker 5:5',
      'mark.bidi_control 6:2',
      'mark.structure 8:5',
      'mark.not_normal 9:6',
      'mark.duplicate_address 11:1',
      'mark.not_nfc 12:1',
    ]);
  });
  it('are listed a bounded number of times, and the rest is counted', () => {
    const problems = refused(part('### Điều 1. Tên', 'x\u0007'.repeat(5000)));
    expect(problems.length).toBeLessThan(100);
    expect(problems.at(-1)?.code).toBe('input.more_problems');
    expect(problems.at(-1)?.message).toContain(`${5000 - problems.length + 1}`);
  });
});
