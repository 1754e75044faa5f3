import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framed, type Json, recordLine } from '../../src/core/canonical.ts';
import { Stop } from '../../src/core/problem.ts';
import { readFramed } from '../../src/formats/framed.ts';
import { chunked } from './support.ts';

const write = (head: object, records: readonly Json[], tail: object): string => {
  const frame = framed(head as never, 'items');
  return frame.head + records.map(recordLine).join('') + frame.tail(records.length, tail as never);
};

async function read(bytes: string | Uint8Array, size = 7, options = {}) {
  const reader = readFramed(chunked(bytes, size), 'items', { file: 'f', ...options });
  const head = await reader.head();
  const records: Json[] = [];
  const lines: number[] = [];
  for await (const { value, line } of reader.records()) {
    records.push(value);
    lines.push(line);
  }
  return { head, records, tail: await reader.tail(), lines };
}

/** `code line:column`, which must not depend on how the bytes come in. */
async function refusal(bytes: string | Uint8Array, options = {}): Promise<string> {
  const found = new Set<string>();
  for (const size of [5, 1 << 20]) {
    try {
      await read(bytes, size, options);
      found.add('not refused');
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      const { code, place } = error.problems[0] as Stop['problems'][number];
      found.add(`${code} ${place?.line}${place?.column ? `:${place.column}` : ''}`);
    }
  }
  return [...found].join(' or ');
}

const GOOD = write({ a: 1, b: { x: 'é', y: [] } }, [{ n: 1 }, ['two'], 'three'], { c: 'end' });
const lineOf = (n: number): string => GOOD.split('\n')[n - 1] as string;

describe('a framed file', () => {
  it('is read as it was written, in chunks of any size', async () => {
    for (const size of [1, 2, 3, 64, 4096]) {
      expect(await read(GOOD, size)).toEqual({
        head: { a: 1, b: { x: 'é', y: [] } },
        records: [{ n: 1 }, ['two'], 'three'],
        tail: { c: 'end' },
        lines: [8, 9, 10],
      });
    }
  });

  it('may hold any values', async () => {
    const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
    const object = fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== 'items'),
      json,
      { maxKeys: 4 },
    );
    await fc.assert(
      fc.asyncProperty(
        object,
        fc.array(json, { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (head, records, size) => {
          const before = JSON.parse(JSON.stringify(head)) as object;
          const found = await read(write(before, records, { z_end: 1 }), size);
          expect(found).toMatchObject({ head: before, records, tail: { z_end: 1 } });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lets go of its source when it fails, and when it is closed early', async () => {
    for (const [bytes, act] of [
      [GOOD, 'close'],
      [GOOD, 'leave'],
      [GOOD.replace('["two"]', '[ "two"]'), 'read'],
    ] as const) {
      let released = false;
      async function* source() {
        try {
          yield* chunked(bytes, 5);
        } finally {
          released = true;
        }
      }
      const reader = readFramed(source(), 'items', { file: 'f' });
      await reader.head();
      if (act === 'close') await reader.close();
      else if (act === 'leave') for await (const _ of reader.records()) break;
      else
        await expect(
          reader
            .records()
            .next()
            .then(() => reader.records().next())
            .then(() => reader.records().next()),
        ).rejects.toThrow(Stop);
      expect(released, act).toBe(true);
    }
  });

  const cases: readonly (readonly [what: string, bytes: string | Uint8Array, refusal: string])[] = [
    ['nothing', '', 'input.empty 1'],
    ['a byte order mark', `\ufeff${GOOD}`, 'input.byte_order_mark 1'],
    ['CRLF', GOOD.replaceAll('\n', '\r\n'), 'input.line_endings 1'],
    ['one CRLF', GOOD.replace('["two"],\n', '["two"],\r\n'), 'input.line_endings 9'],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from(GOOD.slice(0, 20)), Buffer.from([0xc3, 0x28]), Buffer.from(GOOD.slice(20))]),
      'input.not_utf8 4',
    ],
    ['no final newline', GOOD.slice(0, -1), 'syntax.not_canonical 13'],
    ['an empty line behind the end', `${GOOD}\n`, 'syntax.not_canonical 14:1'],
    ['two documents', GOOD + GOOD, 'syntax.json 11'],
    ['a blank in a record', GOOD.replace('{"n":1}', '{"n": 1}'), 'syntax.not_canonical 8:6'],
    ['a duplicate key in a record', GOOD.replace('{"n":1}', '{"n":1,"n":1}'), 'syntax.not_canonical 8:7'],
    ['a duplicate key in the head', GOOD.replace('"a":1,', '"a":1,\n"a":1,'), 'syntax.not_canonical 3:2'],
    ['a key of the head in the tail', GOOD.replace('"c":"end"', '"a":"end"'), 'syntax.duplicate_key 11'],
    ['the array twice', GOOD.replace('"c":"end"', '"items":"end"'), 'syntax.duplicate_key 11'],
    ['an escape that is not needed', GOOD.replace('["two"]', '["tw\\u006f"]'), 'syntax.not_canonical 9:5'],
    ['a number written otherwise', GOOD.replace('{"n":1}', '{"n":1.0}'), 'syntax.not_canonical 8:7'],
    ['a number that is not kept', GOOD.replace('{"n":1}', '{"n":9007199254740993}'), 'syntax.not_canonical 8:21'],
    ['a record that is no JSON', GOOD.replace('{"n":1}', '{"n":}'), 'syntax.json 8'],
    ['two records on a line', GOOD.replace('{"n":1},\n', '{"n":1},'), 'syntax.json 8'],
    ['a missing comma', GOOD.replace('["two"],', '["two"]'), 'syntax.not_canonical 9'],
    ['a comma too many', GOOD.replace('"three"', '"three",'), 'syntax.not_canonical 11:1'],
    ['an empty line', GOOD.replace('["two"],\n', '["two"],\n\n'), 'syntax.json 10'],
    ['a file cut off in the head', `${lineOf(1)}\n${lineOf(2)}\n`, 'syntax.json 2'],
    ['a file cut off in the records', `${GOOD.split('\n').slice(0, 8).join('\n')}\n`, 'syntax.json 9'],
    ['a file cut off in the tail', `${GOOD.split('\n').slice(0, 12).join('\n')}\n`, 'syntax.json 11'],
    ['an empty array over two lines', '{\n"a":1,\n"items":[\n]\n}\n', 'syntax.not_canonical 4:1'],
    ['no array', '{\n"a":1\n}\n', 'shape.missing_field 1'],
    ['pretty-printed JSON', `${JSON.stringify({ a: 1, items: [1] }, null, 2)}\n`, 'syntax.not_canonical 2:1'],
    ['JSON on one line', `${JSON.stringify({ a: 1, items: [1] })}\n`, 'syntax.not_canonical 1'],
    ['something else', 'hello\n', 'syntax.json 1:1'],
    [
      'brackets nested deeply',
      GOOD.replace('["two"]', `${'['.repeat(200_000)}${']'.repeat(200_000)}`),
      'syntax.depth 9',
    ],
  ];
  for (const [what, bytes, wanted] of cases) {
    it(`is refused for ${what}`, async () => {
      expect(await refusal(bytes)).toBe(wanted);
    });
  }

  it('is refused for a line beyond the limit, wherever the line is', async () => {
    expect(await refusal(GOOD.replace('two', 'x'.repeat(500)), { maxLine: 400 })).toBe('input.too_large 9');
    expect(await refusal(`{\n"a":"${'x'.repeat(500)}`, { maxLine: 400 })).toBe('input.too_large 2');
  });
});
