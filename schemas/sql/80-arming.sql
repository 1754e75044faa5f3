-- Arming: the owner lets one plan be applied, once, until a time. And the kill row: the owner stops everything.
--
-- Nothing is armed at rest. The owner arms a plan with
--   INSERT INTO cutter_governance.execution_arming (plan_sha256, armed_until)
--   VALUES ('<sha256>', now() + interval '15 minutes')
--   ON CONFLICT (plan_sha256) WHERE taken_at IS NULL DO UPDATE SET armed_until = excluded.armed_until;
-- disarms it with
--   UPDATE cutter_governance.execution_arming SET armed_until = now()
--   WHERE plan_sha256 = '<sha256>' AND taken_at IS NULL;
-- stops every writer before its COMMIT, and lets them go on, with
--   UPDATE cutter_governance.execution_kill SET killed = true, reason = '<why>';
--   UPDATE cutter_governance.execution_kill SET killed = false, reason = NULL;
-- and fixes the approval policy and the signers of production with
--   INSERT INTO public.dot_config (key, value)
--   VALUES ('cutter.policy_sha256', '<sha256>'), ('cutter.signers_sha256', '<sha256>')
--   ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now();
-- No lane may write any of these.

SET ROLE directus;

CREATE TABLE IF NOT EXISTS cutter_governance.execution_arming (
  arming_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_sha256 text NOT NULL CHECK (plan_sha256 ~ '^[0-9a-f]{64}$'),
  armed_until timestamptz NOT NULL,
  armed_at    timestamptz NOT NULL DEFAULT now(),
  armed_by    text NOT NULL DEFAULT session_user,
  -- When, by which role and for which run it was taken; together or not at all.
  taken_at    timestamptz,
  taken_by    text,
  taken_run   text,
  CONSTRAINT ck_arming_short CHECK (armed_until <= armed_at + interval '24 hours'),
  CONSTRAINT ck_arming_taken CHECK (num_nonnulls(taken_at, taken_by, taken_run) IN (0, 3))
);
COMMENT ON TABLE cutter_governance.execution_arming IS 'Plans that the owner lets be applied, once each, until a time';
-- At most one arming of a plan is open.
CREATE UNIQUE INDEX IF NOT EXISTS uq_arming_open ON cutter_governance.execution_arming (plan_sha256)
  WHERE taken_at IS NULL;

CREATE TABLE IF NOT EXISTS cutter_governance.execution_kill (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  killed   boolean NOT NULL,
  reason   text,
  set_at   timestamptz NOT NULL DEFAULT now(),
  set_by   text NOT NULL DEFAULT session_user,
  CONSTRAINT ck_kill_reason CHECK (NOT killed OR coalesce(btrim(reason), '') <> '')
);
COMMENT ON TABLE cutter_governance.execution_kill IS 'One row; while it says killed, or is missing, nothing is committed';
INSERT INTO cutter_governance.execution_kill (killed) VALUES (false) ON CONFLICT (only_row) DO NOTHING;

-- A taken arming never changes, and an open one keeps its plan; the kill row says who set it last.
CREATE OR REPLACE FUNCTION cutter_governance.fn_execution_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $guard$
BEGIN
  IF TG_TABLE_NAME = 'execution_kill' THEN
    NEW.set_at := now();
    NEW.set_by := session_user;
    RETURN NEW;
  END IF;
  IF OLD.taken_at IS NOT NULL OR (OLD.arming_id, OLD.plan_sha256) <> (NEW.arming_id, NEW.plan_sha256) THEN
    RAISE EXCEPTION 'arming: arming % of plan % cannot change', OLD.arming_id, OLD.plan_sha256
      USING ERRCODE = 'IU012', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
        HINT = 'An arming is taken once. Arm the plan again with a new row.';
  END IF;
  -- Armed anew, or disarmed: by whoever does it now.
  IF NEW.taken_at IS NULL THEN
    NEW.armed_at := now();
    NEW.armed_by := session_user;
  END IF;
  RETURN NEW;
END
$guard$;
REVOKE ALL ON FUNCTION cutter_governance.fn_execution_guard() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_arming_guard BEFORE UPDATE ON cutter_governance.execution_arming
  FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_execution_guard();
CREATE OR REPLACE TRIGGER trg_kill_guard BEFORE UPDATE ON cutter_governance.execution_kill
  FOR EACH ROW EXECUTE FUNCTION cutter_governance.fn_execution_guard();
CREATE OR REPLACE TRIGGER trg_arming_nothing_removed BEFORE DELETE OR TRUNCATE ON cutter_governance.execution_arming
  FOR EACH STATEMENT EXECUTE FUNCTION public.fn_iu_nothing_removed();
CREATE OR REPLACE TRIGGER trg_kill_nothing_removed BEFORE DELETE OR TRUNCATE ON cutter_governance.execution_kill
  FOR EACH STATEMENT EXECUTE FUNCTION public.fn_iu_nothing_removed();
ALTER TABLE cutter_governance.execution_arming ENABLE ALWAYS TRIGGER trg_arming_guard,
  ENABLE ALWAYS TRIGGER trg_arming_nothing_removed;
ALTER TABLE cutter_governance.execution_kill ENABLE ALWAYS TRIGGER trg_kill_guard,
  ENABLE ALWAYS TRIGGER trg_kill_nothing_removed;

-- Takes the open arming of a plan for one run. Of any number of callers at once one gets `taken`: the others wait for its
-- transaction and then find nothing open. Call it in a transaction of its own, and commit that before anything is
-- written: what is rolled back is not taken. The answer's status:
--   taken        arming_id, armed_until and armed_by stand beside it
--   not_armed    no open arming; `detail` says what became of the last one
--   expired      it was armed until a time that is over
--   killed       the kill row forbids it, or is missing
CREATE OR REPLACE FUNCTION cutter_governance.fn_execution_take(p_plan_sha256 text, p_run text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $take$
DECLARE
  v_killed boolean;
  v_reason text;
  v_arming cutter_governance.execution_arming;
BEGIN
  IF coalesce(p_plan_sha256, '') !~ '^[0-9a-f]{64}$' OR coalesce(btrim(p_run), '') = '' THEN
    RAISE EXCEPTION 'arming: fn_execution_take needs the SHA-256 of a plan and the id of a run'
      USING ERRCODE = 'IU012', HINT = 'Give both.';
  END IF;
  SELECT k.killed, k.reason INTO v_killed, v_reason FROM cutter_governance.execution_kill AS k;
  IF v_killed IS NOT FALSE THEN
    RETURN jsonb_build_object('status', 'killed', 'detail', coalesce(v_reason, 'the kill row is missing'));
  END IF;

  UPDATE cutter_governance.execution_arming AS a
  SET taken_at = clock_timestamp(), taken_by = session_user, taken_run = p_run
  WHERE a.plan_sha256 = p_plan_sha256 AND a.taken_at IS NULL AND a.armed_until > clock_timestamp()
  RETURNING a.* INTO v_arming;
  IF FOUND THEN
    RETURN jsonb_build_object('status', 'taken', 'arming_id', v_arming.arming_id, 'armed_until', v_arming.armed_until,
      'armed_by', v_arming.armed_by);
  END IF;

  SELECT * INTO v_arming FROM cutter_governance.execution_arming AS a WHERE a.plan_sha256 = p_plan_sha256
  ORDER BY a.arming_id DESC LIMIT 1;
  RETURN CASE
    WHEN v_arming.arming_id IS NULL THEN
      jsonb_build_object('status', 'not_armed', 'detail', 'this plan was never armed')
    WHEN v_arming.taken_at IS NULL THEN
      jsonb_build_object('status', 'expired', 'detail', format('it was armed until %s', v_arming.armed_until))
    ELSE
      jsonb_build_object('status', 'not_armed',
        'detail', format('its last arming was taken by the run %s', v_arming.taken_run))
  END;
END
$take$;
REVOKE ALL ON FUNCTION cutter_governance.fn_execution_take(text, text) FROM PUBLIC;

-- The roots of trust are digests, where they are set at all.
DO $roots$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conname = 'ck_dot_config_root_of_trust') THEN
    ALTER TABLE public.dot_config ADD CONSTRAINT ck_dot_config_root_of_trust
      CHECK (key NOT IN ('cutter.policy_sha256', 'cutter.signers_sha256') OR value ~ '^[0-9a-f]{64}$');
  END IF;
END
$roots$;

RESET ROLE;
