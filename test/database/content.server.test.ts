import { beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import { attempt, born, referenceDatabase, unit } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
});

const columnsOf = async (table: string): Promise<string[]> => {
  const rows = await database.query(
    `SELECT attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END AS c
     FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return rows.map((row) => row.c ?? '');
};

describe('content tables', () => {
  test('information_unit has its 19 columns in order', async () => {
    expect(await columnsOf('public.information_unit')).toEqual([
      'id uuid not null',
      'canonical_address text not null',
      'unit_kind text not null',
      'lifecycle_status text not null',
      'content_anchor_ref text',
      'version_anchor_ref uuid',
      'owner_ref text not null',
      'parent_or_container_ref uuid',
      'conformance_status text not null',
      'identity_profile jsonb not null',
      'created_at timestamp with time zone not null',
      'updated_at timestamp with time zone not null',
      'created_by text not null',
      'updated_by text',
      'deleted_at timestamp with time zone',
      'sort_order integer',
      'doc_code text',
      'section_type text',
      'section_code text',
    ]);
  });

  test('unit_version has its 16 columns in order', async () => {
    expect(await columnsOf('public.unit_version')).toEqual([
      'id uuid not null',
      'unit_id uuid not null',
      'body text not null',
      'content_hash text not null',
      'version_seq integer not null',
      'lifecycle_status text not null',
      'content_profile jsonb not null',
      'created_at timestamp with time zone not null',
      'created_by text not null',
      'title text',
      'description text',
      'review_state text',
      'provenance jsonb',
      'editor text',
      'enacted_at timestamp with time zone',
      'updated_at timestamp with time zone not null',
    ]);
  });

  test('the anchor is a foreign key that is judged at COMMIT', async () => {
    const [row] = await database.query(
      `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'fk_iu_version_anchor'`,
    );
    expect(row?.definition).toBe(
      'FOREIGN KEY (version_anchor_ref) REFERENCES unit_version(id) DEFERRABLE INITIALLY DEFERRED',
    );
  });

  test('an address is taken once', async () => {
    const first = await born(database);
    const again = await attempt(database, 'cutter_exec', unit({ canonical_address: first.address }).birth);
    expect(again).toMatchObject({ refused: true, code: '23505', constraint: 'uq_iu_canonical_address' });
  });

  test('a version of no unit is refused', async () => {
    const lone = unit();
    const done = await attempt(database, 'cutter_exec', [lone.birth[1]]);
    expect(done).toMatchObject({ refused: true, code: '23503', constraint: 'fk_uv_unit' });
  });

  test('look-ups under a prefix and of versions of a unit use an index', async () => {
    const plans = await database.query(
      `SET enable_seqscan = off;
       EXPLAIN SELECT 1 FROM public.information_unit u LEFT JOIN public.unit_version v ON v.unit_id = u.id
       WHERE u.canonical_address COLLATE "C" >= 'TST/' AND u.canonical_address COLLATE "C" < 'TST0'`,
    );
    const plan = plans.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain(`Index Cond: ((canonical_address >= 'TST/'::text) AND (canonical_address < 'TST0'::text))`);
    expect(plan).toContain('ix_uv_unit_id');
  });

  test('a prefix range holds exactly what lies under the prefix', async () => {
    await born(database, unit({ canonical_address: 'TST-2/A-1' }));
    await born(database, unit({ canonical_address: 'TSTX/A-1' }));
    const rows = await database.query(
      `SELECT count(*) FILTER (WHERE canonical_address NOT LIKE 'TST/%') AS foreign_rows, count(*) AS rows,
         (SELECT count(*) FROM public.information_unit WHERE canonical_address LIKE 'TST/%') AS expected
       FROM public.information_unit WHERE canonical_address >= 'TST/' AND canonical_address < 'TST0'`,
    );
    expect(rows[0]?.foreign_rows).toBe('0');
    expect(rows[0]?.rows).toBe(rows[0]?.expected);
  });

  test('the vocabulary holds the words of governed cuts', async () => {
    const rows = await database.query(
      `SELECT split_part(key, '.', 2) AS vocabulary, string_agg(split_part(key, '.', 3), ' ' ORDER BY key) AS words
       FROM public.dot_config WHERE key LIKE 'vocab.%' GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { vocabulary: 'publication_authority', words: 'incomex_council' },
      { vocabulary: 'publication_type', words: 'design_doc law' },
      {
        vocabulary: 'section_type',
        words:
          'appendix article changelog checklist definition governance_process heading instruction_block paragraph principle process section technical_spec',
      },
      { vocabulary: 'unit_kind', words: 'design_doc_section law_unit' },
    ]);
    const statuses = await database.query('SELECT status FROM public.iu_lifecycle_vocab ORDER BY status');
    expect(statuses.map((row) => row.status)).toEqual(['draft', 'enacted', 'retired', 'superseded']);
  });
});
