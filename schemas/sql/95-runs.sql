-- Runs: what every orchestrated run has come to, line by line, so that a run that waits can go on from any machine.
-- Lines are appended and never change. The verifier's lane writes them: they are about the work, and no part of it.
--
-- A line is what cutter writes: JSON whose last field, sha256, is the SHA-256 of the line as it would be without that
-- field. Each line holds the digest of the one before it.

SET ROLE directus;

CREATE TABLE IF NOT EXISTS cutter_governance.run_transition (
  run_id      text NOT NULL CHECK (run_id ~ '^ictr-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$'),
  seq         integer NOT NULL CHECK (seq >= 1),
  state       text NOT NULL,
  prev_sha256 text NOT NULL,
  sha256      text NOT NULL,
  line        text NOT NULL,
  written_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  written_by  text NOT NULL DEFAULT session_user,
  PRIMARY KEY (run_id, seq)
);
-- A document asks for its own runs among those of all.
CREATE INDEX IF NOT EXISTS run_transition_prefix
  ON cutter_governance.run_transition ((line::jsonb -> 'facts' ->> 'prefix'), run_id) WHERE seq = 1;
COMMENT ON TABLE cutter_governance.run_transition IS 'Orchestrated runs: one line for every state a run came to';

-- Fills in the columns from the line, and refuses a line that is damaged or does not follow from the one before it.
CREATE OR REPLACE FUNCTION cutter_governance.fn_run_transition_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $guard$
DECLARE
  v_line jsonb := NEW.line::jsonb;
  v_prev text;
BEGIN
  NEW.state := v_line ->> 'state';
  NEW.prev_sha256 := v_line ->> 'previous';
  NEW.sha256 := v_line ->> 'sha256';
  NEW.written_at := clock_timestamp();
  NEW.written_by := session_user;
  IF NEW.seq > 1 THEN
    SELECT t.sha256 INTO v_prev FROM cutter_governance.run_transition AS t
    WHERE t.run_id = NEW.run_id AND t.seq = NEW.seq - 1;
  ELSE
    v_prev := repeat('0', 64);
  END IF;
  IF (v_line ->> 'run', v_line ->> 'seq', NEW.prev_sha256) IS DISTINCT FROM (NEW.run_id, NEW.seq::text, v_prev)
    OR encode(sha256(convert_to(regexp_replace(NEW.line, ',"sha256":"[0-9a-f]{64}"}$', '}'), 'UTF8')), 'hex')
      IS DISTINCT FROM NEW.sha256
  THEN
    RAISE EXCEPTION 'runs: line % of % does not follow', NEW.seq, NEW.run_id
      USING ERRCODE = 'IU013', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
        HINT = 'Read the record of the run again; somebody else went on with it.';
  END IF;
  RETURN NEW;
END
$guard$;
REVOKE ALL ON FUNCTION cutter_governance.fn_run_transition_guard() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_run_transition_guard BEFORE INSERT ON cutter_governance.run_transition
  FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_run_transition_guard();
CREATE OR REPLACE TRIGGER trg_run_transition_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON cutter_governance.run_transition
  FOR EACH STATEMENT EXECUTE FUNCTION public.fn_iu_nothing_removed();
ALTER TABLE cutter_governance.run_transition ENABLE ALWAYS TRIGGER trg_run_transition_guard,
  ENABLE ALWAYS TRIGGER trg_run_transition_append_only;

GRANT SELECT, INSERT ON cutter_governance.run_transition TO cutter_verify;

RESET ROLE;
