-- The chain: every row that is added to the ledger becomes a link, and every link holds the hash of the one before it.
-- Whoever kept a signed head (sequence number and link hash) finds any row that was changed, removed, reordered or put
-- in between since, without trusting the server.
--
-- The rule, so that any other program can compute it:
--
-- 1. The canonical text of a row is what `row_to_json(row)::text` gives with TimeZone UTC: one JSON object without
--    blanks, the columns in the order of the table (dropped ones left out), each as "name":value.
--      NULL         null
--      uuid, text   a JSON string; `"` and `\` escaped by `\`, backspace, form feed, line feed, carriage return and tab
--                   as \b \f \n \r \t, other characters below U+0020 as \u00xx in lower case, everything else as it is
--      integer      its decimal digits; boolean: true or false
--      timestamptz  a string in UTC, "YYYY-MM-DDTHH:MM:SS.ffffff+00:00", without the zeros that end the fraction, and
--                   without the point where nothing is left of it
--      jsonb        its own text (`value::text`) as it is: keys by length, then by bytes; a blank after ':' and ','
--    Of decision_backlog_entry the column status is left out, for it moves. Each move is a row of
--    decision_backlog_history, which is chained; the status must be the `to` of the last one.
-- 2. row_sha256 is the SHA-256 of the canonical text as UTF-8, in 64 lower-case hexadecimal digits.
-- 3. row_key is the primary key of the row as text; of manifest_unit_block: envelope_id, '/', unit_local_id.
-- 4. link_sha256 is the SHA-256 of these lines, each ended by one line feed:
--      cutter.ledger/1
--      seq, in decimal
--      table name, without its schema
--      row_key
--      row_sha256
--      link_sha256 of the link before; of the first: 64 zeros
-- 5. seq counts from 1 without a gap.
--
-- Rows are chained when their transaction ends (or at SET CONSTRAINTS ALL IMMEDIATE), in the order in which they were
-- added: the lock that makes all writers of the ledger wait for each other is held for that moment alone. Writers run
-- in READ COMMITTED, as cutter does; in a stricter isolation whoever does not see the last link fails on its number.

SET ROLE directus;

CREATE TABLE IF NOT EXISTS cutter_governance.ledger_chain (
  seq         bigint PRIMARY KEY,
  table_name  text NOT NULL,
  row_key     text NOT NULL,
  row_sha256  text NOT NULL,
  prev_sha256 text NOT NULL,
  link_sha256 text NOT NULL
);
COMMENT ON TABLE cutter_governance.ledger_chain IS 'One link for every row of the ledger, each over the one before it';

-- Arguments: the columns of the primary key. SECURITY DEFINER: no lane may write links.
CREATE OR REPLACE FUNCTION cutter_governance.fn_ledger_chain_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $chain$
DECLARE
  v_fields jsonb := to_jsonb(NEW);
  v_text   text;
  v_row    text;
  v_key    text := v_fields ->> TG_ARGV[0];
  v_seq    bigint;
  v_prev   text;
BEGIN
  IF TG_NARGS > 1 THEN
    v_key := v_key || '/' || (v_fields ->> TG_ARGV[1]);
  END IF;
  IF TG_TABLE_NAME = 'decision_backlog_entry' THEN
    SELECT row_to_json(r)::text INTO v_text
    FROM (SELECT NEW.entry_id, NEW.kind, NEW.payload, NEW.emitted_at, NEW.scenario_ref) AS r;
  ELSE
    v_text := row_to_json(NEW)::text;
  END IF;
  v_row := encode(sha256(convert_to(v_text, 'UTF8')), 'hex');

  PERFORM pg_advisory_xact_lock(hashtextextended('cutter/ledger/chain', 0));
  SELECT c.seq, c.link_sha256 INTO v_seq, v_prev FROM cutter_governance.ledger_chain AS c ORDER BY c.seq DESC LIMIT 1;
  v_seq := coalesce(v_seq, 0) + 1;
  v_prev := coalesce(v_prev, repeat('0', 64));
  INSERT INTO cutter_governance.ledger_chain (seq, table_name, row_key, row_sha256, prev_sha256, link_sha256)
  VALUES (v_seq, TG_TABLE_NAME, v_key, v_row, v_prev,
    encode(sha256(convert_to(concat_ws(E'\n', 'cutter.ledger/1', v_seq, TG_TABLE_NAME, v_key, v_row, v_prev, ''),
      'UTF8')), 'hex'));
  RETURN NULL;
END
$chain$;
REVOKE ALL ON FUNCTION cutter_governance.fn_ledger_chain_row() FROM PUBLIC;

DO $chained$
DECLARE
  chained record;
BEGIN
  FOR chained IN
    SELECT * FROM (VALUES
      ('decision_backlog_entry',      '''entry_id'''),
      ('decision_backlog_history',    '''history_id'''),
      ('decision_backlog_dependency', '''dependency_id'''),
      ('decision_backlog_sweep_log',  '''sweep_id'''),
      ('manifest_envelope',           '''envelope_id'''),
      ('manifest_unit_block',         '''envelope_id'', ''unit_local_id'''),
      ('review_decision',             '''review_decision_id'''),
      ('dot_pair_signature',          '''signature_id'''),
      ('cut_change_set',              '''change_set_id'''),
      ('cut_change_set_affected_row', '''affected_row_id'''),
      ('verify_result',               '''verify_result_id'''),
      ('canonical_address_alias',     '''alias_id''')
    ) AS v(of_table, key)
  LOOP
    EXECUTE pg_catalog.format('DROP TRIGGER IF EXISTS trg_%1$s_chain ON cutter_governance.%1$I', chained.of_table);
    EXECUTE pg_catalog.format('CREATE CONSTRAINT TRIGGER trg_%1$s_chain AFTER INSERT ON cutter_governance.%1$I
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_ledger_chain_row(%2$s)',
      chained.of_table, chained.key);
    EXECUTE pg_catalog.format('ALTER TABLE cutter_governance.%1$I ENABLE ALWAYS TRIGGER trg_%1$s_chain',
      chained.of_table);
  END LOOP;
END
$chained$;

CREATE OR REPLACE TRIGGER trg_ledger_chain_append_only BEFORE UPDATE OR DELETE
  OR TRUNCATE ON cutter_governance.ledger_chain
  FOR EACH STATEMENT EXECUTE FUNCTION public.fn_iu_nothing_removed();
ALTER TABLE cutter_governance.ledger_chain ENABLE ALWAYS TRIGGER trg_ledger_chain_append_only;

RESET ROLE;
