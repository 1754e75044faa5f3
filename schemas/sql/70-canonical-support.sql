-- What the functions of the canonical writer share: the lock, the state of an address, the decision that is needed, and
-- what they say about themselves while they write.
--
-- No role may call these; the functions in 71 to 74 do, with the owner's rights.

SET ROLE directus;

-- Which authority publishes a publication type, where the caller names none.
INSERT INTO public.dot_config (key, value, description) VALUES
  ('iu_create.publication_authority.law', 'incomex_council',
    'Authority of a law whose unit is created without naming one')
ON CONFLICT (key) DO NOTHING;

-- One writer an address, by the same rule of keys as a document: 'cutter/' and the name. Whoever holds the document's
-- lock, as a cut does, needs no lock for each address: all others wait at the document. (A lock for each of 60,000
-- addresses would not fit the lock table of a server.)
CREATE OR REPLACE FUNCTION public.fn_iu_lock_address(p_address text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $lock$
DECLARE
  v_document text := split_part(p_address, '/', 1);
  v_key      bigint := hashtextextended('cutter/' || v_document, 0);
BEGIN
  -- Said by this function, in this transaction. Whoever says it falsely loses the lock, not the guards.
  IF current_setting('app.document_locked', true) = v_document THEN
    RETURN;
  END IF;
  IF EXISTS (
    SELECT 1 FROM pg_locks AS l
    WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.mode = 'ExclusiveLock' AND l.granted
      AND l.objsubid = 1 AND ((l.classid::bigint << 32) | l.objid::bigint) = v_key
      AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
  ) THEN
    PERFORM set_config('app.document_locked', v_document, true);
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(v_key);
  PERFORM pg_advisory_xact_lock(hashtextextended('cutter/' || p_address, 0));
END
$lock$;
REVOKE ALL ON FUNCTION public.fn_iu_lock_address(text) FROM PUBLIC;

-- What stands at an address. o_status is `absent`, `exists_complete`, or the first of the health states that holds;
-- o_detail says what is wrong. Look-ups by key and no joins, as in gate L2.
CREATE OR REPLACE FUNCTION public.fn_iu_examine(p_address text, OUT o_status text, OUT o_detail text,
  OUT o_unit_id uuid,
  OUT o_version_id uuid, OUT o_version_seq integer, OUT o_content_hash text, OUT o_lifecycle text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $examine$
DECLARE
  v_unit     public.information_unit;
  v_version  public.unit_version;
  v_versions bigint;
  v_numbers  bigint;
BEGIN
  SELECT * INTO v_unit FROM public.information_unit AS u WHERE u.canonical_address = p_address;
  IF NOT FOUND THEN
    o_status := 'absent';
    o_detail := 'no unit has this address';
    RETURN;
  END IF;
  o_unit_id := v_unit.id;
  o_lifecycle := v_unit.lifecycle_status;

  SELECT count(*), count(DISTINCT v.version_seq) INTO v_versions, v_numbers
  FROM public.unit_version AS v WHERE v.unit_id = v_unit.id;
  SELECT * INTO v_version FROM public.unit_version AS v WHERE v.id = v_unit.version_anchor_ref;
  o_version_id := v_version.id;
  o_version_seq := v_version.version_seq;
  o_content_hash := v_version.content_hash;

  IF v_versions = 0 THEN
    o_status := 'exists_missing_version';
    o_detail := 'the unit has no version';
  ELSIF v_numbers <> v_versions THEN
    o_status := 'exists_duplicate_version';
    o_detail := format('%s versions share %s numbers', v_versions, v_numbers);
  ELSIF v_version.unit_id IS DISTINCT FROM v_unit.id OR v_unit.content_anchor_ref IS DISTINCT
    FROM v_version.id::text THEN
    o_status := 'exists_anchor_invalid';
    o_detail := format('the anchors %s and %s do not name one version of the unit',
      coalesce(v_unit.version_anchor_ref::text, 'NULL'), coalesce(v_unit.content_anchor_ref, 'NULL'));
  ELSIF NOT EXISTS (SELECT 1 FROM public.birth_registry AS b WHERE b.unit_id = v_unit.id) THEN
    o_status := 'exists_missing_birth';
    o_detail := 'its birth is not registered';
  ELSIF v_unit.deleted_at IS NOT NULL THEN
    o_status := 'exists_unknown_state';
    o_detail := 'it bears a time of deletion';
  ELSIF v_version.lifecycle_status IS DISTINCT FROM v_unit.lifecycle_status THEN
    o_status := 'exists_unknown_state';
    o_detail := format('the unit is %s and its version %s', v_unit.lifecycle_status, v_version.lifecycle_status);
  ELSIF v_version.content_hash IS DISTINCT FROM encode(sha256(convert_to(v_version.body, 'UTF8')), 'hex') THEN
    o_status := 'exists_unknown_state';
    o_detail := 'its text does not have the hash that the version names';
  ELSE
    o_status := 'exists_complete';
  END IF;
END
$examine$;
REVOKE ALL ON FUNCTION public.fn_iu_examine(text) FROM PUBLIC;

-- Refuses (IU011), with every reason, unless the decision stands, is of one of the kinds in p_allowed (verdict/event),
-- is about the document of the address, and names the address in p_role with exactly this text.
CREATE OR REPLACE FUNCTION public.fn_iu_demand_decision(p_decision uuid, p_address text, p_content_hash text,
  p_role text,
  p_allowed text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $decision$
DECLARE
  v_decision cutter_governance.review_decision;
  v_envelope cutter_governance.manifest_envelope;
  v_prefix   text;
  v_hash     text;
  v_faults   text[] := '{}';
BEGIN
  IF p_decision IS NULL THEN
    RAISE EXCEPTION 'decision: % needs a review decision, and none is named', p_address
      USING ERRCODE = 'IU011', SCHEMA = 'cutter_governance', TABLE = 'review_decision', COLUMN = 'review_decision_id',
        HINT = 'Name the review decision that this rests on.';
  END IF;
  SELECT * INTO v_decision FROM cutter_governance.review_decision AS r WHERE r.review_decision_id = p_decision;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'decision: % needs a review decision, and there is none with the id %', p_address, p_decision
      USING ERRCODE = 'IU011', SCHEMA = 'cutter_governance', TABLE = 'review_decision', COLUMN = 'review_decision_id',
        HINT = 'Name the review decision that this rests on.';
  END IF;
  SELECT * INTO v_envelope FROM cutter_governance.manifest_envelope AS e WHERE e.envelope_id = v_decision.envelope_id;

  IF v_decision.verdict || '/' || v_decision.governance_event_kind <> ALL (p_allowed) THEN
    v_faults := v_faults || format('it says %s for %s, needed is %s', v_decision.verdict,
      v_decision.governance_event_kind,
      array_to_string(p_allowed, ' or '));
  END IF;
  IF EXISTS (SELECT 1 FROM cutter_governance.review_decision AS r WHERE r.prior_review_decision_id = p_decision) THEN
    v_faults := v_faults || text 'a later decision has taken its place';
  END IF;
  IF v_decision.verdict = 'approve' THEN
    IF v_envelope.status <> 'accepted' THEN
      v_faults := v_faults || format('its manifest is %s, not accepted', v_envelope.status);
    END IF;
    IF EXISTS (SELECT 1 FROM cutter_governance.review_decision AS r
      WHERE r.envelope_id = v_decision.envelope_id AND r.verdict = 'revert') THEN
      v_faults := v_faults || text 'its manifest was reverted';
    END IF;
  END IF;
  SELECT d.address_docprefix INTO v_prefix FROM cutter_governance.source_document_registry AS d
  WHERE d.source_document_ref = v_envelope.source_doc_ref;
  IF v_prefix IS DISTINCT FROM split_part(p_address, '/', 1) THEN
    v_faults := v_faults || format('it is about another document: %s, with the prefix %s', v_envelope.source_doc_ref,
      v_prefix);
  ELSE
    SELECT b.content_hash INTO v_hash FROM cutter_governance.manifest_unit_block AS b
    WHERE b.envelope_id = v_decision.envelope_id AND b.proposed_canonical_address = p_address AND b.block_role = p_role;
    IF NOT FOUND THEN
      v_faults := v_faults || format('its manifest does not name this address as %s', p_role);
    ELSIF v_hash <> p_content_hash THEN
      v_faults := v_faults || format('it was made about another text: SHA-256 %s, and here is %s', v_hash,
        p_content_hash);
    END IF;
  END IF;

  IF v_faults <> '{}' THEN
    RAISE EXCEPTION 'decision: % cannot rest on the review decision %: %', p_address, p_decision,
      array_to_string(v_faults, '; ')
      USING ERRCODE = 'IU011', SCHEMA = 'cutter_governance', TABLE = 'review_decision', COLUMN = 'review_decision_id',
        HINT = 'Have this text of this unit reviewed, and name that decision.';
  END IF;
END
$decision$;
REVOKE ALL ON FUNCTION public.fn_iu_demand_decision(uuid, text, text, text, text[]) FROM PUBLIC;

-- A change set that is named must exist and name the unit.
CREATE OR REPLACE FUNCTION public.fn_iu_demand_change_set(p_change_set uuid, p_address text,
  p_unit_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $change_set$
BEGIN
  IF p_change_set IS NULL OR EXISTS (
    SELECT 1 FROM cutter_governance.cut_change_set_affected_row AS a
    WHERE a.change_set_id = p_change_set AND a.target_row_id = p_unit_id AND a.target_table = 'public.information_unit'
  ) THEN
    RETURN;
  END IF;
  RAISE EXCEPTION 'canonical writer: the change set % does not name %', p_change_set, p_address
    USING ERRCODE = 'IU010', SCHEMA = 'cutter_governance', TABLE = 'cut_change_set_affected_row',
      COLUMN = 'change_set_id',
      HINT = 'Name the change set that lists this unit, or none.';
END
$change_set$;
REVOKE ALL ON FUNCTION public.fn_iu_demand_change_set(uuid, text, uuid) FROM PUBLIC;

-- Refuses (IU010) when there are faults. All faults of a call are reported in one message.
CREATE OR REPLACE FUNCTION public.fn_iu_demand_arguments(p_function text, p_address text, p_faults text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $arguments$
BEGIN
  IF p_faults <> '{}' THEN
    RAISE EXCEPTION 'canonical writer: % refuses %: %', p_function,
        coalesce(nullif(btrim(p_address), ''), 'a unit without address'), array_to_string(p_faults, '; ')
      USING ERRCODE = 'IU010', SCHEMA = 'public', TABLE = 'information_unit', HINT = 'Correct the named arguments.';
  END IF;
END
$arguments$;
REVOKE ALL ON FUNCTION public.fn_iu_demand_arguments(text, text, text[]) FROM PUBLIC;

-- The names of empty arguments, as faults. p_arguments: name and value by turns.
CREATE OR REPLACE FUNCTION public.fn_iu_empty_arguments(VARIADIC p_arguments text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $empty$
  SELECT ARRAY(SELECT p_arguments[i] || ' is empty' FROM generate_series(1, cardinality(p_arguments), 2) AS i
    WHERE coalesce(btrim(p_arguments[i + 1], E' \t\n\r'), '') = '' ORDER BY i)
$empty$;
REVOKE ALL ON FUNCTION public.fn_iu_empty_arguments(text[]) FROM PUBLIC;

-- The faults of a context: it is an object of known keys; provenance and content_profile are objects, sort_order a number.
CREATE OR REPLACE FUNCTION public.fn_iu_context_faults(p_context jsonb, p_keys text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $context$
BEGIN
  IF jsonb_typeof(p_context) <> 'object' THEN
    RETURN ARRAY['p_context is no object'];
  END IF;
  RETURN ARRAY(SELECT CASE
      WHEN c.key <> ALL (p_keys) THEN format('p_context has the unknown key "%s"', c.key)
      WHEN c.key IN ('provenance', 'content_profile') THEN format('p_context.%s is no object', c.key)
      WHEN c.key = 'sort_order' THEN 'p_context.sort_order is no whole number'
      ELSE format('p_context.%s is no text', c.key) END
    FROM jsonb_each(p_context) AS c
    WHERE c.key <> ALL (p_keys)
      OR CASE WHEN c.key IN ('provenance', 'content_profile') THEN jsonb_typeof(c.value) <> 'object'
        WHEN c.key = 'sort_order' THEN c.value::text !~ '^-?[0-9]{1,9}$'
        ELSE jsonb_typeof(c.value) <> 'string' END
    ORDER BY c.key);
END
$context$;
REVOKE ALL ON FUNCTION public.fn_iu_context_faults(jsonb, text[]) FROM PUBLIC;

-- Locks the address and its unit, and refuses (IU010) what is not sound or not in one of the statuses. Whoever moves an
-- anchor without the lock of the address waits for the lock of the row.
CREATE OR REPLACE FUNCTION public.fn_iu_demand_sound(p_function text, p_address text, p_statuses text[],
  OUT o_unit_id uuid, OUT o_version_id uuid, OUT o_version_seq integer, OUT o_content_hash text, OUT o_lifecycle text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $sound$
DECLARE
  v_found record;
BEGIN
  PERFORM public.fn_iu_lock_address(p_address);
  PERFORM 1 FROM public.information_unit AS u WHERE u.canonical_address = p_address FOR UPDATE;
  SELECT * INTO v_found FROM public.fn_iu_examine(p_address);
  IF v_found.o_status <> 'exists_complete' THEN
    RAISE EXCEPTION 'canonical writer: % refuses %: % (%)', p_function, p_address, v_found.o_detail, v_found.o_status
      USING ERRCODE = 'IU010', SCHEMA = 'public', TABLE = 'information_unit',
        HINT = 'It works on a sound unit alone. Find out what happened to this one.';
  END IF;
  IF v_found.o_lifecycle <> ALL (p_statuses) THEN
    RAISE EXCEPTION 'canonical writer: % refuses %: it is %', p_function, p_address, v_found.o_lifecycle
      USING ERRCODE = 'IU010', SCHEMA = 'public', TABLE = 'information_unit', COLUMN = 'lifecycle_status',
        HINT = format('It works on units that are %s.', array_to_string(p_statuses, ' or '));
  END IF;
  o_unit_id := v_found.o_unit_id;
  o_version_id := v_found.o_version_id;
  o_version_seq := v_found.o_version_seq;
  o_content_hash := v_found.o_content_hash;
  o_lifecycle := v_found.o_lifecycle;
END
$sound$;
REVOKE ALL ON FUNCTION public.fn_iu_demand_sound(text, text, text[]) FROM PUBLIC;

-- Refuses (IU010) unless the unit now reads back so, with p_logged rows in the lifecycle log: a trigger or rule may have
-- changed or swallowed what was written.
CREATE OR REPLACE FUNCTION public.fn_iu_demand_read_back(p_address text, p_version_id uuid, p_content_hash text,
  p_lifecycle text, p_identity jsonb, p_logged bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $read_back$
DECLARE
  v_found  record;
  v_unit   public.information_unit;
  v_logged bigint;
BEGIN
  SELECT * INTO v_found FROM public.fn_iu_examine(p_address);
  SELECT * INTO v_unit FROM public.information_unit AS u WHERE u.canonical_address = p_address;
  SELECT count(*) INTO v_logged FROM public.iu_lifecycle_log AS l WHERE l.unit_id = v_unit.id;
  IF (v_found.o_status, v_found.o_version_id, v_found.o_content_hash, v_found.o_lifecycle, v_unit.identity_profile, v_logged)
    IS NOT DISTINCT FROM ('exists_complete', p_version_id, p_content_hash, p_lifecycle, p_identity, p_logged) THEN
    RETURN;
  END IF;
  RAISE EXCEPTION 'canonical writer: % does not read back as it was written: %', p_address,
      coalesce(v_found.o_detail, format('it is %s, with %s rows in the lifecycle log', v_found.o_lifecycle, v_logged))
    USING ERRCODE = 'IU010', SCHEMA = 'public', TABLE = 'information_unit',
      HINT = 'A trigger or rule changed it on its way in. Nothing was kept.';
END
$read_back$;
REVOKE ALL ON FUNCTION public.fn_iu_demand_read_back(text, uuid, text, text, jsonb, bigint) FROM PUBLIC;

-- What the gateway reads, and what the lifecycle log keeps. All NULL takes it back.
CREATE OR REPLACE FUNCTION public.fn_iu_declare(p_function text, p_decision uuid, p_change_set uuid, p_reason text,
  p_tool_revision text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $declare$
BEGIN
  PERFORM set_config('app.canonical_writer', coalesce(p_function, ''), true),
    set_config('app.review_decision_id', coalesce(p_decision::text, ''), true),
    set_config('app.change_set_id', coalesce(p_change_set::text, ''), true),
    set_config('app.reason', coalesce(p_reason, ''), true),
    set_config('app.tool_revision', coalesce(p_tool_revision, ''), true);
END
$declare$;
REVOKE ALL ON FUNCTION public.fn_iu_declare(text, uuid, uuid, text, text) FROM PUBLIC;

RESET ROLE;
