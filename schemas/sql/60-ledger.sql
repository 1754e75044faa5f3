-- The governance ledger: twelve tables that say who decided what, who wrote it, and who found it right.
--
-- Rows are only ever added (61-ledger-guards.sql) and chained (62-ledger-chain.sql). Nothing is updated but
-- decision_backlog_entry.status, so a row refers only to rows that were there before it, or to one of its own
-- transaction: those foreign keys are DEFERRABLE INITIALLY DEFERRED. A reference to what comes later (an envelope's
-- change set) is an id that derives from its subject and has no foreign key.
--
-- No foreign key leads to a unit or a version: each would put triggers of ours on the content tables. What decides
-- anything has a column; jsonb describes.

SET ROLE directus;

-- A request, and where it stands. Its other columns never change.
CREATE TABLE IF NOT EXISTS cutter_governance.decision_backlog_entry (
  entry_id     uuid PRIMARY KEY,
  kind         text NOT NULL,
  status       text NOT NULL,
  payload      jsonb NOT NULL,
  emitted_at   timestamptz NOT NULL DEFAULT now(),
  scenario_ref text,
  CONSTRAINT ck_backlog_status CHECK (status IN ('marked', 'review_pending', 'reviewed_approved', 'reviewed_deferred',
    'reviewed_rejected', 'cut_in_progress', 'cut_applied', 'verify_in_progress', 'verified_complete',
    'verify_failed_escalated', 'abandoned')),
  CONSTRAINT ck_backlog_said CHECK (btrim(kind) <> '')
);

-- One row for every step of an entry, counted from 1 without a gap.
CREATE TABLE IF NOT EXISTS cutter_governance.decision_backlog_history (
  history_id           uuid PRIMARY KEY,
  entry_id             uuid NOT NULL REFERENCES cutter_governance.decision_backlog_entry (entry_id),
  entry_version_before integer NOT NULL,
  entry_version_after  integer NOT NULL,
  change_kind          text NOT NULL,
  change_diff          jsonb NOT NULL,
  changed_by           text NOT NULL,
  changed_at           timestamptz NOT NULL DEFAULT now(),
  rationale            text,
  CONSTRAINT uq_backlog_history_version UNIQUE (entry_id, entry_version_after),
  CONSTRAINT ck_backlog_history_version CHECK (entry_version_before >= 0
    AND entry_version_after = entry_version_before + 1),
  CONSTRAINT ck_backlog_history_kind CHECK (change_kind IN ('mark', 'sweep_promote', 'review:approve', 'review:defer',
    'review:reject', 'cut', 'verify:pass', 'verify:fail', 'abandon')),
  CONSTRAINT ck_backlog_history_diff CHECK (change_diff ?& ARRAY['from', 'to']),
  CONSTRAINT ck_backlog_history_said CHECK (btrim(changed_by) <> '')
);

-- from_entry_id waits for to_entry_id.
CREATE TABLE IF NOT EXISTS cutter_governance.decision_backlog_dependency (
  dependency_id   uuid PRIMARY KEY,
  from_entry_id   uuid NOT NULL REFERENCES cutter_governance.decision_backlog_entry (entry_id),
  to_entry_id     uuid NOT NULL REFERENCES cutter_governance.decision_backlog_entry (entry_id),
  dependency_kind text NOT NULL,
  created_by      text NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT uq_backlog_dependency UNIQUE (from_entry_id, to_entry_id),
  CONSTRAINT ck_backlog_dependency_said CHECK ('' <> ALL (ARRAY[btrim(dependency_kind), btrim(created_by)]))
);

CREATE TABLE IF NOT EXISTS cutter_governance.decision_backlog_sweep_log (
  sweep_id      uuid PRIMARY KEY,
  entry_id      uuid NOT NULL REFERENCES cutter_governance.decision_backlog_entry (entry_id),
  -- The step that the sweep made; NULL when the entry was held.
  history_id    uuid REFERENCES cutter_governance.decision_backlog_history (history_id),
  outcome       text NOT NULL CHECK (outcome IN ('promoted', 'held')),
  status_before text NOT NULL,
  status_after  text NOT NULL,
  swept_by      text NOT NULL,
  swept_at      timestamptz NOT NULL DEFAULT now(),
  tool_revision text NOT NULL,
  rationale     text,
  CONSTRAINT ck_backlog_sweep_outcome CHECK (
    (outcome = 'promoted') = (history_id IS NOT NULL) AND (outcome = 'promoted') = (status_before <> status_after)),
  CONSTRAINT ck_backlog_sweep_said CHECK ('' <> ALL (ARRAY[btrim(swept_by), btrim(tool_revision)]))
);

-- The manifest as it was put to review.
CREATE TABLE IF NOT EXISTS cutter_governance.manifest_envelope (
  envelope_id               uuid PRIMARY KEY,
  operation_kind            text NOT NULL CHECK (operation_kind IN ('first_cut', 'split', 'merge')),
  status                    text NOT NULL CHECK (status IN
    ('draft', 'under_review', 'accepted', 'rejected', 'withdrawn', 'enacted', 'superseded')),
  source_doc_ref            text NOT NULL REFERENCES cutter_governance.source_document_registry (source_document_ref),
  escalation_ref            text,
  -- Of a change set that is still to be written.
  cut_change_set_ref        uuid,
  created_by                text NOT NULL,
  created_at                timestamptz NOT NULL DEFAULT now(),
  reviewer                  text,
  reviewed_at               timestamptz,
  rationale                 text,
  superseded_by_envelope_id uuid
    REFERENCES cutter_governance.manifest_envelope (envelope_id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_manifest_envelope_said CHECK (btrim(created_by) <> '')
);

-- One row for each unit of a manifest; what a review decision is about.
CREATE TABLE IF NOT EXISTS cutter_governance.manifest_unit_block (
  envelope_id                uuid NOT NULL REFERENCES cutter_governance.manifest_envelope (envelope_id),
  unit_local_id              text NOT NULL CHECK (unit_local_id ~ '^[^[:cntrl:]]+$'),
  block_role                 text NOT NULL CHECK (block_role IN ('origin', 'result')),
  source_span                jsonb NOT NULL,
  render_order               integer NOT NULL,
  target_unit_id             uuid,
  decision_backlog_ref       uuid NOT NULL REFERENCES cutter_governance.decision_backlog_entry (entry_id),
  proposed_canonical_address text COLLATE "C" NOT NULL,
  proposed_authority         text,
  candidate_edges            jsonb NOT NULL DEFAULT '[]',
  payload_summary            jsonb,
  report_summary             jsonb,
  -- SHA-256 of the unit's text as UTF-8: a decision about a unit is a decision about this text.
  content_hash               text NOT NULL,
  PRIMARY KEY (envelope_id, unit_local_id),
  CONSTRAINT uq_manifest_unit_block_address UNIQUE (envelope_id, proposed_canonical_address, block_role),
  CONSTRAINT ck_manifest_unit_block_said CHECK (btrim(proposed_canonical_address) <> ''),
  CONSTRAINT ck_manifest_unit_block_digests CHECK (content_hash ~ '^[0-9a-f]{64}$')
);

-- A decision about an envelope. One that names it as its prior takes its place; nothing names one twice.
CREATE TABLE IF NOT EXISTS cutter_governance.review_decision (
  review_decision_id        uuid PRIMARY KEY,
  envelope_id               uuid NOT NULL REFERENCES cutter_governance.manifest_envelope (envelope_id),
  prior_review_decision_id  uuid REFERENCES cutter_governance.review_decision (review_decision_id),
  decision_backlog_entry_id uuid NOT NULL REFERENCES cutter_governance.decision_backlog_entry (entry_id),
  verdict                   text NOT NULL CHECK (verdict IN ('approve', 'defer', 'reject', 'revert')),
  governance_event_kind     text NOT NULL
    CHECK (governance_event_kind IN ('cut', 'enact', 'supersede', 'retire', 'compensate')),
  manifest_digest           text NOT NULL,
  plan_sha256               text,
  approval_sha256           text,
  candidate_count           integer NOT NULL CHECK (candidate_count >= 0),
  -- The checklist: true, false, or NULL for what was not asked.
  coverage_complete         boolean,
  no_overlap                boolean,
  boundaries_right          boolean,
  addresses_right           boolean,
  classification_right      boolean,
  statuses_right            boolean,
  exclusions_justified      boolean,
  text_unchanged            boolean,
  provenance_complete       boolean,
  authority_right           boolean,
  reviewer                  text NOT NULL,
  reviewed_at               timestamptz NOT NULL DEFAULT now(),
  rationale                 text,
  emitted_by                text NOT NULL,
  tool_revision             text NOT NULL,
  CONSTRAINT uq_review_decision_prior UNIQUE (prior_review_decision_id),
  CONSTRAINT ck_review_decision_prior CHECK (prior_review_decision_id <> review_decision_id),
  CONSTRAINT ck_review_decision_revert CHECK ((verdict = 'revert') = (governance_event_kind = 'compensate')),
  CONSTRAINT ck_review_decision_reason CHECK (verdict = 'approve' OR coalesce(btrim(rationale), '') <> ''),
  CONSTRAINT ck_review_decision_checklist CHECK (verdict <> 'approve' OR (coverage_complete AND no_overlap
    AND boundaries_right AND addresses_right AND classification_right AND statuses_right AND exclusions_justified
    AND text_unchanged AND provenance_complete AND authority_right) IS NOT FALSE),
  CONSTRAINT ck_review_decision_said CHECK ('' <> ALL (ARRAY[btrim(reviewer), btrim(emitted_by),
    btrim(tool_revision)])),
  CONSTRAINT ck_review_decision_digests CHECK (manifest_digest ~ '^[0-9a-f]{64}$' AND plan_sha256 ~ '^[0-9a-f]{64}$'
    AND approval_sha256 ~ '^[0-9a-f]{64}$')
);
CREATE INDEX IF NOT EXISTS ix_review_decision_envelope ON cutter_governance.review_decision (envelope_id);

-- What one transaction wrote. Seven columns are NOT NULL without a default; whatever else is known stands beside them.
CREATE TABLE IF NOT EXISTS cutter_governance.cut_change_set (
  change_set_id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  rollback_key              text NOT NULL,
  manifest_id               uuid NOT NULL REFERENCES cutter_governance.manifest_envelope (envelope_id),
  -- The writer digest of the plan.
  manifest_version          text NOT NULL,
  review_decision_id        uuid NOT NULL REFERENCES cutter_governance.review_decision (review_decision_id),
  executor_tool_revision    text NOT NULL,
  -- 'pending' until the cut is verified; then the verify result names it.
  verifier_tool_revision    text NOT NULL,
  emitted_by                text NOT NULL,
  idempotency_key           text,
  payload_summary           jsonb,
  executor_signature_id     uuid,
  verifier_signature_id     uuid,
  decision_backlog_entry_id uuid REFERENCES cutter_governance.decision_backlog_entry (entry_id),
  operation_kind            text CHECK (operation_kind IN ('first_cut', 'split', 'merge', 'compensate')),
  source_doc_ref            text REFERENCES cutter_governance.source_document_registry (source_document_ref),
  document_version_id       text REFERENCES cutter_governance.source_document_version_registry (document_version_id),
  region_sha256             text,
  manifest_digest           text,
  plan_sha256               text,
  approval_sha256           text,
  run_id                    text,
  affected_row_count        integer CHECK (affected_row_count >= 0),
  -- When the content was committed; the audit debt runs from here to recorded_at.
  content_committed_at      timestamptz,
  recorded_at               timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT uq_cut_change_set_rollback_key UNIQUE (rollback_key),
  CONSTRAINT uq_cut_change_set_idempotency_key UNIQUE (idempotency_key),
  CONSTRAINT ck_change_set_said CHECK ('' <> ALL (ARRAY[btrim(rollback_key), btrim(executor_tool_revision),
    btrim(verifier_tool_revision), btrim(emitted_by)])),
  CONSTRAINT ck_change_set_digests CHECK (manifest_version ~ '^[0-9a-f]{64}$' AND region_sha256 ~ '^[0-9a-f]{64}$'
    AND manifest_digest ~ '^[0-9a-f]{64}$' AND plan_sha256 ~ '^[0-9a-f]{64}$' AND approval_sha256 ~ '^[0-9a-f]{64}$')
);

CREATE TABLE IF NOT EXISTS cutter_governance.cut_change_set_affected_row (
  affected_row_id   uuid PRIMARY KEY,
  change_set_id     uuid NOT NULL REFERENCES cutter_governance.cut_change_set (change_set_id),
  target_table      text NOT NULL,
  target_row_id     uuid NOT NULL,
  canonical_address text COLLATE "C" NOT NULL,
  unit_version_id   uuid,
  content_hash      text,
  effect            text NOT NULL CHECK (effect IN ('created', 'reissued', 'unchanged', 'retired')),
  CONSTRAINT uq_affected_row UNIQUE (change_set_id, target_row_id, target_table),
  CONSTRAINT ck_affected_row_said CHECK ('' <> ALL (ARRAY[btrim(target_table), btrim(canonical_address)])),
  CONSTRAINT ck_affected_row_digests CHECK (content_hash ~ '^[0-9a-f]{64}$')
);

CREATE TABLE IF NOT EXISTS cutter_governance.verify_result (
  verify_result_id           uuid PRIMARY KEY,
  change_set_id              uuid NOT NULL REFERENCES cutter_governance.cut_change_set (change_set_id),
  executor_signature_id      uuid NOT NULL,
  verifier_signature_id      uuid NOT NULL,
  executor_tool_revision     text NOT NULL,
  verifier_tool_revision     text NOT NULL,
  -- Whether one tool and key did both; false is right.
  tool_revision_match        boolean NOT NULL,
  axis_count_status          text NOT NULL,
  axis_address_status        text NOT NULL,
  axis_hash_status           text NOT NULL,
  axis_body_status           text NOT NULL,
  axis_anchor_status         text NOT NULL,
  axis_lifecycle_status      text NOT NULL,
  axis_exclusion_status      text NOT NULL,
  axis_section_type_status   text NOT NULL,
  axis_outside_status        text NOT NULL,
  axis_ledger_status         text NOT NULL,
  verdict                    text NOT NULL CHECK (verdict IN ('pass', 'fail')),
  state                      text NOT NULL CHECK (state IN ('verified_complete', 'verify_failed_escalated')),
  canonicalization_rule_used text NOT NULL,
  units_expected             integer NOT NULL CHECK (units_expected >= 0),
  units_found                integer NOT NULL CHECK (units_found >= 0),
  findings                   jsonb NOT NULL DEFAULT '[]',
  escalation_ref             text,
  emitted_by                 text NOT NULL,
  verified_at                timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT ck_verify_result_revision CHECK (tool_revision_match = (executor_tool_revision = verifier_tool_revision)),
  CONSTRAINT ck_verify_result_state CHECK ((verdict = 'pass') = (state = 'verified_complete')),
  CONSTRAINT ck_verify_result_pass CHECK (verdict = 'fail' OR (NOT tool_revision_match AND units_expected = units_found
    AND 'pass' = ALL (ARRAY[axis_count_status, axis_address_status, axis_hash_status, axis_body_status,
      axis_anchor_status, axis_lifecycle_status, axis_exclusion_status, axis_section_type_status,
      axis_outside_status, axis_ledger_status]))),
  CONSTRAINT ck_verify_result_said CHECK ('' <> ALL (ARRAY[btrim(executor_tool_revision), btrim(verifier_tool_revision),
    btrim(canonicalization_rule_used), btrim(emitted_by)])),
  CONSTRAINT ck_verify_result_axes CHECK (ARRAY['pass', 'fail', 'not_checked'] @> ARRAY[axis_count_status,
    axis_address_status, axis_hash_status, axis_body_status, axis_anchor_status, axis_lifecycle_status,
    axis_exclusion_status, axis_section_type_status, axis_outside_status, axis_ledger_status])
);
CREATE INDEX IF NOT EXISTS ix_verify_result_change_set ON cutter_governance.verify_result (change_set_id);

-- The executor signs the change set, the verifier the verify result; never the other's, never both, never neither.
CREATE TABLE IF NOT EXISTS cutter_governance.dot_pair_signature (
  signature_id                     uuid PRIMARY KEY,
  signature_kind                   text NOT NULL CHECK (signature_kind IN ('executor', 'verifier')),
  signer_dot_id                    text NOT NULL,
  signer_identity                  text NOT NULL,
  signer_tool_revision             text NOT NULL,
  signer_key_fingerprint           text NOT NULL,
  signature_algorithm              text NOT NULL,
  signature_namespace              text NOT NULL,
  -- What was signed, byte for byte, and the SHA-256 of it.
  payload_envelope                 text NOT NULL,
  payload_hash                     text NOT NULL,
  signature_payload                text NOT NULL,
  canonicalization_rule_used       text NOT NULL,
  cross_reference_change_set_id    uuid REFERENCES cutter_governance.cut_change_set (change_set_id),
  cross_reference_verify_result_id uuid REFERENCES cutter_governance.verify_result (verify_result_id),
  emitted_by                       text NOT NULL,
  signed_at                        timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT uq_signature_change_set UNIQUE (cross_reference_change_set_id),
  CONSTRAINT uq_signature_verify_result UNIQUE (cross_reference_verify_result_id),
  CONSTRAINT ck_signature_exactly_one CHECK (num_nonnulls(cross_reference_change_set_id,
    cross_reference_verify_result_id) = 1),
  CONSTRAINT ck_signature_lane CHECK (CASE signature_kind
    WHEN 'executor' THEN signer_dot_id = 'DOT-991' AND cross_reference_verify_result_id IS NULL
    ELSE signer_dot_id = 'DOT-992' AND cross_reference_change_set_id IS NULL END),
  CONSTRAINT ck_signature_payload_hash CHECK (payload_hash = encode(sha256(convert_to(payload_envelope, 'UTF8')),
    'hex')),
  CONSTRAINT ck_signature_said CHECK ('' <> ALL (ARRAY[btrim(signer_identity), btrim(signer_tool_revision),
    btrim(signer_key_fingerprint), btrim(signature_algorithm), btrim(signature_namespace), btrim(signature_payload),
    btrim(canonicalization_rule_used), btrim(emitted_by)]))
);

-- Former and other names of units. Only the functions that supersede, split or merge write here.
CREATE TABLE IF NOT EXISTS cutter_governance.canonical_address_alias (
  alias_id           uuid PRIMARY KEY,
  alias_kind         text NOT NULL
    CHECK (alias_kind IN ('RENAME', 'REDIRECT', 'EXTERNAL_REFERENCE', 'PREVIOUS_CANONICAL')),
  alias_address      text COLLATE "C" NOT NULL,
  canonical_address  text COLLATE "C" NOT NULL,
  unit_id            uuid NOT NULL,
  review_decision_id uuid NOT NULL REFERENCES cutter_governance.review_decision (review_decision_id),
  created_by         text NOT NULL,
  created_at         timestamptz NOT NULL DEFAULT now(),
  rationale          text,
  CONSTRAINT uq_alias UNIQUE (alias_address, canonical_address, alias_kind),
  CONSTRAINT ck_alias_other CHECK (alias_address <> canonical_address),
  CONSTRAINT ck_alias_said CHECK ('' <> ALL (ARRAY[btrim(alias_address), btrim(canonical_address), btrim(created_by)]))
);

-- A change set and its signature, a verify result and its signature refer to each other.
DO $keys$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('cut_change_set', 'fk_change_set_executor_signature', 'executor_signature_id'),
      ('cut_change_set', 'fk_change_set_verifier_signature', 'verifier_signature_id'),
      ('verify_result',  'fk_verify_executor_signature',     'executor_signature_id'),
      ('verify_result',  'fk_verify_verifier_signature',     'verifier_signature_id')
    ) AS v(of_table, name, column_name)
  LOOP
    CONTINUE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conname = wanted.name);
    EXECUTE pg_catalog.format('ALTER TABLE cutter_governance.%I ADD CONSTRAINT %I FOREIGN KEY (%I)
      REFERENCES cutter_governance.dot_pair_signature (signature_id) DEFERRABLE INITIALLY DEFERRED',
      wanted.of_table, wanted.name, wanted.column_name);
  END LOOP;
END
$keys$;

COMMENT ON TABLE cutter_governance.decision_backlog_entry IS 'Requests, and where each stands; only the status moves';
COMMENT ON TABLE cutter_governance.decision_backlog_history IS 'Every step of every request';
COMMENT ON TABLE cutter_governance.decision_backlog_dependency IS 'Which request waits for which; without a cycle';
COMMENT ON TABLE cutter_governance.decision_backlog_sweep_log IS 'What the sweeps did';
COMMENT ON TABLE cutter_governance.manifest_envelope IS 'Manifests as they were put to review';
COMMENT ON TABLE cutter_governance.manifest_unit_block IS 'The units of each manifest, with the SHA-256 of their text';
COMMENT ON TABLE cutter_governance.review_decision IS 'Decisions about manifests, with the answers to the checklist';
COMMENT ON TABLE cutter_governance.cut_change_set IS 'What each writing transaction did';
COMMENT ON TABLE cutter_governance.cut_change_set_affected_row IS 'The units of each change set';
COMMENT ON TABLE cutter_governance.verify_result IS 'What the verifier''s lane found';
COMMENT ON TABLE cutter_governance.dot_pair_signature IS 'Signatures of the two lanes';
COMMENT ON TABLE cutter_governance.canonical_address_alias IS 'Former and other names of units';

RESET ROLE;
