/** What somebody with every right on the server can do to the ledger, as SQL. */
import { randomUUID } from 'node:crypto';
import { entry } from '../database/ledger.ts';

const T = 'cutter_governance';
const REPLICA = 'SET LOCAL session_replication_role = replica';

/** As who takes the guards of a table away for a moment, and puts them back as they were. */
export const unguarded = (table: string, ...statements: readonly string[]): string[] => [
  `CREATE TEMP TABLE IF NOT EXISTS was (name text, on_table text, state "char")`,
  'DELETE FROM was',
  `INSERT INTO was SELECT tgname, tgrelid::regclass::text, tgenabled FROM pg_trigger WHERE tgrelid = '${T}.${table}'::regclass AND NOT tgisinternal`,
  `ALTER TABLE ${T}.${table} DISABLE TRIGGER ALL`,
  ...statements,
  `ALTER TABLE ${T}.${table} ENABLE TRIGGER ALL`,
  `DO $$ DECLARE w record; BEGIN FOR w IN SELECT * FROM was WHERE state = 'A' LOOP
     EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', w.on_table, w.name); END LOOP; END $$`,
];

const links = (...statements: readonly string[]): string[] => unguarded('ledger_chain', ...statements);

/** Every link computed anew over the rows as they are, in the order that the SQL gives: a careful forger. */
export const chainAnew = (order = 'seq', where = 'true'): string[] =>
  links(
    `CREATE TEMP TABLE old AS SELECT * FROM ${T}.ledger_chain WHERE ${where}`,
    `DELETE FROM ${T}.ledger_chain`,
    `DO $$ DECLARE l record; v_prev text := repeat('0', 64); v_seq int := 0; v_row text; BEGIN
       SET LOCAL timezone = 'UTC';
       FOR l IN SELECT * FROM old ORDER BY ${order} LOOP
         v_seq := v_seq + 1;
         v_row := l.row_sha256;
         IF l.table_name = 'review_decision' THEN
           SELECT encode(sha256(convert_to(row_to_json(r)::text, 'UTF8')), 'hex') INTO v_row FROM ${T}.review_decision r
           WHERE r.review_decision_id::text = l.row_key;
         END IF;
         INSERT INTO ${T}.ledger_chain VALUES (v_seq, l.table_name, l.row_key, v_row, v_prev,
           encode(sha256(convert_to(concat_ws(E'\\n', 'cutter.ledger/1', v_seq, l.table_name, l.row_key, v_row, v_prev, ''), 'UTF8')), 'hex'))
         RETURNING link_sha256 INTO v_prev;
       END LOOP; END $$`,
    'DROP TABLE old',
  );

const reviewer = unguarded('review_decision', `UPDATE ${T}.review_decision SET reviewer = 'other@example.org'`);
/** The last link of a ledger of ten rows is that of the executor's signature. */
const noSignature = unguarded('dot_pair_signature', `DELETE FROM ${T}.dot_pair_signature`);

/** Each with one finding that must be among those of the check. The ledger holds the record of two units: ten rows. */
export const TAMPERS: readonly (readonly [name: string, statements: readonly string[], finding: RegExp])[] = [
  ['a row changed', reviewer, /^row_changed review_decision /],
  [
    'a time moved by a microsecond',
    unguarded(
      'review_decision',
      `UPDATE ${T}.review_decision SET reviewed_at = reviewed_at + interval '1 microsecond'`,
    ),
    /^row_changed review_decision /,
  ],
  [
    'one key of a jsonb added',
    unguarded('decision_backlog_entry', `UPDATE ${T}.decision_backlog_entry SET payload = payload || '{"x": 1}'`),
    /^row_changed decision_backlog_entry /,
  ],
  [
    'a value set to NULL',
    unguarded('review_decision', `UPDATE ${T}.review_decision SET coverage_complete = NULL`),
    /^row_changed review_decision /,
  ],
  [
    'one letter of a text replaced by its look-alike',
    unguarded(
      'cut_change_set_affected_row',
      `UPDATE ${T}.cut_change_set_affected_row SET canonical_address = replace(canonical_address, '-', '‑')`,
    ),
    /^row_changed cut_change_set_affected_row /,
  ],
  [
    'the key of a row changed',
    unguarded('dot_pair_signature', `UPDATE ${T}.dot_pair_signature SET signature_id = gen_random_uuid()`),
    /^row_missing dot_pair_signature /,
  ],
  ['a row removed', noSignature, /^row_missing dot_pair_signature /],
  ['a row removed under the replica role', [REPLICA, ...noSignature], /^row_missing dot_pair_signature /],
  [
    'a table emptied by TRUNCATE',
    unguarded('cut_change_set_affected_row', `TRUNCATE ${T}.cut_change_set_affected_row`),
    /^row_missing cut_change_set_affected_row /,
  ],
  [
    'a row put in unseen',
    unguarded('decision_backlog_entry', entry(randomUUID())),
    /^row_not_chained decision_backlog_entry /,
  ],
  [
    'a row put in under the replica role, its chain trigger off',
    [REPLICA, `ALTER TABLE ${T}.decision_backlog_entry DISABLE TRIGGER ALL`, entry(randomUUID())],
    /^guard_off trigger trg_decision_backlog_entry_chain /,
  ],
  [
    'a status moved unseen',
    unguarded('decision_backlog_entry', `UPDATE ${T}.decision_backlog_entry SET status = 'verified_complete'`),
    /^status_without_step /,
  ],
  [
    'a status moved together with the step that says it',
    [
      ...unguarded('decision_backlog_entry', `UPDATE ${T}.decision_backlog_entry SET status = 'abandoned'`),
      ...unguarded(
        'decision_backlog_history',
        `UPDATE ${T}.decision_backlog_history SET change_diff = '{"from": null, "to": "abandoned"}'`,
      ),
    ],
    /^row_changed decision_backlog_history /,
  ],
  [
    'a step put in between by renumbering',
    unguarded(
      'decision_backlog_history',
      `UPDATE ${T}.decision_backlog_history SET entry_version_before = 1, entry_version_after = 2`,
    ),
    /^history_broken /,
  ],
  ['the last link removed', links(`DELETE FROM ${T}.ledger_chain WHERE seq = 10`), /^head_cut_off link 10$/],
  [
    'the last row removed together with its link',
    [...noSignature, ...links(`DELETE FROM ${T}.ledger_chain WHERE seq = 10`)],
    /^head_cut_off link 10$/,
  ],
  [
    'the tail cut off, rows and links',
    [
      ...noSignature,
      ...unguarded('cut_change_set_affected_row', `DELETE FROM ${T}.cut_change_set_affected_row`),
      ...links(`DELETE FROM ${T}.ledger_chain WHERE seq > 7`),
    ],
    /^head_cut_off links 8 to 10$/,
  ],
  ['a link removed from the middle', links(`DELETE FROM ${T}.ledger_chain WHERE seq = 4`), /^link_missing link 4$/],
  [
    'a link removed and the rest renumbered',
    links(
      `DELETE FROM ${T}.ledger_chain WHERE seq = 4`,
      `UPDATE ${T}.ledger_chain SET seq = -seq WHERE seq > 4`,
      `UPDATE ${T}.ledger_chain SET seq = -seq - 1 WHERE seq < 0`,
    ),
    /^link_changed link 4$/,
  ],
  [
    'two links reordered',
    links(
      `UPDATE ${T}.ledger_chain SET seq = -seq WHERE seq IN (4, 5)`,
      `UPDATE ${T}.ledger_chain SET seq = 9 + seq WHERE seq < 0`,
    ),
    /^link_out_of_place link 4$/,
  ],
  [
    'two rows that change places',
    unguarded(
      'cut_change_set_affected_row',
      `UPDATE ${T}.cut_change_set_affected_row a SET canonical_address = b.canonical_address
       FROM ${T}.cut_change_set_affected_row b WHERE b.affected_row_id <> a.affected_row_id`,
    ),
    /^row_changed cut_change_set_affected_row /,
  ],
  ['the chain truncated', links(`TRUNCATE ${T}.ledger_chain`), /^head_cut_off links 1 to 10$/],
  ['a row changed and the owner chaining everything anew', [...reviewer, ...chainAnew()], /^head_differs link 10$/],
  ['the same rows chained anew in another order', chainAnew('table_name, seq'), /^head_differs link 10$/],
  [
    'a row left out and the rest chained anew',
    [...noSignature, ...chainAnew('seq', `table_name <> 'dot_pair_signature'`)],
    /^head_cut_off link 10$/,
  ],
  [
    'a row put in and everything chained anew',
    [
      ...unguarded('decision_backlog_entry', entry('00000000-0000-4000-8000-000000000001', { status: 'abandoned' })),
      ...links(
        `INSERT INTO ${T}.ledger_chain SELECT 0, 'decision_backlog_entry', '00000000-0000-4000-8000-000000000001', repeat('0', 64), repeat('0', 64), repeat('0', 64)`,
      ),
      ...chainAnew(),
    ],
    /^head_differs link 10$/,
  ],
  [
    'the hash of a row in its link made to fit',
    [
      ...reviewer,
      ...links(
        `UPDATE ${T}.ledger_chain c SET row_sha256 = (SELECT encode(sha256(convert_to(row_to_json(r)::text, 'UTF8')), 'hex') FROM ${T}.review_decision r)
         WHERE c.table_name = 'review_decision'`,
      ),
    ],
    /^link_changed link 6$/,
  ],
  [
    'the last link given another hash',
    links(`UPDATE ${T}.ledger_chain SET link_sha256 = repeat('f', 64) WHERE seq = 10`),
    /^head_differs link 10$/,
  ],
  [
    'a link made to follow another',
    links(
      `UPDATE ${T}.ledger_chain SET prev_sha256 = (SELECT link_sha256 FROM ${T}.ledger_chain WHERE seq = 2) WHERE seq = 5`,
    ),
    /^link_out_of_place link 5$/,
  ],
  [
    'a link written twice',
    links(
      `INSERT INTO ${T}.ledger_chain SELECT 11, table_name, row_key, row_sha256, link_sha256, repeat('a', 64) FROM ${T}.ledger_chain WHERE seq = 10`,
    ),
    /^link_repeated link 11: dot_pair_signature /,
  ],
  [
    'a link to something that is no row of the ledger',
    links(
      `INSERT INTO ${T}.ledger_chain SELECT 11, 'elsewhere', 'x', row_sha256, link_sha256, repeat('a', 64) FROM ${T}.ledger_chain WHERE seq = 10`,
    ),
    /^link_foreign link 11$/,
  ],
  [
    'a fork: the tail taken off and another one of the same length grown',
    [
      ...noSignature,
      ...links(`DELETE FROM ${T}.ledger_chain WHERE seq = 10`),
      `INSERT INTO ${T}.cut_change_set_affected_row SELECT gen_random_uuid(), change_set_id, target_table, gen_random_uuid(), 'TST/F-1', NULL, NULL, effect
       FROM ${T}.cut_change_set_affected_row LIMIT 1`,
      'SET CONSTRAINTS ALL IMMEDIATE',
    ],
    /^head_differs link 10$/,
  ],
  [
    'a fork that has grown past the head',
    [
      ...noSignature,
      ...links(`DELETE FROM ${T}.ledger_chain WHERE seq = 10`),
      `INSERT INTO ${T}.cut_change_set_affected_row SELECT gen_random_uuid(), change_set_id, target_table, gen_random_uuid(), 'TST/F-' || n, NULL, NULL, effect
       FROM (SELECT * FROM ${T}.cut_change_set_affected_row LIMIT 1) r, generate_series(1, 3) n`,
      'SET CONSTRAINTS ALL IMMEDIATE',
    ],
    /^head_differs link 10$/,
  ],
  [
    'an append-only trigger disabled',
    [`ALTER TABLE ${T}.verify_result DISABLE TRIGGER trg_verify_result_append_only`],
    /^guard_off trigger trg_verify_result_append_only /,
  ],
  [
    'a trigger that the replica role would pass by',
    [`ALTER TABLE ${T}.verify_result ENABLE TRIGGER trg_verify_result_chain`],
    /^guard_off trigger trg_verify_result_chain /,
  ],
  [
    'a trigger dropped',
    [`DROP TRIGGER trg_ledger_chain_append_only ON ${T}.ledger_chain`],
    /^guard_off trigger trg_ledger_chain_append_only /,
  ],
  [
    'the function that chains replaced by one that does nothing',
    [
      `CREATE OR REPLACE FUNCTION ${T}.fn_ledger_chain_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    ],
    /^definition_changed function cutter_governance\.fn_ledger_chain_row\(\)/,
  ],
  [
    'the function that refuses removal replaced by one that allows it',
    [
      `CREATE OR REPLACE FUNCTION public.fn_iu_nothing_removed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`,
    ],
    /^definition_changed function (public\.)?fn_iu_nothing_removed\(\)/,
  ],
  [
    'rows hidden from the verifier by a row policy',
    [`ALTER TABLE ${T}.review_decision ENABLE ROW LEVEL SECURITY`],
    /^row_missing review_decision /,
  ],
  [
    'a rule that lets insertions vanish',
    [`CREATE RULE nothing AS ON INSERT TO ${T}.verify_result DO INSTEAD NOTHING`],
    /^definition_changed rule nothing /,
  ],
  [
    'a constraint dropped',
    [`ALTER TABLE ${T}.dot_pair_signature DROP CONSTRAINT ck_signature_exactly_one`],
    /^definition_changed constraint ck_signature_exactly_one /,
  ],
  [
    'a right granted to delete',
    [`GRANT DELETE ON ${T}.review_decision TO cutter_exec`],
    /^definition_changed grants on cutter_governance\.review_decision/,
  ],
];

/** Of these a ledger shows nothing by itself: only the head that was kept outside does. */
export const ONLY_BY_HEAD: ReadonlySet<string> = new Set([
  'the last row removed together with its link',
  'the tail cut off, rows and links',
  'a row changed and the owner chaining everything anew',
  'the same rows chained anew in another order',
  'a row left out and the rest chained anew',
  'a fork: the tail taken off and another one of the same length grown',
  'a fork that has grown past the head',
  'the function that chains replaced by one that does nothing',
  'the function that refuses removal replaced by one that allows it',
  'a rule that lets insertions vanish',
  'a constraint dropped',
  'a right granted to delete',
]);
