-- Grants for backups: `cutter backup` runs pg_dump as the verifier's role, which reads every table of the content and the
-- ledger, and the sequences that belong to them.

SET ROLE directus;

GRANT SELECT ON public.birth_registry, public.iu_lifecycle_log TO cutter_verify;
GRANT SELECT ON SEQUENCE public.iu_lifecycle_log_log_id_seq, cutter_governance.execution_arming_arming_id_seq
  TO cutter_verify;

RESET ROLE;
