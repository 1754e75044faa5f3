-- fn_iu_reissue: brings a retired unit back as a draft with a new version of its text. An address is an identity: a
-- document that is cut again after a compensation gives its units new versions, never new units.
--
-- It needs a review decision (approve, cut) whose manifest names the address with exactly the new text. Status: reissued;
-- already_reissued (on this decision; nothing was written); would_reissue (dry run). Refusals: IU010 for arguments and
-- states, IU011 for the decision.

SET ROLE directus;

-- p_context: keys, all optional: publication_authority_ref, section_code, provenance (object), content_profile (object).
CREATE OR REPLACE FUNCTION public.fn_iu_reissue(p_canonical_address text, p_title text, p_body text, p_actor text,
  p_section_type text, p_review_decision_id uuid, p_change_set_id uuid, p_reason text, p_tool_revision text,
  p_context jsonb, p_dry_run boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $reissue$
DECLARE
  v_context  jsonb := coalesce(p_context, '{}');
  v_hash     text := encode(sha256(convert_to(p_body, 'UTF8')), 'hex');
  v_version  uuid := gen_random_uuid();
  v_unit     record;
  v_seq      integer;
  v_logged   bigint;
  v_identity jsonb;
  v_answer   jsonb;
  v_faults   text[];
BEGIN
  v_faults := public.fn_iu_empty_arguments('p_title', p_title, 'p_body', p_body, 'p_actor', p_actor,
      'p_reason', p_reason, 'p_tool_revision', p_tool_revision)
    || public.fn_iu_context_faults(v_context, ARRAY['publication_authority_ref', 'section_code', 'provenance',
      'content_profile']);
  -- The birth gate looks at new units alone.
  IF NOT EXISTS (SELECT 1 FROM public.dot_config AS c WHERE c.key = 'vocab.section_type.' || p_section_type) THEN
    v_faults := v_faults || format('p_section_type "%s" is not in the vocabulary vocab.section_type', p_section_type);
  END IF;
  PERFORM public.fn_iu_demand_arguments('fn_iu_reissue', p_canonical_address, v_faults);

  SELECT * INTO v_unit FROM public.fn_iu_demand_sound('fn_iu_reissue', p_canonical_address, ARRAY['retired', 'draft']);
  SELECT max(v.version_seq) + 1 INTO v_seq FROM public.unit_version AS v WHERE v.unit_id = v_unit.o_unit_id;
  v_answer := jsonb_build_object('canonical_address', p_canonical_address, 'unit_id', v_unit.o_unit_id,
    'version_id', v_version, 'version_seq', v_seq, 'content_hash', v_hash, 'from', v_unit.o_lifecycle, 'to', 'draft');
  IF v_unit.o_lifecycle = 'draft' THEN
    IF v_unit.o_content_hash = v_hash AND EXISTS (
      SELECT 1 FROM public.iu_lifecycle_log AS l WHERE l.unit_id = v_unit.o_unit_id AND l.from_status = 'retired'
        AND l.review_decision_id = p_review_decision_id) THEN
      RETURN v_answer || jsonb_build_object('status', 'already_reissued', 'version_id', v_unit.o_version_id,
        'version_seq', v_unit.o_version_seq);
    END IF;
    RAISE EXCEPTION 'canonical writer: fn_iu_reissue refuses %: it is draft', p_canonical_address
      USING ERRCODE = 'IU010', SCHEMA = 'public', TABLE = 'information_unit', COLUMN = 'lifecycle_status',
        HINT = 'It works on units that are retired; a draft is edited.';
  END IF;
  PERFORM public.fn_iu_demand_decision(p_review_decision_id, p_canonical_address, v_hash, 'result',
    ARRAY['approve/cut']);
  PERFORM public.fn_iu_demand_change_set(p_change_set_id, p_canonical_address, v_unit.o_unit_id);
  IF coalesce(p_dry_run, false) THEN
    RETURN (v_answer - 'version_id') || jsonb_build_object('status', 'would_reissue');
  END IF;

  SELECT u.identity_profile || jsonb_strip_nulls(jsonb_build_object('title', p_title,
      'primary_section_type_ref', p_section_type, 'provenance', v_context -> 'provenance',
      'publication_authority_ref', v_context -> 'publication_authority_ref'))
    INTO v_identity FROM public.information_unit AS u WHERE u.id = v_unit.o_unit_id;
  SELECT count(*) INTO v_logged FROM public.iu_lifecycle_log AS l WHERE l.unit_id = v_unit.o_unit_id;
  PERFORM public.fn_iu_declare('fn_iu_reissue', p_review_decision_id, p_change_set_id, p_reason, p_tool_revision);
  -- First the status alone: of a retired row nothing else may change.
  UPDATE public.information_unit SET lifecycle_status = 'draft', updated_at = now(), updated_by = p_actor
  WHERE id = v_unit.o_unit_id;
  INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile,
    created_at, created_by, updated_at)
  VALUES (v_version, v_unit.o_unit_id, p_body, v_hash, v_seq, 'draft', coalesce(v_context -> 'content_profile', '{}'),
    now(), p_actor, now());
  UPDATE public.information_unit SET version_anchor_ref = v_version, content_anchor_ref = v_version::text,
    identity_profile = v_identity, section_type = p_section_type,
    section_code = coalesce(v_context ->> 'section_code', section_code)
  WHERE id = v_unit.o_unit_id;
  PERFORM public.fn_iu_declare(NULL, NULL, NULL, NULL, NULL);

  PERFORM public.fn_iu_demand_read_back(p_canonical_address, v_version, v_hash, 'draft', v_identity, v_logged + 1);
  RETURN v_answer || jsonb_build_object('status', 'reissued');
END
$reissue$;
REVOKE ALL ON FUNCTION public.fn_iu_reissue(text, text, text, text, text, uuid, uuid, text, text, jsonb, boolean)
  FROM PUBLIC;

RESET ROLE;
