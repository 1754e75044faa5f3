/** The chain: what it says is what another program computes, and what an owner does to the ledger shows in it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { findings, type Head, head, links } from './chain.ts';
import {
  entry,
  hex,
  type Ids,
  legB,
  move,
  newIds,
  recorded,
  registerDocuments,
  step,
  subject,
  writeVerify,
} from './ledger.ts';
import { attempt, referenceDatabase, unit } from './reference.ts';

let original: TestDatabase;
let database: TestDatabase;
let ids: Ids;
let kept: Head;
beforeAll(async () => {
  original = await referenceDatabase();
  await registerDocuments(original);
  ids = await recorded(original, [subject(unit()), subject(unit())]);
  kept = (await head(original)) as Head;
});
beforeEach(async () => {
  database = await freshDatabase({ template: original.database });
});
afterEach(() => database.drop());

const owner = (statements: string[]) => attempt(database, database.superuser, statements);

describe('a chain', () => {
  test('has one link for each row, in the order in which they were added, and is what the rule gives', async () => {
    expect((await links(database)).map((link) => link.table_name)).toEqual([
      'decision_backlog_entry',
      'decision_backlog_history',
      'manifest_envelope',
      'manifest_unit_block',
      'manifest_unit_block',
      'review_decision',
      'cut_change_set',
      'cut_change_set_affected_row',
      'cut_change_set_affected_row',
      'dot_pair_signature',
    ]);
    await attempt(database, 'cutter_verify', writeVerify(ids));
    expect(await findings(database, kept)).toEqual([]);
  });

  test('holds for hostile text, numbers of jsonb and every fraction of a second, whatever the time zone of the session', async () => {
    const texts = [
      '"\\/\b\f\n\r\t',
      '\u0001\u001f\u007f\u0085',
      'Điều 1 — ”“ 𝔘\u2028\u2029',
      `'; DROP TABLE x; --`,
      '\\u0041',
    ];
    const times = [
      '2026-01-01 00:00:00+00',
      '2026-01-01 00:00:00.1+00',
      '2026-07-01 12:34:56.123456+07',
      '1999-12-31 23:59:59.999999-11',
    ];
    for (const [i, text] of texts.entries()) {
      const id = randomUUID();
      const payload = `{"b": 1.50, "a": [1e3, -0.0, true, null], "longer": ${JSON.stringify(text)}}`;
      const done = await owner([
        `SET LOCAL timezone = 'Asia/Ho_Chi_Minh'`,
        `SET LOCAL datestyle = 'German'`,
        entry(id, { scenario_ref: text, payload, emitted_at: times[i % times.length] }),
        step(id, 1, null, 'marked', 'mark', { rationale: text }),
      ]);
      expect(done.message).toBeUndefined();
      await owner([
        move(id, 'marked', 'abandoned'),
        step(id, 2, 'marked', 'abandoned', 'abandon', {
          change_diff: `{"from": "marked", "to": "abandoned", "payload": ${payload}}`,
        }),
      ]);
    }
    expect(await findings(database, kept)).toEqual([]);
  });

  test('a step of a request is in it', async () => {
    const before = (await links(database)).length;
    await owner([
      move(ids.entry, 'cut_applied', 'abandoned'),
      step(ids.entry, 2, 'cut_applied', 'abandoned', 'abandon'),
    ]);
    expect((await links(database)).slice(before).map((link) => link.table_name)).toEqual(['decision_backlog_history']);
    expect(await findings(database, kept)).toEqual([]);
  });

  test('what is rolled back leaves no gap in it', async () => {
    await attempt(
      database,
      'cutter_exec',
      [...legB(newIds(), [subject(unit())]), 'SET CONSTRAINTS ALL IMMEDIATE'],
      'ROLLBACK',
    );
    await recorded(database, [subject(unit())]);
    expect(await findings(database, kept)).toEqual([]);
  });

  test('writers at once make one chain', async () => {
    const { host, port, superuser: user } = database;
    const clients = Array.from({ length: 8 }, () => new pg.Client({ host, port, user, database: database.database }));
    await Promise.all(clients.map((client) => client.connect()));
    await Promise.all(
      clients.map(async (client) => {
        for (let i = 0; i < 5; i += 1) {
          await client.query(['BEGIN', ...legB(newIds(), [subject(unit())]), 'COMMIT'].join(';\n'));
        }
      }),
    );
    await Promise.all(clients.map((client) => client.end()));
    expect((await links(database)).length).toBe(10 + 8 * 5 * 8);
    expect(await findings(database, kept)).toEqual([]);
  });

  test('writers wait for each other only while they commit', async () => {
    const { host, port, superuser: user } = database;
    const slow = new pg.Client({ host, port, user, database: database.database });
    await slow.connect();
    await slow.query(['BEGIN', ...legB(newIds(), [subject(unit())])].join(';\n'));
    await recorded(database, [subject(unit())]);
    await slow.query('COMMIT');
    await slow.end();
    expect(await findings(database, kept)).toEqual([]);
  });
});

describe('an owner who takes the triggers away', () => {
  const T = 'cutter_governance';
  const unguarded = (table: string, statements: string[]) => [
    `ALTER TABLE ${T}.${table} DISABLE TRIGGER USER`,
    ...statements,
    `ALTER TABLE ${T}.${table} ENABLE TRIGGER USER`,
  ];
  /** All links from the first on, computed anew over the rows as they are now: what a careful forger does. */
  const rechain = [
    ...unguarded('ledger_chain', [
      `CREATE TEMP TABLE old AS SELECT * FROM ${T}.ledger_chain; DELETE FROM ${T}.ledger_chain`,
      `DO $$ DECLARE l record; v_prev text := repeat('0', 64); v_seq int := 0; v_row text; BEGIN
         FOR l IN SELECT * FROM old ORDER BY seq LOOP
           v_seq := v_seq + 1;
           IF l.table_name = 'review_decision' THEN
             SELECT encode(sha256(convert_to(row_to_json(r)::text, 'UTF8')), 'hex') INTO v_row FROM ${T}.review_decision r
             WHERE r.review_decision_id::text = l.row_key;
           ELSE v_row := l.row_sha256; END IF;
           INSERT INTO ${T}.ledger_chain VALUES (v_seq, l.table_name, l.row_key, v_row, v_prev,
             encode(sha256(convert_to(concat_ws(E'\\n', 'cutter.ledger/1', v_seq, l.table_name, l.row_key, v_row, v_prev, ''), 'UTF8')), 'hex'))
           RETURNING link_sha256 INTO v_prev;
         END LOOP; END $$`,
    ]),
  ];

  test.each<[string, () => string[], RegExp]>([
    [
      'changes a row',
      () => unguarded('review_decision', [`UPDATE ${T}.review_decision SET reviewer = 'other@example.org'`]),
      /^changed: review_decision/,
    ],
    [
      'changes a time by a microsecond',
      () =>
        unguarded('review_decision', [
          `UPDATE ${T}.review_decision SET reviewed_at = reviewed_at + interval '1 microsecond'`,
        ]),
      /^changed: review_decision/,
    ],
    [
      'removes a row',
      () =>
        unguarded('dot_pair_signature', [
          'SET LOCAL session_replication_role = replica',
          `DELETE FROM ${T}.dot_pair_signature`,
        ]),
      /^missing: dot_pair_signature/,
    ],
    [
      'puts a row in unseen',
      () => [entry(randomUUID())].flatMap((sql) => unguarded('decision_backlog_entry', [sql])),
      /^not chained: decision_backlog_entry/,
    ],
    [
      'moves a status unseen',
      () =>
        unguarded('decision_backlog_entry', [`UPDATE ${T}.decision_backlog_entry SET status = 'verified_complete'`]),
      /^status without history/,
    ],
    [
      'removes the last link',
      () => unguarded('ledger_chain', [`DELETE FROM ${T}.ledger_chain WHERE seq = 10`]),
      /not the chain of the kept head/,
    ],
    [
      'removes a link from the middle',
      () => unguarded('ledger_chain', [`DELETE FROM ${T}.ledger_chain WHERE seq = 4`]),
      /stands where 4 should/,
    ],
    [
      'swaps two links',
      () =>
        unguarded('ledger_chain', [
          `UPDATE ${T}.ledger_chain SET seq = -seq WHERE seq IN (4, 5)`,
          `UPDATE ${T}.ledger_chain SET seq = 9 + seq WHERE seq < 0`,
        ]),
      /has another hash/,
    ],
    [
      'changes a row and chains everything anew',
      () => [
        ...unguarded('review_decision', [`UPDATE ${T}.review_decision SET reviewer = 'other@example.org'`]),
        ...rechain,
      ],
      /^not the chain of the kept head$/,
    ],
  ])('and %s is found out', async (_, statements, finding) => {
    expect((await owner(statements())).message).toBeUndefined();
    const found = await findings(database, kept);
    expect(
      found.some((line) => finding.test(line)),
      found.join('\n'),
    ).toBe(true);
  });

  test('and cuts off the whole tail, rows and links, is found out by the kept head alone', async () => {
    const later = await recorded(database, [subject(unit())]);
    const signed = (await head(database)) as Head;
    const tables = [
      'dot_pair_signature',
      'cut_change_set_affected_row',
      'cut_change_set',
      'review_decision',
      'manifest_unit_block',
      'manifest_envelope',
      'decision_backlog_history',
      'decision_backlog_entry',
    ];
    const done = await owner([
      'SET LOCAL session_replication_role = replica',
      ...tables.flatMap((table) =>
        unguarded(table, [
          `DELETE FROM ${T}.${table} r WHERE EXISTS (SELECT 1 FROM ${T}.ledger_chain c WHERE c.seq > 10 AND c.table_name = '${table}' AND to_jsonb(r)::text LIKE '%' || split_part(c.row_key, '/', 1) || '%' AND c.row_key NOT IN (SELECT row_key FROM ${T}.ledger_chain WHERE seq <= 10))`,
        ]),
      ),
      ...unguarded('ledger_chain', [`DELETE FROM ${T}.ledger_chain WHERE seq > 10`]),
    ]);
    expect(done.message).toBeUndefined();
    expect(
      await database.query(`SELECT 1 FROM ${T}.cut_change_set WHERE change_set_id = '${later.changeSet}'`),
    ).toEqual([]);
    expect(await findings(database)).toEqual([]);
    expect(await findings(database, kept)).toEqual([]);
    expect(await findings(database, signed)).toEqual(['not the chain of the kept head']);
  });
});

test('no lane writes a link, or calls the function that does', async () => {
  const link = `INSERT INTO cutter_governance.ledger_chain VALUES (99, 'verify_result', 'x', '${hex('')}', '${hex('')}', '${hex('')}')`;
  for (const role of ['cutter_exec', 'cutter_verify']) {
    expect((await attempt(database, role, [link])).code).toBe('42501');
    expect((await attempt(database, role, ['SELECT count(*) FROM cutter_governance.ledger_chain'])).refused).toBe(
      false,
    );
  }
});
