/** The guards at size: COMMIT stays linear whatever ANALYZE does, and whatever size the tables had before. */

import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import { referenceDatabase } from './reference.ts';

const UNITS = 6_000;

let database: TestDatabase | undefined;
afterEach(async () => {
  await database?.drop();
  database = undefined;
});

const insertUnits = (from: number, to: number): string[] => [
  `INSERT INTO public.information_unit (id, canonical_address, unit_kind, owner_ref, conformance_status, identity_profile, created_by, section_type)
   SELECT md5('u' || i)::uuid, 'BIG/A-' || i, 'law_unit', 'owner', 'conformant',
     '{"title": "t", "owner_lookup_ref": "o", "primary_section_type_ref": "article", "publication_type_ref": "law", "publication_authority_ref": "incomex_council"}',
     'test', 'article' FROM generate_series(${from}, ${to}) AS i`,
  `INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_by)
   SELECT md5('v' || i)::uuid, md5('u' || i)::uuid, 'text', 'hash', 1, 'draft', '{}', 'test' FROM generate_series(${from}, ${to}) AS i`,
  `UPDATE public.information_unit SET version_anchor_ref = md5('v' || split_part(canonical_address, '-', 2))::uuid,
     content_anchor_ref = md5('v' || split_part(canonical_address, '-', 2))::uuid::text WHERE version_anchor_ref IS NULL`,
];

const ANALYZE = 'ANALYZE public.information_unit; ANALYZE public.unit_version';

interface Step {
  readonly statement: string;
  /** Runs on a session of its own, as autovacuum does: it sees pages full of rows that are not committed yet. */
  readonly aside?: boolean;
}

/** Milliseconds that COMMIT takes, the gates at COMMIT included. */
async function commitTime(steps: readonly Step[]): Promise<number> {
  const made = await referenceDatabase();
  database = made;
  const { host, port, superuser: user } = made;
  const client = new pg.Client({ host, port, user, database: made.database });
  await client.connect();
  try {
    await client.query('BEGIN; SET CONSTRAINTS ALL DEFERRED');
    for (const { statement, aside } of steps) await (aside === true ? made.query(statement) : client.query(statement));
    const start = performance.now();
    await client.query('COMMIT');
    return performance.now() - start;
  } finally {
    await client.end();
    expect(await made.query('SELECT count(*) AS births FROM public.birth_registry')).toEqual([{ births: `${UNITS}` }]);
    await made.drop();
  }
}

const cut = (from: number, to: number): Step[] => insertUnits(from, to).map((statement) => ({ statement }));

test('COMMIT of a first large cut takes no longer when ANALYZE runs in its middle', async () => {
  const plain = await commitTime(cut(1, UNITS));
  const half = UNITS / 2;
  const analysed = {
    'of its own, halfway': [...cut(1, half), { statement: ANALYZE }, ...cut(half + 1, UNITS)],
    'of its own, at the beginning': [...cut(1, 10), { statement: ANALYZE }, ...cut(11, UNITS)],
    'of another session, halfway': [...cut(1, half), { statement: ANALYZE, aside: true }, ...cut(half + 1, UNITS)],
  };
  for (const [name, steps] of Object.entries(analysed)) {
    // A plan that scans for every unit takes forty times as long at this size; four leaves room for a busy machine.
    expect(await commitTime(steps), name).toBeLessThan(4 * plain + 200);
  }
});
