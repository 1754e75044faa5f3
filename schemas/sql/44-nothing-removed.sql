-- Nothing is ever removed: content is retired, records are only added to.
--
-- Statement triggers, so that a DELETE is refused even where it would find no row, and ENABLE ALWAYS, so that
-- session_replication_role = replica does not pass them by.

SET ROLE directus;

CREATE OR REPLACE FUNCTION public.fn_iu_nothing_removed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $removed$
BEGIN
  RAISE EXCEPTION '% on %.% is refused: %', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME,
      CASE TG_OP WHEN 'UPDATE' THEN 'its rows are only ever added to' ELSE 'nothing is ever deleted' END
    USING ERRCODE = 'IU006', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
      HINT = 'Compensate forward: retire the unit, or add the row that corrects the record.';
END
$removed$;
REVOKE ALL ON FUNCTION public.fn_iu_nothing_removed() FROM PUBLIC;

CREATE OR REPLACE TRIGGER trg_iu_nothing_removed BEFORE DELETE OR TRUNCATE ON public.information_unit
  FOR EACH STATEMENT EXECUTE FUNCTION public.fn_iu_nothing_removed();
ALTER TABLE public.information_unit ENABLE ALWAYS TRIGGER trg_iu_nothing_removed;

CREATE OR REPLACE TRIGGER trg_uv_nothing_removed BEFORE DELETE OR TRUNCATE ON public.unit_version
  FOR EACH STATEMENT EXECUTE FUNCTION public.fn_iu_nothing_removed();
ALTER TABLE public.unit_version ENABLE ALWAYS TRIGGER trg_uv_nothing_removed;

CREATE OR REPLACE TRIGGER trg_birth_registry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.birth_registry
  FOR EACH STATEMENT EXECUTE FUNCTION public.fn_iu_nothing_removed();
ALTER TABLE public.birth_registry ENABLE ALWAYS TRIGGER trg_birth_registry_append_only;

CREATE OR REPLACE TRIGGER trg_lifecycle_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.iu_lifecycle_log
  FOR EACH STATEMENT EXECUTE FUNCTION public.fn_iu_nothing_removed();
ALTER TABLE public.iu_lifecycle_log ENABLE ALWAYS TRIGGER trg_lifecycle_log_append_only;

RESET ROLE;
