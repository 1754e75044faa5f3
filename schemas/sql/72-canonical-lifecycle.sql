-- The functions that move a unit on: fn_iu_enact, fn_iu_supersede, fn_iu_retire.
--
-- Each needs a review decision about exactly this text of this unit, writes one row of the lifecycle log, and reads back
-- what it wrote. What is not as it must be is refused by an error, so that a caller who ignores the answer has not done
-- half. With p_dry_run it checks all that and writes nothing. The answer's status:
--   enacted, superseded, retired                           done
--   already_enacted, already_superseded, already_retired   there was nothing to do
--   would_enact, would_supersede, would_retire             dry run
-- Refusals: IU010 for arguments and states, IU011 for the decision.

SET ROLE directus;

-- p_rules: for every status that it may leave, the decisions (verdict/event) it may rest on. p_role: as what the decision's
-- manifest names the unit.
CREATE OR REPLACE FUNCTION public.fn_iu_move(p_function text, p_address text, p_to text, p_rules jsonb, p_role text,
  p_decision_needed boolean, p_actor text, p_decision uuid, p_change_set uuid, p_reason text, p_tool_revision text,
  p_dry_run boolean) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $move$
DECLARE
  v_unit     record;
  v_identity jsonb;
  v_logged   bigint;
  v_answer   jsonb;
BEGIN
  PERFORM public.fn_iu_demand_arguments(p_function, p_address, public.fn_iu_empty_arguments('p_actor', p_actor,
    'p_reason', p_reason, 'p_tool_revision', p_tool_revision));
  SELECT * INTO v_unit FROM public.fn_iu_demand_sound(p_function, p_address,
    ARRAY(SELECT jsonb_object_keys(p_rules)) || p_to);
  v_answer := jsonb_build_object('canonical_address', p_address, 'unit_id', v_unit.o_unit_id,
    'version_id', v_unit.o_version_id, 'version_seq', v_unit.o_version_seq, 'content_hash', v_unit.o_content_hash,
    'from', v_unit.o_lifecycle, 'to', p_to);
  IF v_unit.o_lifecycle = p_to THEN
    RETURN v_answer || jsonb_build_object('status', 'already_' || p_to);
  END IF;
  IF p_decision_needed OR p_decision IS NOT NULL THEN
    PERFORM public.fn_iu_demand_decision(p_decision, p_address, v_unit.o_content_hash, p_role,
      ARRAY(SELECT jsonb_array_elements_text(p_rules -> v_unit.o_lifecycle)));
  END IF;
  PERFORM public.fn_iu_demand_change_set(p_change_set, p_address, v_unit.o_unit_id);
  IF p_dry_run THEN
    RETURN v_answer || jsonb_build_object('status', replace(p_function, 'fn_iu_', 'would_'));
  END IF;

  SELECT u.identity_profile INTO v_identity FROM public.information_unit AS u WHERE u.id = v_unit.o_unit_id;
  SELECT count(*) INTO v_logged FROM public.iu_lifecycle_log AS l WHERE l.unit_id = v_unit.o_unit_id;
  PERFORM public.fn_iu_declare(p_function, p_decision, p_change_set, p_reason, p_tool_revision);
  UPDATE public.unit_version SET lifecycle_status = p_to, updated_at = now(),
    enacted_at = CASE p_to WHEN 'enacted' THEN now() ELSE enacted_at END
  WHERE id = v_unit.o_version_id;
  UPDATE public.information_unit SET lifecycle_status = p_to, updated_at = now(), updated_by = p_actor
  WHERE id = v_unit.o_unit_id;
  PERFORM public.fn_iu_declare(NULL, NULL, NULL, NULL, NULL);

  PERFORM public.fn_iu_demand_read_back(p_address, v_unit.o_version_id, v_unit.o_content_hash, p_to, v_identity,
    v_logged + 1);
  RETURN v_answer || jsonb_build_object('status', p_to);
END
$move$;
REVOKE ALL ON FUNCTION public.fn_iu_move(text, text, text, jsonb, text, boolean, text, uuid, uuid, text, text, boolean)
  FROM PUBLIC;

-- Makes a draft law; p_target_lifecycle is 'enacted'. There is no way back: what is enacted is superseded or retired.
CREATE OR REPLACE FUNCTION public.fn_iu_enact(p_canonical_address text, p_actor text, p_review_decision_id uuid,
  p_target_lifecycle text, p_change_set_id uuid, p_reason text, p_tool_revision text, p_dry_run boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $enact$
DECLARE
  v_without boolean := EXISTS (SELECT 1 FROM public.dot_config AS c
    WHERE c.key = 'iu_enact.allow_no_review_decision' AND c.value = 'true');
BEGIN
  IF p_target_lifecycle IS DISTINCT FROM 'enacted' THEN
    PERFORM public.fn_iu_demand_arguments('fn_iu_enact', p_canonical_address,
      ARRAY[format('p_target_lifecycle is "%s", not "enacted"', p_target_lifecycle)]);
  END IF;
  RETURN public.fn_iu_move('fn_iu_enact', p_canonical_address, 'enacted',
    '{"draft": ["approve/cut", "approve/enact"]}', 'result', NOT v_without,
    p_actor, p_review_decision_id, p_change_set_id, p_reason, p_tool_revision, coalesce(p_dry_run, false));
END
$enact$;
REVOKE ALL ON FUNCTION public.fn_iu_enact(text, text, uuid, text, uuid, text, text, boolean) FROM PUBLIC;

-- Withdraws a unit: a draft as compensation (verdict revert) or by decision, an enacted one by decision alone.
CREATE OR REPLACE FUNCTION public.fn_iu_retire(p_canonical_address text, p_actor text, p_review_decision_id uuid,
  p_change_set_id uuid, p_reason text, p_tool_revision text, p_dry_run boolean) RETURNS jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $retire$
  SELECT public.fn_iu_move('fn_iu_retire', p_canonical_address, 'retired',
    '{"draft": ["revert/compensate", "approve/retire"], "enacted": ["approve/retire"]}', 'result', true,
    p_actor, p_review_decision_id, p_change_set_id, p_reason, p_tool_revision, coalesce(p_dry_run, false))
$retire$;
REVOKE ALL ON FUNCTION public.fn_iu_retire(text, text, uuid, uuid, text, text, boolean) FROM PUBLIC;

-- Puts an enacted unit in the place of another and keeps the former address as an alias. The decision's manifest names
-- the former address as origin and the successor as result.
CREATE OR REPLACE FUNCTION public.fn_iu_supersede(p_canonical_address text, p_successor_address text, p_actor text,
  p_review_decision_id uuid, p_change_set_id uuid, p_reason text, p_tool_revision text, p_dry_run boolean) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $supersede$
DECLARE
  v_successor record;
  v_answer    jsonb;
BEGIN
  IF p_successor_address IS NULL OR p_successor_address = p_canonical_address THEN
    PERFORM public.fn_iu_demand_arguments('fn_iu_supersede', p_canonical_address,
      ARRAY['p_successor_address names no other unit']);
  END IF;
  -- In one order, whichever of the two takes the other's place.
  PERFORM public.fn_iu_lock_address(least(p_canonical_address, p_successor_address));
  PERFORM public.fn_iu_lock_address(greatest(p_canonical_address, p_successor_address));
  SELECT * INTO v_successor
  FROM public.fn_iu_demand_sound('fn_iu_supersede', p_successor_address, ARRAY['enacted']);
  v_answer := public.fn_iu_move('fn_iu_supersede', p_canonical_address, 'superseded',
      '{"enacted": ["approve/supersede"]}', 'origin', true,
      p_actor, p_review_decision_id, p_change_set_id, p_reason, p_tool_revision, coalesce(p_dry_run, false))
    || jsonb_build_object('successor_address', p_successor_address);
  IF v_answer ->> 'status' = 'already_superseded' THEN
    IF NOT EXISTS (SELECT 1 FROM cutter_governance.canonical_address_alias AS a
      WHERE a.alias_address = p_canonical_address AND a.canonical_address = p_successor_address
        AND a.alias_kind = 'PREVIOUS_CANONICAL') THEN
      RAISE EXCEPTION 'canonical writer: fn_iu_supersede refuses %: another unit has its place', p_canonical_address
        USING ERRCODE = 'IU010', SCHEMA = 'cutter_governance', TABLE = 'canonical_address_alias',
          COLUMN = 'canonical_address', HINT = 'Supersede the unit that has it.';
    END IF;
    RETURN v_answer;
  END IF;
  PERFORM public.fn_iu_demand_decision(p_review_decision_id, p_successor_address, v_successor.o_content_hash, 'result',
    ARRAY['approve/supersede']);
  IF v_answer ->> 'status' = 'superseded' THEN
    INSERT INTO cutter_governance.canonical_address_alias (alias_id, alias_kind, alias_address, canonical_address,
      unit_id, review_decision_id, created_by, rationale)
    VALUES (gen_random_uuid(), 'PREVIOUS_CANONICAL', p_canonical_address, p_successor_address,
      v_successor.o_unit_id, p_review_decision_id, p_actor, p_reason);
  END IF;
  RETURN v_answer;
END
$supersede$;
REVOKE ALL ON FUNCTION public.fn_iu_supersede(text, text, text, uuid, uuid, text, text, boolean) FROM PUBLIC;

RESET ROLE;
