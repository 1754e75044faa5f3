import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCut } from '../../src/formats/cut.ts';
import { cpuNow } from '../support/cpu.ts';
import { bytes, CUT, codes, refused } from './support.ts';

const read = (text: string) => readCut(bytes(text), 'cut.yaml');
const problems = (text: string) => refused(read(text));
const EXAMPLE = readFileSync(new URL('../../examples/01-constitution/cut.yaml', import.meta.url));

test('a text that is no cut is one problem, not one for each line', () => {
  expect(problems('# Title\n\nArticle 1: one\n\t- two: [three\n"four" five: {\n& six: seven: eight\n')).toMatchObject([
    { code: 'shape.wrong_type', message: expect.stringContaining('This is no cut.yaml') },
  ]);
});

describe('a cut', () => {
  test('may leave out what has a default; the owner is then the publication authority', () => {
    expect(read(CUT)).toEqual({
      ok: true,
      value: {
        format: 'cutter.cut/1',
        name: 'constitution',
        author: 'you@example.org',
        document: 'constitution.md',
        profile: 'constitution/1',
        prefix: 'ICX-CONST',
        scope: 'enacted_only',
        normalise: { unicode: 'refuse', line_endings: 'normalise', trailing_blanks: 'normalise' },
        writer: 'auto',
        record: 'after',
        owner: 'incomex_council',
        conformance: 'conformant',
        publication: { type: 'law', authority: 'incomex_council' },
      },
    });
  });

  test('keeps what it says, and fills in only the rest', () => {
    const checked = read(
      `${CUT}owner: somebody else\nnormalise: {unicode: normalise}\nexpect: {levels: {article: 42}}\n`,
    );
    expect(checked).toMatchObject({
      ok: true,
      value: {
        owner: 'somebody else',
        normalise: { unicode: 'normalise', line_endings: 'normalise' },
        expect: { levels: { article: 42 } },
      },
    });
  });

  test('the example is a cut', () => {
    expect(readCut(EXAMPLE, 'cut.yaml')).toMatchObject({ ok: true, value: { name: 'constitution' } });
  });

  test('CRLF is no reason to refuse a file that people write', () => {
    expect(read(CUT.replaceAll('\n', '\r\n'))).toEqual(read(CUT));
  });
});

describe('what is wrong with a cut is said all at once', () => {
  test('unknown fields, with what was probably meant', () => {
    const found = problems(`${CUT}prefx: X\nnormalize: {}\nexpect: {unit: 60}\nowner-ref: x\n`);
    expect(codes(found)).toEqual([
      ['shape.unknown_field', 10, 1],
      ['shape.unknown_field', 11, 1],
      ['shape.unknown_field', 12, 10],
      ['shape.unknown_field', 13, 1],
    ]);
    expect(found.map(({ hint }) => hint).slice(0, 3)).toEqual([
      'Did you mean "prefix"?',
      'Did you mean "normalise"?',
      'Did you mean "units"?',
    ]);
    expect(found[3]?.hint).toContain('known are "format", "name"');
    expect(found[2]?.place?.pointer).toBe('/expect/unit');
  });

  test('missing fields', () => {
    const found = problems('format: cutter.cut/1\npublication:\n  type: law\n');
    expect(found.map(({ code, place, hint }) => [code, place?.pointer, hint])).toEqual([
      ...['name', 'author', 'document', 'profile', 'prefix'].map((name) => [
        'shape.missing_field',
        `/${name}`,
        `Add "${name}".`,
      ]),
      ['shape.missing_field', '/publication/authority', 'Add "authority".'],
    ]);
    expect(found.at(-1)?.place?.line).toBe(3);
  });

  test('wrong types say what is expected, what was found, and how to write it', () => {
    const text = CUT.replace('name: constitution', 'name: 12').replace('  type: law', '  type:');
    const found = problems(`${text}expect:\n  units: "60"\n  levels: [1]\n  statements: 1.5\nnormalise: yes\n`);
    expect(codes(found)).toEqual([
      ['shape.wrong_type', 2, 7],
      ['shape.wrong_type', 8, 8],
      ['shape.wrong_type', 11, 10],
      ['shape.wrong_type', 12, 11],
      ['shape.wrong_type', 13, 15],
      ['shape.wrong_type', 14, 12],
    ]);
    expect(found.map(({ message }) => message)).toEqual([
      '"name" must be a text, not the number 12.',
      '"publication.type" must be a text, not nothing.',
      '"expect.units" must be a whole number, not the text "60".',
      '"expect.levels" must be a group of fields, not a list.',
      '"expect.statements" must be a whole number, not the number 1.5.',
      '"normalise" must be a group of fields, not the text "yes".',
    ]);
    expect(found.map(({ hint }) => hint).slice(0, 3)).toEqual([
      'Put it in quotes.',
      'Give it a value, or remove the field.',
      'Write it without quotes.',
    ]);
  });

  test('wrong values list what is allowed', () => {
    const text = CUT.replace('prefix: ICX-CONST', 'prefix: icx-').replace('author: you@example.org', 'author: you');
    const found = problems(
      `${text}writer: functions\nrecord: never\nnormalise: {unicode: normalize, line_endings: keep}\n`,
    );
    expect(found.map(({ code, message, hint }) => [code, message, hint])).toEqual([
      ['shape.wrong_value', '"author" must be a name like you@example.org, not "you".', 'Correct the value.'],
      [
        'shape.wrong_value',
        `"prefix" must be 3 to 32 of A-Z, 0-9 and '-', with no '-' at an end, not "icx-".`,
        'Correct the value.',
      ],
      [
        'shape.wrong_value',
        '"writer" must be one of "auto", "direct", "canonical", not "functions".',
        'Use one of the allowed values.',
      ],
      [
        'shape.wrong_value',
        '"record" must be one of "after", "atomic", not "never".',
        'Use one of the allowed values.',
      ],
      [
        'shape.wrong_value',
        '"normalise.unicode" must be one of "refuse", "normalise", not "normalize".',
        'Did you mean "normalise"?',
      ],
      [
        'shape.wrong_value',
        '"normalise.line_endings" must be one of "refuse", "normalise", not "keep".',
        'Use one of the allowed values.',
      ],
    ]);
  });

  test.each([
    ['/etc/passwd', false],
    ['C:/x', false],
    ['a\\b', false],
    ['../shared/law.md', true],
    ['văn bản.md', true],
  ])('document: %s', (path, accepted) => {
    expect(read(CUT.replace('constitution.md', JSON.stringify(path))).ok).toBe(accepted);
  });

  test('characters that reverse or hide text are refused where people read them', () => {
    const found = problems(`${CUT}owner: "a\\u202Eb"\n`);
    expect(codes(found)).toEqual([['shape.wrong_value', 10, 8]]);
    expect(found[0]?.message).toContain('\\u{202e}');
  });

  test('a list instead of fields', () => {
    expect(problems('- a\n')[0]).toMatchObject({
      code: 'shape.wrong_type',
      message: 'The file must be a group of fields, not a list.',
    });
  });
});

describe('another format', () => {
  test('a later version is the only problem, and says what this release reads', () => {
    const found = problems(CUT.replace('cutter.cut/1', 'cutter.cut/2').concat('novel: 1\n'));
    expect(codes(found)).toEqual([['shape.format_version', 1, 9]]);
    expect(found[0]?.message).toBe('The format is version 2 of cutter.cut; this release reads cutter.cut/1.');
    expect(found[0]?.hint).toBe('Use a release of cutter that reads it.');
  });

  test('another kind of file is named', () => {
    const found = problems('format: cutter.config/1\ntargets: {}\n');
    expect(found[0]).toMatchObject({
      code: 'shape.format_version',
      message: 'This is a file of the format cutter.config; cutter.cut/1 is expected here.',
    });
  });

  test('a slip is recognised', () => {
    expect(problems(CUT.replace('cutter.cut/1', 'cuter.cut/1'))[0]?.hint).toBe('Did you mean "cutter.cut/1"?');
  });

  test('no format is a missing field', () => {
    expect(codes(problems(CUT.replace('format: cutter.cut/1\n', '')))).toEqual([['shape.missing_field', 1, 1]]);
  });
});

describe('bad bytes', () => {
  test.each([
    ['an empty file', Buffer.alloc(0), 'input.empty'],
    ['invalid UTF-8', Buffer.concat([Buffer.from(CUT), Buffer.from([0xff])]), 'input.not_utf8'],
    ['a byte order mark', Buffer.from(`\ufeff${CUT}`), 'input.byte_order_mark'],
    ['a hundred thousand brackets', Buffer.from('['.repeat(100_000)), 'syntax.depth'],
  ])('%s', (_, content, code) => {
    expect(refused(readCut(content, 'cut.yaml'))[0]?.code).toBe(code);
  });

  test('thousands of unknown fields are refused quickly, fifty of them listed', () => {
    const many = Array.from({ length: 2000 }, (_, index) => `field_${index}: 1\n`).join('');
    const started = cpuNow();
    const found = problems(CUT + many);
    expect(cpuNow() - started).toBeLessThan(1000);
    expect(found).toHaveLength(51);
    expect(found[0]?.place?.line).toBe(10);
    expect(found.at(-1)).toMatchObject({ code: 'input.more_problems', message: '1950 more problems are not listed.' });
  });
});
