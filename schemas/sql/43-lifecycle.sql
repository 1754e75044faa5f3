-- Lifecycle: a row is born draft, moves along legal edges alone, and is fixed once it is no longer draft.
--
--   draft -> enacted -> superseded | retired
--   draft -> retired        (compensation)
--   retired -> draft        (units only, and only by fn_iu_reissue: the same unit gets a new version)
--
-- All these triggers have a WHEN condition, so the statements of a cut never call their functions.

SET ROLE directus;

CREATE OR REPLACE FUNCTION public.fn_iu_lifecycle_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $lifecycle$
DECLARE
  v_row     jsonb := to_jsonb(NEW);
  v_subject text := coalesce(v_row ->> 'canonical_address', 'version ' || (v_row ->> 'id'));
BEGIN
  IF TG_OP = 'INSERT' THEN
    RAISE EXCEPTION 'lifecycle: % is born with lifecycle_status "%"', v_subject, NEW.lifecycle_status
      USING ERRCODE = 'IU005', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
        COLUMN = 'lifecycle_status', HINT = 'Every unit and every version is born draft; enactment is an act of its own.';
  END IF;

  IF (OLD.lifecycle_status, NEW.lifecycle_status) IN
    (('draft', 'enacted'), ('draft', 'retired'), ('enacted', 'superseded'), ('enacted', 'retired')) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'lifecycle: % cannot go from lifecycle_status "%" to "%"', v_subject,
      OLD.lifecycle_status, NEW.lifecycle_status
    USING ERRCODE = 'IU005', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
      COLUMN = 'lifecycle_status',
      HINT = 'Legal: draft to enacted or retired, enacted to superseded or retired; a retired unit to draft only when it is reissued.';
END
$lifecycle$;
REVOKE ALL ON FUNCTION public.fn_iu_lifecycle_guard() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_iu_born_draft BEFORE INSERT ON public.information_unit FOR EACH ROW
  WHEN (NEW.lifecycle_status IS DISTINCT FROM 'draft') EXECUTE FUNCTION public.fn_iu_lifecycle_guard();
CREATE OR REPLACE TRIGGER trg_uv_born_draft BEFORE INSERT ON public.unit_version FOR EACH ROW
  WHEN (NEW.lifecycle_status IS DISTINCT FROM 'draft') EXECUTE FUNCTION public.fn_iu_lifecycle_guard();
-- The one edge that a unit has and a version has not stands here and not in the function: what the body of a trigger
-- names, every cut depends on.
CREATE OR REPLACE TRIGGER trg_iu_lifecycle BEFORE UPDATE ON public.information_unit FOR EACH ROW
  WHEN (OLD.lifecycle_status IS DISTINCT FROM NEW.lifecycle_status
    AND NOT (OLD.lifecycle_status = 'retired' AND NEW.lifecycle_status = 'draft'
      AND pg_catalog.current_setting('app.canonical_writer', true) IS NOT DISTINCT FROM 'fn_iu_reissue'))
  EXECUTE FUNCTION public.fn_iu_lifecycle_guard();
CREATE OR REPLACE TRIGGER trg_uv_lifecycle BEFORE UPDATE ON public.unit_version FOR EACH ROW
  WHEN (OLD.lifecycle_status IS DISTINCT FROM NEW.lifecycle_status) EXECUTE FUNCTION public.fn_iu_lifecycle_guard();

-- Arguments: the columns that never change. Of a row that is no longer draft only the status may change, together with
-- the note of who changed it.
CREATE OR REPLACE FUNCTION public.fn_iu_immutable() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $immutable$
DECLARE
  v_subject text := coalesce(to_jsonb(OLD) ->> 'canonical_address', 'version ' || OLD.id::text);
  v_free    text[] := CASE WHEN OLD.lifecycle_status IS DISTINCT FROM NEW.lifecycle_status
    THEN ARRAY['lifecycle_status', 'updated_at', 'updated_by'] ELSE '{}' END;
  v_changed text[];
BEGIN
  SELECT array_agg(n.key ORDER BY n.key) INTO v_changed
  FROM jsonb_each(to_jsonb(OLD)) AS o JOIN jsonb_each(to_jsonb(NEW)) AS n USING (key)
  WHERE o.value IS DISTINCT FROM n.value
    AND (n.key = ANY (TG_ARGV) OR (OLD.lifecycle_status <> 'draft' AND n.key <> ALL (v_free)));
  IF v_changed IS NULL THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'immutable: % of % (lifecycle_status "%") cannot change', array_to_string(v_changed, ', '), v_subject,
      OLD.lifecycle_status
    USING ERRCODE = 'IU004', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME, COLUMN = v_changed[1],
      HINT = 'A new text is a new version; what is enacted is superseded or retired, never edited.';
END
$immutable$;
REVOKE ALL ON FUNCTION public.fn_iu_immutable() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_iu_immutable BEFORE UPDATE ON public.information_unit FOR EACH ROW
  WHEN (OLD.lifecycle_status <> 'draft' OR OLD.id <> NEW.id OR OLD.canonical_address <> NEW.canonical_address)
  EXECUTE FUNCTION public.fn_iu_immutable('id', 'canonical_address');
CREATE OR REPLACE TRIGGER trg_uv_immutable BEFORE UPDATE ON public.unit_version FOR EACH ROW
  EXECUTE FUNCTION public.fn_iu_immutable('id', 'unit_id', 'body', 'content_hash', 'version_seq');

CREATE TABLE IF NOT EXISTS public.iu_lifecycle_log (
  log_id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  unit_id            uuid NOT NULL REFERENCES public.information_unit (id),
  from_status        text NOT NULL REFERENCES public.iu_lifecycle_vocab (status),
  to_status          text NOT NULL REFERENCES public.iu_lifecycle_vocab (status),
  -- The actor that the unit names, and the role that the server knows wrote it.
  actor              text,
  session_role       text NOT NULL,
  review_decision_id uuid,
  change_set_id      uuid,
  reason             text,
  tool_revision      text,
  logged_at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS ix_iu_lifecycle_log_unit ON public.iu_lifecycle_log (unit_id);
COMMENT ON TABLE public.iu_lifecycle_log IS 'Every change of a unit''s lifecycle status, written by trigger; append-only';

-- Written by trigger, so that no change goes unlogged, whoever makes it. The functions that change a status say why in
-- transaction-local settings: app.review_decision_id, app.change_set_id, app.reason, app.tool_revision.
CREATE OR REPLACE FUNCTION public.fn_iu_lifecycle_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $record$
BEGIN
  INSERT INTO public.iu_lifecycle_log
    (unit_id, from_status, to_status, actor, session_role, review_decision_id, change_set_id, reason, tool_revision)
  VALUES (NEW.id, OLD.lifecycle_status, NEW.lifecycle_status, NEW.updated_by, session_user,
    nullif(current_setting('app.review_decision_id', true), '')::uuid,
    nullif(current_setting('app.change_set_id', true), '')::uuid,
    nullif(current_setting('app.reason', true), ''),
    nullif(current_setting('app.tool_revision', true), ''));
  RETURN NULL;
END
$record$;
REVOKE ALL ON FUNCTION public.fn_iu_lifecycle_record() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_iu_lifecycle_record AFTER UPDATE ON public.information_unit FOR EACH ROW
  WHEN (OLD.lifecycle_status IS DISTINCT FROM NEW.lifecycle_status) EXECUTE FUNCTION public.fn_iu_lifecycle_record();

RESET ROLE;
