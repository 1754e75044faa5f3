-- fn_iu_apply_edit_draft: a new version of the text of a draft. It looks at this unit alone, so that it works whatever
-- the status of other units is. An enacted text is not edited but superseded.
--
-- Status: edited; unchanged (the draft has this text and title already); would_edit (dry run). Refusals: IU010.

SET ROLE directus;

-- p_expected_version_id: the version that was read and edited; when another is current by now, nothing is written.
-- p_title NULL keeps the title.
CREATE OR REPLACE FUNCTION public.fn_iu_apply_edit_draft(p_canonical_address text, p_title text, p_body text,
  p_actor text, p_expected_version_id uuid, p_reason text, p_dry_run boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $edit$
DECLARE
  v_hash     text := encode(sha256(convert_to(p_body, 'UTF8')), 'hex');
  v_version  uuid := gen_random_uuid();
  v_unit     record;
  v_before   jsonb;
  v_identity jsonb;
  v_profile  jsonb;
  v_seq      integer;
  v_logged   bigint;
  v_answer   jsonb;
BEGIN
  PERFORM public.fn_iu_demand_arguments('fn_iu_apply_edit_draft', p_canonical_address,
    public.fn_iu_empty_arguments('p_title', coalesce(p_title, 'kept'), 'p_body', p_body, 'p_actor', p_actor,
      'p_reason', p_reason));
  SELECT * INTO v_unit FROM public.fn_iu_demand_sound('fn_iu_apply_edit_draft', p_canonical_address, ARRAY['draft']);
  IF v_unit.o_version_id IS DISTINCT FROM p_expected_version_id THEN
    RAISE EXCEPTION 'canonical writer: fn_iu_apply_edit_draft refuses %: its current version is %, not %',
        p_canonical_address, v_unit.o_version_id, p_expected_version_id
      USING ERRCODE = 'IU010', SCHEMA = 'public', TABLE = 'information_unit', COLUMN = 'version_anchor_ref',
        HINT = 'Another edit was made since this text was read. Read the unit again.';
  END IF;

  SELECT u.identity_profile INTO v_before FROM public.information_unit AS u WHERE u.id = v_unit.o_unit_id;
  v_identity := v_before || jsonb_strip_nulls(jsonb_build_object('title', p_title));
  SELECT max(v.version_seq) + 1 INTO v_seq FROM public.unit_version AS v WHERE v.unit_id = v_unit.o_unit_id;
  v_answer := jsonb_build_object('canonical_address', p_canonical_address, 'unit_id', v_unit.o_unit_id,
    'version_id', v_version, 'version_seq', v_seq, 'content_hash', v_hash);
  IF v_unit.o_content_hash = v_hash AND v_identity = v_before THEN
    RETURN v_answer || jsonb_build_object('status', 'unchanged', 'version_id', v_unit.o_version_id,
      'version_seq', v_unit.o_version_seq);
  END IF;
  IF coalesce(p_dry_run, false) THEN
    RETURN (v_answer - 'version_id') || jsonb_build_object('status', 'would_edit');
  END IF;

  SELECT v.content_profile INTO v_profile FROM public.unit_version AS v WHERE v.id = v_unit.o_version_id;
  SELECT count(*) INTO v_logged FROM public.iu_lifecycle_log AS l WHERE l.unit_id = v_unit.o_unit_id;
  PERFORM public.fn_iu_declare('fn_iu_apply_edit_draft', NULL, NULL, NULL, NULL);
  INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile,
    created_at, created_by, description, editor, updated_at)
  VALUES (v_version, v_unit.o_unit_id, p_body, v_hash, v_seq, 'draft', v_profile,
    now(), p_actor, p_reason, p_actor, now());
  UPDATE public.information_unit SET version_anchor_ref = v_version, content_anchor_ref = v_version::text,
    identity_profile = v_identity, updated_at = now(), updated_by = p_actor
  WHERE id = v_unit.o_unit_id;
  -- One version of a unit is current; the one it replaces is withdrawn.
  UPDATE public.unit_version SET lifecycle_status = 'retired', updated_at = now() WHERE id = v_unit.o_version_id;
  PERFORM public.fn_iu_declare(NULL, NULL, NULL, NULL, NULL);

  PERFORM public.fn_iu_demand_read_back(p_canonical_address, v_version, v_hash, 'draft', v_identity, v_logged);
  RETURN v_answer || jsonb_build_object('status', 'edited');
END
$edit$;
REVOKE ALL ON FUNCTION public.fn_iu_apply_edit_draft(text, text, text, text, uuid, text, boolean) FROM PUBLIC;

RESET ROLE;
