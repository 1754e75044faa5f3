-- Gateway guard: which code may write content at all, beyond grants.
--
-- Mode `off` (dot_config key iu_create.gateway.mode) lets whoever holds the grant write: the direct writer. Any other
-- value, and a missing row, means enforced: a write passes only when the transaction-local setting app.canonical_writer
-- names a function listed in iu_create.gateway.allowed_marker_values. That stops slips of every role, owners included.
-- It is no lock against malice, for anyone can set a setting: in the enforced posture the grants are withdrawn as well.
--
-- Triggers fire in the order of their names; trg_aa_ makes these the first.

SET ROLE directus;

CREATE OR REPLACE FUNCTION public.fn_iu_gateway_write_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $guard$
DECLARE
  v_mode    text;
  v_allowed text;
  v_marker  text;
  v_address text;
BEGIN
  SELECT c.value INTO v_mode FROM public.dot_config AS c WHERE c.key = 'iu_create.gateway.mode';
  IF v_mode = 'off' THEN
    RETURN NEW;
  END IF;

  SELECT c.value INTO v_allowed FROM public.dot_config AS c WHERE c.key = 'iu_create.gateway.allowed_marker_values';
  v_marker := coalesce(current_setting('app.canonical_writer', true), '');
  IF v_marker = ANY (regexp_split_to_array(v_allowed, '\s*,\s*')) AND v_marker <> '' THEN
    RETURN NEW;
  END IF;

  v_address := to_jsonb(NEW) ->> 'canonical_address';
  IF v_address IS NULL THEN
    SELECT u.canonical_address INTO v_address FROM public.information_unit AS u
    WHERE u.id = (to_jsonb(NEW) ->> 'unit_id')::uuid;
  END IF;
  RAISE EXCEPTION 'gateway guard: % on %.% for % is not made by the canonical writer (app.canonical_writer is "%")',
      TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME, coalesce(v_address, 'a unit without address'), v_marker
    USING ERRCODE = 'IU001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
      HINT = format('The gateway is enforced (dot_config iu_create.gateway.mode). Write through one of: %s.',
        coalesce(v_allowed, 'none allowed'));
END
$guard$;
REVOKE ALL ON FUNCTION public.fn_iu_gateway_write_guard() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_aa_iu_gateway_write_guard BEFORE INSERT OR UPDATE ON public.information_unit
  FOR EACH ROW EXECUTE FUNCTION public.fn_iu_gateway_write_guard();
CREATE OR REPLACE TRIGGER trg_aa_uv_gateway_write_guard BEFORE INSERT OR UPDATE ON public.unit_version
  FOR EACH ROW EXECUTE FUNCTION public.fn_iu_gateway_write_guard();

RESET ROLE;
