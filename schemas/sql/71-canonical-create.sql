-- fn_iu_create: the canonical writer of new units. It leaves the rows that the three statements of the direct writer
-- leave; the ids are its own.
--
-- It answers with a status and never makes a second unit at an address:
--   created           the unit, its version 1 and its anchors were written, and read back
--   exists_complete   just this unit is there already; nothing was written
--   exists_missing_birth, exists_missing_version, exists_anchor_invalid, exists_duplicate_version, exists_unknown_state
--                     something else is there, named in `detail`; nothing was written, and asking again is no use
-- Arguments that make no unit are refused (IU010), words outside the vocabulary by the birth gate (IU002).

SET ROLE directus;

-- p_context: what a cut knows besides. Keys, all optional: conformance_status, publication_authority_ref, section_code,
-- sort_order, provenance (object, of the identity profile), content_profile (object).
CREATE OR REPLACE FUNCTION public.fn_iu_create(p_canonical_address text, p_title text, p_body text, p_actor text,
  p_unit_kind text, p_section_type text, p_owner_ref text, p_publication_type text, p_parent_ref uuid, p_context jsonb)
  RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $create$
DECLARE
  v_context  jsonb := coalesce(p_context, '{}');
  v_prefix   text := split_part(p_canonical_address, '/', 1);
  v_hash     text := encode(sha256(convert_to(p_body, 'UTF8')), 'hex');
  v_unit     uuid := gen_random_uuid();
  v_version  uuid := gen_random_uuid();
  v_identity jsonb;
  v_found    record;
  v_faults   text[];
BEGIN
  v_faults := public.fn_iu_empty_arguments('p_title', p_title, 'p_body', p_body, 'p_actor', p_actor)
    || public.fn_iu_context_faults(v_context, ARRAY['conformance_status', 'publication_authority_ref', 'section_code',
      'sort_order', 'provenance', 'content_profile']);
  IF coalesce(p_canonical_address, '') !~ '^[A-Z0-9][A-Z0-9-]{1,30}[A-Z0-9]/[A-Z0-9]+([-/][A-Z0-9]+)*$'
    OR length(p_canonical_address) > 200 THEN
    v_faults := v_faults || text 'p_canonical_address is no address: prefix, "/", and a key of A-Z, 0-9, "-" and "/"';
  END IF;
  IF p_parent_ref IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.information_unit AS u WHERE u.id = p_parent_ref) THEN
    v_faults := v_faults || format('p_parent_ref %s is no unit', p_parent_ref);
  END IF;
  PERFORM public.fn_iu_demand_arguments('fn_iu_create', p_canonical_address, v_faults);

  PERFORM public.fn_iu_lock_address(p_canonical_address);
  SELECT * INTO v_found FROM public.fn_iu_examine(p_canonical_address);
  IF v_found.o_status = 'exists_complete' THEN
    IF v_found.o_lifecycle NOT IN ('draft', 'enacted') THEN
      v_found.o_status := 'exists_unknown_state';
      v_found.o_detail := format('the unit is %s; its address takes no second unit', v_found.o_lifecycle);
    ELSIF v_found.o_content_hash <> v_hash THEN
      v_found.o_status := 'exists_unknown_state';
      v_found.o_detail := 'the unit has another text';
    END IF;
  END IF;
  IF v_found.o_status <> 'absent' THEN
    RETURN jsonb_build_object('status', v_found.o_status, 'detail', v_found.o_detail,
      'canonical_address', p_canonical_address, 'unit_id', v_found.o_unit_id, 'version_id', v_found.o_version_id,
      'version_seq', v_found.o_version_seq, 'content_hash', v_found.o_content_hash,
      'lifecycle_status', v_found.o_lifecycle);
  END IF;

  v_identity := jsonb_strip_nulls(jsonb_build_object('title', p_title, 'owner_lookup_ref', p_owner_ref,
      'primary_section_type_ref', p_section_type, 'publication_type_ref', p_publication_type,
      'publication_authority_ref', coalesce(v_context ->> 'publication_authority_ref',
        (SELECT c.value FROM public.dot_config AS c
          WHERE c.key = 'iu_create.publication_authority.' || p_publication_type))))
    || jsonb_build_object('provenance', coalesce(v_context -> 'provenance', '{"writer": "fn_iu_create"}'));

  PERFORM public.fn_iu_declare('fn_iu_create', NULL, NULL, NULL, NULL);
  INSERT INTO public.information_unit (id, canonical_address, unit_kind, lifecycle_status, owner_ref,
    parent_or_container_ref, conformance_status, identity_profile, created_at, updated_at, created_by, updated_by,
    sort_order, doc_code, section_type, section_code)
  VALUES (v_unit, p_canonical_address, p_unit_kind, 'draft', p_owner_ref,
    p_parent_ref, coalesce(v_context ->> 'conformance_status', 'conformant'), v_identity, now(), now(), p_actor, p_actor,
    (v_context ->> 'sort_order')::integer, v_prefix, p_section_type,
    coalesce(v_context ->> 'section_code', substr(p_canonical_address, length(v_prefix) + 2)));
  INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile,
    created_at, created_by, updated_at)
  VALUES (v_version, v_unit, p_body, v_hash, 1, 'draft', coalesce(v_context -> 'content_profile', '{}'),
    now(), p_actor, now());
  UPDATE public.information_unit SET version_anchor_ref = v_version, content_anchor_ref = v_version::text
  WHERE id = v_unit;
  PERFORM public.fn_iu_declare(NULL, NULL, NULL, NULL, NULL);

  PERFORM public.fn_iu_demand_read_back(p_canonical_address, v_version, v_hash, 'draft', v_identity, 0);
  RETURN jsonb_build_object('status', 'created', 'canonical_address', p_canonical_address, 'unit_id', v_unit,
    'version_id', v_version, 'version_seq', 1, 'content_hash', v_hash, 'lifecycle_status', 'draft');
END
$create$;
REVOKE ALL ON FUNCTION public.fn_iu_create(text, text, text, text, text, text, text, text, uuid, jsonb) FROM PUBLIC;

-- The same without a context.
CREATE OR REPLACE FUNCTION public.fn_iu_create(p_canonical_address text, p_title text, p_body text, p_actor text,
  p_unit_kind text, p_section_type text, p_owner_ref text, p_publication_type text, p_parent_ref uuid) RETURNS jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $create$
  SELECT public.fn_iu_create(p_canonical_address, p_title, p_body, p_actor, p_unit_kind, p_section_type, p_owner_ref,
    p_publication_type, p_parent_ref, '{}')
$create$;
REVOKE ALL ON FUNCTION public.fn_iu_create(text, text, text, text, text, text, text, text, uuid) FROM PUBLIC;

RESET ROLE;
