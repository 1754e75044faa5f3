-- Views for those who watch: one for each table of the ledger, v_<table>_observe, all columns. They read with the
-- owner's rights, so that a reader needs a right on the view alone; `cutter_ro` has it.

SET ROLE directus;

DO $observe$
DECLARE
  of_table text;
BEGIN
  FOREACH of_table IN ARRAY ARRAY['decision_backlog_entry', 'decision_backlog_history', 'decision_backlog_dependency',
    'decision_backlog_sweep_log', 'manifest_envelope', 'manifest_unit_block', 'review_decision', 'dot_pair_signature',
    'cut_change_set', 'cut_change_set_affected_row', 'verify_result', 'canonical_address_alias']
  LOOP
    EXECUTE pg_catalog.format('CREATE OR REPLACE VIEW cutter_governance.v_%1$s_observe AS
      SELECT * FROM cutter_governance.%1$I', of_table);
  END LOOP;
END
$observe$;

RESET ROLE;
