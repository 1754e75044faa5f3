-- Grants on the ledger, on arming and on the functions of the canonical writer: the same for both writers of content. No
-- lane may delete or truncate anything, and the one right to update is that on the status of a request, where a trigger
-- allows legal steps alone.
--
-- The executor may call the functions while the direct writer writes, too: no lane has a right to change a status, so
-- enactment and compensation are theirs in any case, and who may insert units gains nothing by fn_iu_create.

SET ROLE directus;

GRANT USAGE ON SCHEMA cutter_governance TO cutter_exec, cutter_verify, cutter_ro;

-- The executor records; it reads what was verified and knows nothing of aliases.
GRANT SELECT, INSERT ON cutter_governance.decision_backlog_entry, cutter_governance.decision_backlog_history,
  cutter_governance.decision_backlog_dependency, cutter_governance.decision_backlog_sweep_log,
  cutter_governance.manifest_envelope, cutter_governance.manifest_unit_block, cutter_governance.review_decision,
  cutter_governance.cut_change_set, cutter_governance.cut_change_set_affected_row,
  cutter_governance.dot_pair_signature TO cutter_exec;
GRANT SELECT ON cutter_governance.verify_result TO cutter_exec;

-- The verifier reads everything, and records what it found.
GRANT SELECT ON cutter_governance.decision_backlog_entry, cutter_governance.decision_backlog_history,
  cutter_governance.decision_backlog_dependency, cutter_governance.decision_backlog_sweep_log,
  cutter_governance.manifest_envelope, cutter_governance.manifest_unit_block, cutter_governance.review_decision,
  cutter_governance.cut_change_set, cutter_governance.cut_change_set_affected_row,
  cutter_governance.dot_pair_signature, cutter_governance.verify_result,
  cutter_governance.canonical_address_alias TO cutter_verify;
GRANT INSERT ON cutter_governance.decision_backlog_entry, cutter_governance.decision_backlog_history,
  cutter_governance.dot_pair_signature, cutter_governance.verify_result, cutter_governance.cut_change_set,
  cutter_governance.cut_change_set_affected_row TO cutter_verify;

GRANT UPDATE (status) ON cutter_governance.decision_backlog_entry TO cutter_exec, cutter_verify;
GRANT SELECT ON cutter_governance.ledger_chain TO cutter_exec, cutter_verify;

GRANT SELECT ON cutter_governance.v_decision_backlog_entry_observe,
  cutter_governance.v_decision_backlog_history_observe,
  cutter_governance.v_decision_backlog_dependency_observe, cutter_governance.v_decision_backlog_sweep_log_observe,
  cutter_governance.v_manifest_envelope_observe, cutter_governance.v_manifest_unit_block_observe,
  cutter_governance.v_review_decision_observe, cutter_governance.v_dot_pair_signature_observe,
  cutter_governance.v_cut_change_set_observe, cutter_governance.v_cut_change_set_affected_row_observe,
  cutter_governance.v_verify_result_observe, cutter_governance.v_canonical_address_alias_observe TO cutter_ro;

-- What the owner armed or stopped; only the executor takes an arming.
GRANT SELECT ON cutter_governance.execution_arming, cutter_governance.execution_kill TO cutter_exec, cutter_verify;
GRANT EXECUTE ON FUNCTION cutter_governance.fn_execution_take(text, text) TO cutter_exec;

GRANT EXECUTE ON FUNCTION
  public.fn_iu_create(text, text, text, text, text, text, text, text, uuid),
  public.fn_iu_create(text, text, text, text, text, text, text, text, uuid, jsonb),
  public.fn_iu_enact(text, text, uuid, text, uuid, text, text, boolean),
  public.fn_iu_supersede(text, text, text, uuid, uuid, text, text, boolean),
  public.fn_iu_retire(text, text, uuid, uuid, text, text, boolean),
  public.fn_iu_reissue(text, text, text, text, text, uuid, uuid, text, text, jsonb, boolean),
  public.fn_iu_apply_edit_draft(text, text, text, text, uuid, text, boolean)
  TO cutter_exec;

RESET ROLE;
