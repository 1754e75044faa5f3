import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/core/problem.ts';
import { factLines } from '../../src/render/facts.ts';
import { bytes, characters, counted } from '../../src/render/numbers.ts';
import { PLAIN_PAINT } from '../../src/render/paint.ts';
import { jsonText, problemLines, problemsJson } from '../../src/render/problems.ts';
import { shellQuote } from '../../src/render/shell.ts';
import { tableLines } from '../../src/render/table.ts';
import { codePoint, PLAIN, visible } from '../../src/render/visible.ts';
import { displayWidth } from '../../src/render/width.ts';
import { CONTROLS } from './controls.ts';

const screen = { width: 80, paint: PLAIN_PAINT };
const problems: Problem[] = [
  {
    code: 'mark.empty_body',
    message: 'The unit has no text.',
    place: { file: 'law.md', line: 12, column: 3, address: 'ICX-CONST/NT-2' },
    hint: 'Write its text, or remove the heading.',
  },
  {
    code: 'mark.duplicate_address',
    message: 'Two units have one address.',
    place: { file: 'law.md', line: 4, column: 1, address: 'ICX-CONST/NT-1', statement: 7 },
    detail: ['first at line 2', 'again at line 4'],
    hint: 'Give the second one a key of its own.',
  },
];

describe('problems', () => {
  it('stand in reading order with code, place, detail and next step, and are counted', () => {
    expect(problemLines(problems, screen)).toEqual([
      'error[mark.duplicate_address]: Two units have one address.',
      ' --> law.md:4:1 (ICX-CONST/NT-1, statement 7)',
      '    first at line 2',
      '    again at line 4',
      '  next: Give the second one a key of its own.',
      '',
      'error[mark.empty_body]: The unit has no text.',
      ' --> law.md:12:3 (ICX-CONST/NT-2)',
      '  next: Write its text, or remove the heading.',
      '',
      '2 problems',
    ]);
  });

  it('let nothing of the input reach the terminal, as text or as JSON, and the JSON keeps the values', () => {
    const evil = 'a\x1b[2J\u202e\u009bb\n\u{e0041}';
    const one: Problem = {
      code: 'input.missing',
      message: evil,
      place: { file: evil, pointer: evil, address: evil },
      detail: [evil],
      hint: evil,
    };
    expect(problemLines([one], screen).join('\n')).not.toMatch(CONTROLS);
    const json = jsonText(problemsJson([one]));
    expect(json).not.toMatch(CONTROLS);
    expect(JSON.parse(json)).toEqual({
      problems: [{ ...one, category: 'input' }],
    });
  });
});

describe('visible', () => {
  it('changes nothing that a reader sees as it is', () => {
    const text = 'Điều 1. Nguyên tắc: “đúng” – 法律 🙂 👩‍👧 ✅ 1️⃣ ❤️ cafe\u0301';
    expect(visible(text)).toBe(text);
  });

  it('leaves no control, format character or odd blank, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const rest = visible(text).replace(/[\u200d\ufe0e\ufe0f]/g, '');
        expect(rest).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u);
      }),
    );
  });
});

describe('display width', () => {
  it('is 1 for every character that is taken for plain', () => {
    for (let code = 0x20; code < 0x2100; code += 1) {
      const character = String.fromCodePoint(code);
      if (!PLAIN.test(character)) continue;
      expect(visible(character), codePoint(character)).toBe(character);
      // The copyright and registered signs are emoji only with a selector behind them.
      if (!'©®'.includes(character)) expect(stringWidth(character), codePoint(character)).toBe(1);
    }
  });
});

describe('a quoted argument', () => {
  it('is one argument of a shell, byte for byte', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({
            unit: fc.constantFrom("'", '"', '$', '`', '\\', ' ', '\n', '\x1b', '*', '~', '!', 'é', 'a', '\u202e'),
          }),
          { minLength: 1, maxLength: 20 },
        ),
        (values) => {
          const out = execFileSync('bash', ['--norc', '-c', `printf '%s\\0' ${values.map(shellQuote).join(' ')}`], {
            encoding: 'utf8',
            env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
          });
          expect(out.split('\0').slice(0, -1)).toEqual(values);
        },
      ),
      { numRuns: 10 },
    );
  });
});

describe('tables', () => {
  const columns = [{ title: 'fact' }, { title: 'count', align: 'right' as const }, { title: '' }];
  const rows = [
    ['units of 法律', '60', 'PASS'],
    ['versions', '5,999', 'FAIL'],
  ];

  it('align by display width', () => {
    expect(tableLines(columns, rows, screen)).toEqual([
      'fact           count',
      'units of 法律     60  PASS',
      'versions       5,999  FAIL',
    ]);
  });

  it('wrap where it is narrow, and lose nothing', () => {
    const long = [['a fact with a name of many words', 'x'.repeat(30), 'PASS']];
    for (const width of [12, 24, 40]) {
      const lines = tableLines(columns, long, { ...screen, width });
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').match(/x/g)?.length).toBe(30);
    }
  });

  it('of facts end with the verdict', () => {
    const facts = [
      { name: 'units', expected: '60', found: '60', ok: true },
      { name: 'versions', expected: '60', found: '59', ok: false },
    ];
    expect(factLines(facts, screen).at(-1)).toBe('FAIL 1 of 2 facts not as expected');
    expect(factLines(facts.slice(0, 1), screen).at(-1)).toBe('PASS 1 fact, all as expected');
  });
});

describe('numbers', () => {
  it('are written for people', () => {
    expect([counted(1, 'unit'), counted(60000, 'unit'), bytes(999), bytes(94_000_000), bytes(999_950)]).toEqual([
      '1 unit',
      '60,000 units',
      '999 B',
      '94.0 MB',
      '1.0 MB',
    ]);
    expect(characters('a🙂ễ\ud800')).toBe(4);
  });
});
