/** The texts that core computes for jsonb values and for rows are those that PostgreSQL gives. */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cut } from '../../src/core/cut.ts';
import type { UnitSpan } from '../../src/core/document/manifest.ts';
import { sha256 } from '../../src/core/hash.ts';
import { cutDirect } from '../../src/core/kinds/cut-direct/index.ts';
import { sharedValues, unitStatements } from '../../src/core/kinds/cut-direct/statements.ts';
import { binder } from '../../src/core/kinds/kind.ts';
import { jsonbText, type StringTree } from '../../src/core/plan/jsonb.ts';
import { RowCollector } from '../../src/core/plan/rows.ts';
import { boundsOf, ROWS_DIGEST_QUERY, ROWS_QUERY } from '../../src/core/sql/live-rows.ts';
import { unit } from '../database/reference.ts';
import { type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';

let work: ServerWorkplace;
let client: pg.Client;
beforeAll(async () => {
  work = await serverWorkplace();
  const { host, port, superuser: user, database } = work.database;
  client = new pg.Client({ host, port, user, database });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await work.database.drop();
});

/** Any text that PostgreSQL can hold; often with signs that are written in a special way. */
const text = (constraints: { readonly minLength?: number; readonly maxLength?: number } = {}) =>
  fc
    .string({
      unit: fc.oneof(
        fc.constantFrom(
          '"',
          '\\',
          '/',
          '\b',
          '\f',
          '\n',
          '\r',
          '\t',
          '\u0001',
          '\u001f',
          '\u007f',
          '\u2028',
          '\ufeff',
          "'",
          '\\N',
          'ế',
          '😀',
          'a',
        ),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      ...constraints,
    })
    .map((value) => value.replaceAll('\0', ''));

const tree: fc.Arbitrary<StringTree> = fc.letrec<{ tree: StringTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    text({ maxLength: 8 }),
    fc.dictionary(text({ maxLength: 5 }), tie('tree'), { maxKeys: 6 }),
  ),
})).tree;

describe('jsonb', () => {
  it('is written as PostgreSQL writes it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 30 }), async (values) => {
        const { rows } = await client.query({
          text: 'SELECT v::jsonb::text FROM unnest($1::text[]) WITH ORDINALITY AS t(v, n) ORDER BY n',
          values: [values.map((value) => JSON.stringify(value))],
          rowMode: 'array',
        });
        expect(values.map(jsonbText)).toEqual(rows.map(([value]) => value));
      }),
      { numRuns: 60 },
    );
  });

  it('sorts keys by length in bytes, then by bytes', () => {
    expect(jsonbText({ ế: '', aaaa: '', b: '', aa: '', a: '' })).toBe(
      '{"a": "", "b": "", "aa": "", "ế": "", "aaaa": ""}',
    );
  });
});

const CUT: Cut = {
  format: 'cutter.cut/1',
  name: 'test',
  author: 'author@example.org',
  document: 'd',
  profile: 'constitution/1',
  prefix: 'ROWS',
  scope: 'enacted_only',
  normalise: { unicode: 'refuse', line_endings: 'refuse', trailing_blanks: 'refuse' },
  writer: 'direct',
  record: 'after',
  owner: 'owner "\\ ế',
  conformance: 'conformant',
  publication: { type: 'law', authority: 'incomex_council' },
};
const SHARED = sharedValues(CUT, { documentVersion: 'v "1"', manifestDigest: 'm', regionSha256: 'r' });

/** Keys sort otherwise by code units than by bytes where they hold signs beyond the basic plane; addresses are ASCII. */
const KEY = fc.stringMatching(/^[A-Z][A-Z0-9-]{0,6}$/);

const units = fc.uniqueArray(
  fc.record({
    key: KEY,
    title: text({ minLength: 1, maxLength: 10 }).filter((t) => t.trim() !== ''),
    body: text({ maxLength: 30 }),
    level: text({ maxLength: 5 }),
  }),
  { selector: ({ key }) => key, minLength: 0, maxLength: 12 },
);

async function rolledBack<T>(work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    return await work();
  } finally {
    await client.query('ROLLBACK');
  }
}

describe('rows', () => {
  it('have the digest in SQL that the plan expects of them', async () => {
    await fc.assert(
      fc.asyncProperty(units, async (given) => {
        const collector = new RowCollector();
        const digests = new Map<string, string>();
        const live = await rolledBack(async () => {
          for (const { key, title, body, level } of given) {
            const address = `ROWS/${key}`;
            const unit = { address, key, title, level, unit_kind: 'law_unit', section_type: 'article' };
            const statements = unitStatements({ ...unit, span_sha256: sha256(title) } as unknown as UnitSpan, body);
            for (const [name, , values] of statements) {
              const template = cutDirect.templates[name];
              if (template === undefined) throw new Error(name);
              await client.query(template.sql, binder(template, SHARED)(values));
            }
            const row = cutDirect.rowText(SHARED)(statements);
            collector.add(address, row);
            digests.set(address, sha256(row));
          }
          const found = await client.query(ROWS_DIGEST_QUERY, [...boundsOf('ROWS')]);
          const each = await client.query(ROWS_QUERY, [...boundsOf('ROWS')]);
          return { found: found.rows, each: new Map(each.rows.map((row) => [row.address, row.digest])) };
        });
        const { count, digest } = collector.result();
        expect(live.each).toEqual(digests);
        expect(live.found).toEqual([{ count: String(count), digest }]);
      }),
      { numRuns: 40 },
    );
  });

  it('under a prefix are those whose address begins with it and a slash', async () => {
    const rows = await rolledBack(async () => {
      for (const address of ['ROWS/A', 'ROWS-2/A', 'ROWS', 'ROWSX/A', 'ROW/S', 'ROWS0', 'ROWS/']) {
        await client.query(unit({ canonical_address: address }).birth[0]);
      }
      return (await client.query(ROWS_QUERY, [...boundsOf('ROWS')])).rows;
    });
    expect(rows.map(({ address }) => address)).toEqual(['ROWS/', 'ROWS/A']);
  });
});
