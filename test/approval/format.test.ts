import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, parseInstant } from '../../src/core/approval/instant.ts';
import { approvalText } from '../../src/core/approval/statement.ts';
import { canonical, type JsonObject } from '../../src/core/canonical.ts';
import { readApproval } from '../../src/formats/approval.ts';
import { approvalBytes, bytesOf } from './support.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/approval.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false });
ajv.addKeyword({ keyword: 'patternErrorMessage', schemaType: 'string' });
const fits = ajv.compile(schema);

interface Node {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
}

const right = JSON.parse(Buffer.from(approvalBytes()).toString('utf8')) as Record<string, unknown>;
const read = (value: unknown) => readApproval(bytesOf(canonical(value as JsonObject)), 'approval.json');

/** The value with one part, named by a path, replaced; undefined removes it. */
function replaced(value: unknown, path: readonly string[], part: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return part;
  const copy = { ...(value as Record<string, unknown>) };
  const inner = replaced(copy[name], rest, part);
  if (inner === undefined) delete copy[name];
  else copy[name] = inner;
  return copy;
}
const PATHS = [
  ...Object.keys(right).map((name) => [name]),
  ['run'],
  ['note'],
  ['target', 'database'],
  ['target', 'system_identifier'],
  ['target', 'principal'],
  ['target', 'port'],
  ['expect', 'statements'],
  ['expect', 'deleted'],
  ['expect', 'inserted'],
  ['expect', 'inserted', 'public.information_unit'],
  ['expect', 'inserted', 'Public.x'],
  ['expect', 'inserted', '__proto__x'],
  ['expect', 'updated', 'x'],
];
const VALUES = [
  undefined,
  null,
  true,
  '',
  'x',
  'x'.repeat(64),
  'ab'.repeat(32),
  'AB'.repeat(32),
  0,
  1,
  -1,
  1.5,
  2 ** 53 - 1,
  [],
  [1],
  {},
  { x: 1 },
  { x: 0 },
  { x: -1 },
  'cutter.approval/1',
  'cutter.approval/2',
  'SG_1',
  'SG_2',
  'SG_3',
  'explicit',
  'cut.direct',
  'cut..direct',
  'ICX-CONST',
  'ICX-',
  '-ICX',
  'A1',
  'constitution',
  '-constitution',
  'a'.repeat(63),
  'a name\u0000',
  'a name\u007f',
  'tên',
  '12345678901234567890',
  '123456789012345678901',
  'ictr-20260301T120000Z-0123abcd',
  'ictr-20260301-0123abcd',
  'you@example.org',
  '*@example.org',
  'a@b,c@d',
  '2026-02-28T23:59:59Z',
  '2026-02-29T00:00:00Z',
  '2028-02-29T00:00:00Z',
  '2100-02-29T00:00:00Z',
  '2000-02-29T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '2026-13-01T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00+00:00',
  '2026-01-01T00:00:00.0Z',
  '2026-01-01 00:00:00Z',
];

describe('the parser and the schema agree', () => {
  it('on the example of the schema', () => {
    expect(schema.examples.every((example: unknown) => fits(example) && read(example).ok)).toBe(true);
  });

  it('on every part replaced by every kind of value', () => {
    const differ: string[] = [];
    let valid = 0;
    for (const path of PATHS) {
      for (const value of VALUES) {
        const changed = replaced(right, path, value);
        const found = read(changed);
        // What follows the shape is canonical in its order too, once it is written as cutter writes it.
        const mine = found.ok || found.problems.every((problem) => problem.code === 'syntax.not_canonical');
        if (mine !== fits(changed)) differ.push(`${path.join('.')} = ${JSON.stringify(value)}: ours ${mine}`);
        if (mine) valid++;
      }
    }
    expect(differ).toEqual([]);
    expect(valid).toBeGreaterThan(50);
  });

  it('on days: each from 1970 to 2110, and the days that no calendar has', () => {
    const pattern = new RegExp(schema.$defs.instant.pattern, 'u');
    const differ: string[] = [];
    for (let year = 1970; year <= 2110; year++) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T00:00:00Z`;
          const time = Date.UTC(year, month - 1, day);
          const real = new Date(time).toISOString().startsWith(text.slice(0, 10));
          const ours = parseInstant(text);
          if (pattern.test(text) !== real || (ours === undefined ? real : ours * 1000 !== time || !real))
            differ.push(text);
        }
      }
    }
    expect(differ).toEqual([]);
  });

  it('has a title, a description and an example or a fixed value for every field', () => {
    const bare: string[] = [];
    const walk = (node: Node, at: string): void => {
      for (const [name, field] of Object.entries<Node>(node.properties ?? {})) {
        const target =
          field.$ref === undefined ? field : { ...schema.$defs[field.$ref.split('/').at(-1) ?? ''], ...field };
        const shown = target.examples ?? target.const ?? target.properties;
        if (!target.title || !target.description || shown === undefined) bare.push(`${at}/${name}`);
        walk(field, `${at}/${name}`);
      }
    };
    walk(schema, '');
    expect(bare).toEqual([]);
  });
});

describe('reading an approval', () => {
  const problems = (value: unknown): string[] => {
    const found = read(value);
    return found.ok ? [] : found.problems.map(({ code, place }) => `${code} ${place?.pointer} line ${place?.line}`);
  };

  it('gives back the statement whose text is the file', () => {
    const found = readApproval(approvalBytes(), 'approval.json');
    expect(found.ok && approvalText(found.value)).toBe(Buffer.from(approvalBytes()).toString('utf8'));
  });

  it('reports all problems together, each with its pointer and line', () => {
    let changed = replaced(right, ['purpose'], 'SG_9');
    changed = replaced(changed, ['plan_sha256'], undefined);
    changed = replaced(changed, ['target', 'port'], 5432);
    changed = replaced(changed, ['expect', 'statements'], '180');
    expect(problems(changed)).toEqual([
      'shape.wrong_value /purpose line 3',
      'shape.missing_field /plan_sha256 line 1',
      'shape.unknown_field /target/port line 12',
      'shape.wrong_type /expect/statements line 18',
    ]);
  });

  it('refuses another format version before anything else', () => {
    expect(problems({ format: 'cutter.approval/9', new: true })).toEqual(['shape.format_version /format line 2']);
  });

  it('never crashes, whatever the bytes, and types every error', () => {
    const text = Buffer.from(approvalBytes()).toString('utf8');
    const mutated = fc
      .tuple(fc.nat(text.length), fc.nat(40), fc.string({ unit: 'binary', maxLength: 8 }))
      .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated.map(bytesOf), fc.json().map(bytesOf));
    fc.assert(
      fc.property(bytes, (given) => {
        const found = readApproval(given, 'approval.json');
        if (found.ok) expect(Buffer.from(approvalText(found.value), 'utf8')).toEqual(Buffer.from(given));
        else expect(found.problems.every((problem) => /^(input|syntax|shape)\./.test(problem.code))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['a deep nest', '['.repeat(30_000)],
    ['64 KB and a byte', ' '.repeat(65_537)],
    ['an array', '[]\n'],
    ['a number', '1\n'],
    ['null', 'null\n'],
    ['nothing', ''],
  ])('refuses %s at once', (_, text) => {
    const start = performance.now();
    expect(readApproval(bytesOf(text), 'approval.json').ok).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

it('instants refuse what no calendar has', () => {
  expect(instantOf([2026, 2, 29])).toBeUndefined();
  expect(instantOf([2028, 2, 29])).toBe(Date.UTC(2028, 1, 29) / 1000);
});
