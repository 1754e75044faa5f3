-- Grants for the direct writer: what each lane may do, and nothing else.
--
-- The executor inserts units and versions and may change two columns, the anchors. The verifier reads. No lane may
-- delete, truncate, or write configuration or the source registry. PUBLIC has nothing.
--
-- Where the gateway is enforced the owner has withdrawn what only the direct writer needs (postures/canonical.sql), and
-- running this again does not give it back.

SET ROLE directus;

GRANT USAGE ON SCHEMA cutter_governance TO cutter_exec, cutter_verify;

GRANT SELECT ON public.information_unit, public.unit_version TO cutter_exec;
DO $direct$
BEGIN
  IF EXISTS (SELECT 1 FROM public.dot_config WHERE key = 'iu_create.gateway.mode' AND value = 'off') THEN
    GRANT INSERT ON public.information_unit, public.unit_version TO cutter_exec;
    GRANT UPDATE (version_anchor_ref, content_anchor_ref) ON public.information_unit TO cutter_exec;
  END IF;
END
$direct$;

GRANT SELECT ON public.information_unit, public.unit_version TO cutter_verify;

GRANT SELECT ON public.dot_config, cutter_governance.source_document_registry,
  cutter_governance.source_document_version_registry TO cutter_exec, cutter_verify;

RESET ROLE;

GRANT USAGE ON SCHEMA public TO cutter_exec, cutter_verify;
