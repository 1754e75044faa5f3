-- Grants for the direct writer: what each lane may do, and nothing else.
--
-- The executor inserts units and versions and may change two columns, the anchors. The verifier reads. No lane may
-- delete, truncate, or write configuration or the source registry; no lane may call a function of ours, for triggers
-- need no such right. PUBLIC has nothing.

SET ROLE directus;

GRANT USAGE ON SCHEMA cutter_governance TO cutter_exec, cutter_verify;

GRANT SELECT, INSERT ON public.information_unit, public.unit_version TO cutter_exec;
GRANT UPDATE (version_anchor_ref, content_anchor_ref) ON public.information_unit TO cutter_exec;

GRANT SELECT ON public.information_unit, public.unit_version TO cutter_verify;

GRANT SELECT ON public.dot_config, cutter_governance.source_document_registry,
  cutter_governance.source_document_version_registry TO cutter_exec, cutter_verify;

RESET ROLE;

GRANT USAGE ON SCHEMA public TO cutter_exec, cutter_verify;
