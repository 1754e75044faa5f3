-- What the ledger's tables refuse, whoever asks.
--
--   marked -> review_pending -> reviewed_approved | reviewed_deferred | reviewed_rejected
--   reviewed_deferred -> review_pending                               (by a later sweep)
--   reviewed_approved -> cut_in_progress -> cut_applied               (the executor's lane)
--   cut_applied -> verify_in_progress -> verified_complete | verify_failed_escalated  (the verifier's lane)
--   verify_failed_escalated -> verify_in_progress                     (verified again)
--   marked, review_pending, reviewed_deferred, reviewed_approved, cut_applied, verify_failed_escalated -> abandoned
--
-- A request begins as marked; one that is recorded after its cut begins as cut_applied. At COMMIT no request is in
-- progress, and its last history row says the status it has. All triggers are ENABLE ALWAYS, so that
-- session_replication_role = replica does not pass them by.

SET ROLE directus;

-- Of an entry only the status moves, along the edges above, each lane on its own.
CREATE OR REPLACE FUNCTION cutter_governance.fn_backlog_entry_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $guard$
DECLARE
  v_verifies boolean := NEW.status IN ('verify_in_progress', 'verified_complete', 'verify_failed_escalated');
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status IN ('marked', 'cut_applied') THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'backlog: entry % begins with status "%"', NEW.entry_id, NEW.status
      USING ERRCODE = 'IU007', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME, COLUMN = 'status',
        HINT = 'A request begins as marked, one recorded after its cut as cut_applied.';
  END IF;

  IF to_jsonb(OLD) - 'status' <> to_jsonb(NEW) - 'status' THEN
    RAISE EXCEPTION 'backlog: of entry % only the status may change', OLD.entry_id
      USING ERRCODE = 'IU006', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
        HINT = 'Compensate forward: add the row that corrects the record.';
  END IF;
  IF (OLD.status, NEW.status) NOT IN (
    ('marked', 'review_pending'),
    ('review_pending', 'reviewed_approved'), ('review_pending', 'reviewed_deferred'), ('review_pending',
      'reviewed_rejected'),
    ('reviewed_deferred', 'review_pending'),
    ('reviewed_approved', 'cut_in_progress'), ('cut_in_progress', 'cut_applied'),
    ('cut_applied', 'verify_in_progress'), ('verify_failed_escalated', 'verify_in_progress'),
    ('verify_in_progress', 'verified_complete'), ('verify_in_progress', 'verify_failed_escalated'),
    ('marked', 'abandoned'), ('review_pending', 'abandoned'), ('reviewed_deferred', 'abandoned'),
    ('reviewed_approved', 'abandoned'), ('cut_applied', 'abandoned'), ('verify_failed_escalated', 'abandoned')) THEN
    RAISE EXCEPTION 'backlog: entry % cannot go from status "%" to "%"', OLD.entry_id, OLD.status, NEW.status
      USING ERRCODE = 'IU007', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME, COLUMN = 'status',
        HINT = 'Read the entry again: it may have moved since. Every step is in decision_backlog_history.';
  END IF;
  IF (v_verifies AND current_user = 'cutter_exec') OR (NOT v_verifies AND current_user = 'cutter_verify') THEN
    RAISE EXCEPTION 'backlog: % may not move entry % from status "%" to "%"', current_user, OLD.entry_id,
        OLD.status, NEW.status
      USING ERRCODE = 'IU009', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME, COLUMN = 'status',
        HINT = 'What is verified is the verifier''s lane, everything before it the executor''s.';
  END IF;
  RETURN NEW;
END
$guard$;
REVOKE ALL ON FUNCTION cutter_governance.fn_backlog_entry_guard() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_backlog_entry_guard BEFORE INSERT OR UPDATE ON cutter_governance.decision_backlog_entry
  FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_backlog_entry_guard();

-- Each step goes on where the last one ended.
CREATE OR REPLACE FUNCTION cutter_governance.fn_backlog_history_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $guard$
DECLARE
  v_version integer;
  v_status  text;
BEGIN
  SELECT h.entry_version_after, h.change_diff ->> 'to' INTO v_version, v_status
  FROM cutter_governance.decision_backlog_history AS h
  WHERE h.entry_id = NEW.entry_id ORDER BY h.entry_version_after DESC LIMIT 1;
  IF NEW.entry_version_before = coalesce(v_version, 0) AND NEW.change_diff ->> 'from' IS NOT DISTINCT FROM v_status THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'backlog: entry % stands at version % with status "%", not at version % with status "%"',
    NEW.entry_id,
      coalesce(v_version, 0), v_status, NEW.entry_version_before, NEW.change_diff ->> 'from'
    USING ERRCODE = 'IU007', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
      COLUMN = 'entry_version_before', HINT = 'Read the entry and its history again: another step was made since.';
END
$guard$;
REVOKE ALL ON FUNCTION cutter_governance.fn_backlog_history_guard() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_backlog_history_guard BEFORE INSERT ON cutter_governance.decision_backlog_history
  FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_backlog_history_guard();

-- At COMMIT, of the entry that a row of either table is about.
CREATE OR REPLACE FUNCTION cutter_governance.fn_backlog_settled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $settled$
DECLARE
  v_status text;
  v_said   text;
  v_fault  text;
BEGIN
  SELECT e.status INTO v_status FROM cutter_governance.decision_backlog_entry AS e WHERE e.entry_id = NEW.entry_id;
  SELECT h.change_diff ->> 'to' INTO v_said FROM cutter_governance.decision_backlog_history AS h
  WHERE h.entry_id = NEW.entry_id ORDER BY h.entry_version_after DESC LIMIT 1;
  IF v_status IN ('cut_in_progress', 'verify_in_progress') THEN
    v_fault := format('has the status "%s", which exists only inside a transaction', v_status);
  ELSIF v_said IS DISTINCT FROM v_status THEN
    v_fault := format('has the status "%s", and its history ends with "%s"', v_status, v_said);
  ELSE
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'backlog: at the end of the transaction entry % %', NEW.entry_id, v_fault
    USING ERRCODE = 'IU007', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME, COLUMN = 'status',
      HINT = 'Move the status and add its history row in one transaction.';
END
$settled$;
REVOKE ALL ON FUNCTION cutter_governance.fn_backlog_settled() FROM PUBLIC;

DROP TRIGGER IF EXISTS trg_backlog_entry_settled ON cutter_governance.decision_backlog_entry;
CREATE CONSTRAINT TRIGGER trg_backlog_entry_settled
  AFTER INSERT OR UPDATE ON cutter_governance.decision_backlog_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_backlog_settled();
DROP TRIGGER IF EXISTS trg_backlog_history_settled ON cutter_governance.decision_backlog_history;
CREATE CONSTRAINT TRIGGER trg_backlog_history_settled
  AFTER INSERT ON cutter_governance.decision_backlog_history
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_backlog_settled();

-- No request waits for itself, not even by way of others. The lock makes two writers of edges wait for each other:
-- each half of a cycle is harmless to whoever does not see the other half.
CREATE OR REPLACE FUNCTION cutter_governance.fn_backlog_acyclic() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $acyclic$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('cutter/ledger/dependency', 0));
  IF EXISTS (
    WITH RECURSIVE awaited(entry_id) AS (
      SELECT NEW.to_entry_id
      UNION
      SELECT d.to_entry_id FROM cutter_governance.decision_backlog_dependency AS d
      JOIN awaited AS a ON d.from_entry_id = a.entry_id
    )
    SELECT 1 FROM awaited AS a WHERE a.entry_id = NEW.from_entry_id
  ) THEN
    RAISE EXCEPTION 'backlog: entry % cannot wait for entry %, which waits for it', NEW.from_entry_id, NEW.to_entry_id
      USING ERRCODE = 'IU008', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
        COLUMN = 'to_entry_id',
          HINT = 'Dependencies have no cycle: leave this one out, or abandon a request of the cycle.';
  END IF;
  RETURN NEW;
END
$acyclic$;
REVOKE ALL ON FUNCTION cutter_governance.fn_backlog_acyclic() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_backlog_acyclic BEFORE INSERT ON cutter_governance.decision_backlog_dependency
  FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_backlog_acyclic();

-- A lane adds only signatures of its own kind.
CREATE OR REPLACE FUNCTION cutter_governance.fn_signature_lane() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $lane$
BEGIN
  IF (current_user = 'cutter_exec' AND NEW.signature_kind <> 'executor')
    OR (current_user = 'cutter_verify' AND NEW.signature_kind <> 'verifier') THEN
    RAISE EXCEPTION 'signature: % may not add a signature of the kind "%"', current_user, NEW.signature_kind
      USING ERRCODE = 'IU009', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
        COLUMN = 'signature_kind', HINT = 'The executor''s lane signs change sets, the verifier''s verify results.';
  END IF;
  RETURN NEW;
END
$lane$;
REVOKE ALL ON FUNCTION cutter_governance.fn_signature_lane() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_signature_lane BEFORE INSERT ON cutter_governance.dot_pair_signature
  FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_signature_lane();

-- Append-only: statement triggers, so that a statement is refused even where it would find no row. The entry, of which
-- the status moves, has its own guard for UPDATE.
DO $append_only$
DECLARE
  of_table text;
BEGIN
  FOREACH of_table IN ARRAY ARRAY['decision_backlog_entry', 'decision_backlog_history', 'decision_backlog_dependency',
    'decision_backlog_sweep_log', 'manifest_envelope', 'manifest_unit_block', 'review_decision', 'dot_pair_signature',
    'cut_change_set', 'cut_change_set_affected_row', 'verify_result', 'canonical_address_alias']
  LOOP
    EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER trg_%1$s_append_only BEFORE %2$s ON cutter_governance.%1$I
      FOR EACH STATEMENT EXECUTE FUNCTION public.fn_iu_nothing_removed()', of_table,
      CASE of_table WHEN 'decision_backlog_entry' THEN 'DELETE OR TRUNCATE' ELSE 'UPDATE OR DELETE OR TRUNCATE' END);
    EXECUTE pg_catalog.format('ALTER TABLE cutter_governance.%1$I ENABLE ALWAYS TRIGGER trg_%1$s_append_only',
      of_table);
  END LOOP;
END
$append_only$;

ALTER TABLE cutter_governance.decision_backlog_entry ENABLE ALWAYS TRIGGER trg_backlog_entry_guard,
  ENABLE ALWAYS TRIGGER trg_backlog_entry_settled;
ALTER TABLE cutter_governance.decision_backlog_history ENABLE ALWAYS TRIGGER trg_backlog_history_guard,
  ENABLE ALWAYS TRIGGER trg_backlog_history_settled;
ALTER TABLE cutter_governance.decision_backlog_dependency ENABLE ALWAYS TRIGGER trg_backlog_acyclic;
ALTER TABLE cutter_governance.dot_pair_signature ENABLE ALWAYS TRIGGER trg_signature_lane;

RESET ROLE;
