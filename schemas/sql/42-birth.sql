-- Birth: what a unit must have when it is born (gate L1), what must be true of it at COMMIT (gate L2), and the registry
-- that holds one row for every unit ever born.

SET ROLE directus;

-- The registry has no foreign key to the unit: its row is written by the trigger below in the unit's own transaction and
-- units are never deleted, so a key would prove nothing and cost a look-up at every birth.
CREATE TABLE IF NOT EXISTS public.birth_registry (
  unit_id           uuid PRIMARY KEY,
  canonical_address text COLLATE "C" NOT NULL,
  unit_kind         text NOT NULL,
  born_at           timestamptz NOT NULL DEFAULT now(),
  -- The actor that the unit names, and the role that the server knows wrote it.
  born_by           text NOT NULL,
  session_role      text NOT NULL
);
COMMENT ON TABLE public.birth_registry IS 'One row for every unit ever born, written by trigger';

-- L1, before the row is written. All faults of a unit are reported in one message; each begins with its column.
CREATE OR REPLACE FUNCTION public.fn_iu_birth_gate_l1() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $l1$
DECLARE
  v_profile     jsonb := NEW.identity_profile;
  v_section     text := v_profile ->> 'primary_section_type_ref';
  v_publication text := v_profile ->> 'publication_type_ref';
  v_known       text[];
  v_faults      text[] := '{}';
  v_absent      text[] := '{}';
BEGIN
  -- One look-up for all three words: this runs for every unit.
  v_known := ARRAY(
    SELECT c.key FROM public.dot_config AS c WHERE c.key IN ('vocab.unit_kind.' || NEW.unit_kind,
      'vocab.section_type.' || v_section, 'vocab.publication_type.' || v_publication));

  IF coalesce(btrim(NEW.canonical_address), '') = '' THEN
    v_faults := v_faults || text 'canonical_address is empty';
  END IF;
  IF coalesce(btrim(NEW.unit_kind), '') = '' THEN
    v_faults := v_faults || text 'unit_kind is empty';
  ELSIF 'vocab.unit_kind.' || NEW.unit_kind <> ALL (v_known) THEN
    v_faults := v_faults || format('unit_kind "%s" is not in the vocabulary vocab.unit_kind', NEW.unit_kind);
  END IF;
  IF coalesce(btrim(NEW.lifecycle_status), '') = '' THEN
    v_faults := v_faults || text 'lifecycle_status is empty';
  END IF;
  IF coalesce(btrim(NEW.owner_ref), '') = '' THEN
    v_faults := v_faults || text 'owner_ref is empty';
  END IF;
  IF coalesce(btrim(NEW.conformance_status), '') = '' THEN
    v_faults := v_faults || text 'conformance_status is empty';
  END IF;
  IF coalesce(btrim(v_profile ->> 'title'), '') = '' THEN
    v_faults := v_faults || text 'identity_profile.title is empty';
  END IF;
  IF coalesce(btrim(v_profile ->> 'owner_lookup_ref'), '') = '' THEN
    v_faults := v_faults || text 'identity_profile.owner_lookup_ref is empty';
  END IF;
  IF coalesce(btrim(v_section), '') = '' THEN
    v_faults := v_faults || text 'identity_profile.primary_section_type_ref is empty';
  ELSIF 'vocab.section_type.' || v_section <> ALL (v_known) THEN
    v_faults := v_faults
      || format('identity_profile.primary_section_type_ref "%s" is not in the vocabulary vocab.section_type', v_section);
  END IF;
  -- The column decides, the profile only repeats it: they may not differ.
  IF NEW.section_type IS DISTINCT FROM v_section THEN
    v_faults := v_faults || format('section_type "%s" differs from identity_profile.primary_section_type_ref "%s"',
      NEW.section_type, v_section);
  END IF;

  IF coalesce(btrim(v_publication), '') = '' THEN
    v_absent := v_absent || text 'publication_type_ref';
  ELSIF 'vocab.publication_type.' || v_publication <> ALL (v_known) THEN
    v_faults := v_faults
      || format('identity_profile.publication_type_ref "%s" is not in the vocabulary vocab.publication_type', v_publication);
  END IF;
  IF coalesce(btrim(v_profile ->> 'publication_authority_ref'), '') = '' THEN
    v_absent := v_absent || text 'publication_authority_ref';
  END IF;

  IF v_faults <> '{}' THEN
    RAISE EXCEPTION 'birth gate L1 refuses %: %',
        coalesce(nullif(btrim(NEW.canonical_address), ''), 'a unit without address'), array_to_string(v_faults, '; ')
      USING ERRCODE = 'IU002', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
        COLUMN = split_part(split_part(v_faults[1], ' ', 1), '.', 1),
        HINT = 'Correct the named columns of this unit; words come from dot_config, keys vocab.*.';
  END IF;
  IF v_absent <> '{}' THEN
    RAISE WARNING 'birth gate L1: % has no identity_profile.%', NEW.canonical_address,
        array_to_string(v_absent, ' and no identity_profile.')
      USING ERRCODE = '01000', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
        COLUMN = 'identity_profile', HINT = 'Name the publication type and authority of the document in its cut.';
  END IF;
  RETURN NEW;
END
$l1$;
REVOKE ALL ON FUNCTION public.fn_iu_birth_gate_l1() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_birth_gate_l1 BEFORE INSERT ON public.information_unit
  FOR EACH ROW EXECUTE FUNCTION public.fn_iu_birth_gate_l1();

-- L2, at COMMIT. It reads what the row is then, not what it was when the event was queued.
-- Two look-ups by primary key and no join: a join is planned from the statistics of the moment, and when ANALYZE runs in
-- the middle of a first large cut it can turn into a scan of the whole table for every unit.
CREATE OR REPLACE FUNCTION public.fn_iu_birth_gate_l2() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $l2$
DECLARE
  v_anchor  uuid;
  v_content text;
  v_owner   uuid;
  v_fault   text;
  v_column  text := 'version_anchor_ref';
BEGIN
  SELECT u.version_anchor_ref, u.content_anchor_ref INTO v_anchor, v_content
  FROM public.information_unit AS u WHERE u.id = NEW.id;
  SELECT v.unit_id INTO v_owner FROM public.unit_version AS v WHERE v.id = v_anchor;

  IF v_owner = NEW.id AND v_content = v_anchor::text THEN
    RETURN NULL;
  END IF;

  IF v_anchor IS NULL THEN
    v_fault := 'version_anchor_ref is empty: the unit has no text';
  ELSIF v_owner IS NULL THEN
    v_fault := format('version_anchor_ref %s is no version', v_anchor);
  ELSIF v_owner <> NEW.id THEN
    v_fault := format('version_anchor_ref %s is a version of another unit', v_anchor);
  ELSE
    v_fault := format('content_anchor_ref %s differs from version_anchor_ref %s', coalesce(v_content, 'NULL'), v_anchor);
    v_column := 'content_anchor_ref';
  END IF;
  RAISE EXCEPTION 'birth gate L2 refuses %: %', NEW.canonical_address, v_fault
    USING ERRCODE = 'IU003', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME, COLUMN = v_column,
      HINT = 'Before COMMIT both anchors must name one version of this unit.';
END
$l2$;
REVOKE ALL ON FUNCTION public.fn_iu_birth_gate_l2() FROM PUBLIC;

DROP TRIGGER IF EXISTS trg_birth_gate_l2 ON public.information_unit;
CREATE CONSTRAINT TRIGGER trg_birth_gate_l2
  AFTER INSERT OR UPDATE OF version_anchor_ref, content_anchor_ref ON public.information_unit
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.fn_iu_birth_gate_l2();

-- SECURITY DEFINER: the writers have no right of their own on the registry.
CREATE OR REPLACE FUNCTION public.fn_iu_birth_register() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $register$
BEGIN
  INSERT INTO public.birth_registry (unit_id, canonical_address, unit_kind, born_by, session_role)
  VALUES (NEW.id, NEW.canonical_address, NEW.unit_kind, NEW.created_by, session_user);
  RETURN NULL;
END
$register$;
REVOKE ALL ON FUNCTION public.fn_iu_birth_register() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_birth_register AFTER INSERT ON public.information_unit
  FOR EACH ROW EXECUTE FUNCTION public.fn_iu_birth_register();

RESET ROLE;
