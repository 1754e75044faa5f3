/**
 * A retired unit comes back by fn_iu_reissue, which rests on a review decision about exactly its new text. So what was
 * decided stands in the ledger before the first call: request, manifest, decision; and beside each unit its row of the
 * manifest, before the call that rests on it, or behind the call that creates what it names.
 */
import { ledgerInsert } from '../../ledger/insert.ts';
import { insertTemplates } from '../../ledger/rows.ts';
import { create } from '../cut-canonical/templates.ts';
import type { RegisteredTemplate } from '../kind.ts';

export const inserts = {
  entry: ledgerInsert('decision_backlog_entry', { now: ['emitted_at'], shared: { entry_id: 'entry_id' } }),
  history: ledgerInsert('decision_backlog_history', {
    now: ['changed_at'],
    shared: { history_id: 'history_id', entry_id: 'entry_id', changed_by: 'actor' },
  }),
  envelope: ledgerInsert('manifest_envelope', {
    now: ['created_at', 'reviewed_at'],
    shared: { envelope_id: 'envelope_id', created_by: 'actor' },
  }),
  decision: ledgerInsert('review_decision', {
    now: ['reviewed_at'],
    shared: {
      review_decision_id: 'review_decision_id',
      envelope_id: 'envelope_id',
      decision_backlog_entry_id: 'entry_id',
      manifest_digest: 'manifest_digest',
      candidate_count: 'units',
      emitted_by: 'actor',
      tool_revision: 'tool_revision',
    },
  }),
};

const BLOCK_TABLE = 'cutter_governance.manifest_unit_block';

/** The unit that it names is found by its address, for whoever creates a unit decides its id. */
const block = {
  sql: `INSERT INTO ${BLOCK_TABLE} (envelope_id, unit_local_id, block_role, source_span, render_order, target_unit_id, decision_backlog_ref, proposed_canonical_address, proposed_authority, candidate_edges, payload_summary, content_hash) VALUES ($1::uuid, $2::text, 'result', pg_catalog.jsonb_build_object('lines', pg_catalog.jsonb_build_array($3::integer, $4::integer), 'sha256', $5::text), $6::integer, (SELECT u.id FROM public.information_unit AS u WHERE u.canonical_address = $7::text), $8::uuid, $7::text, $9::text, '[]', pg_catalog.jsonb_build_object('unit_kind', $10::text, 'section_type', $11::text, 'title', $12::text), $13::text)`,
  parameters: [
    'shared.envelope_id',
    'unit.section_code',
    'unit.first_line',
    'unit.last_line',
    'unit.span_sha256',
    'unit.render_order',
    'unit.address',
    'shared.entry_id',
    'shared.publication_authority',
    'unit.unit_kind',
    'unit.section_type',
    'unit.title',
    'unit.content_hash',
  ],
  tag: 'INSERT 0 1',
  writes: { table: BLOCK_TABLE, verb: 'insert' },
} as const satisfies RegisteredTemplate;

const CONTEXT = `pg_catalog.jsonb_build_object('publication_authority_ref', $9::text, 'section_code', $10::text, 'provenance', $11::jsonb || pg_catalog.jsonb_build_object('span_sha256', $12::text), 'content_profile', $13::jsonb || pg_catalog.jsonb_build_object('level', $14::text))`;
const CALL = `public.fn_iu_reissue($1::text, $2::text, $3::text, $4::text, $5::text, $6::uuid, NULL::uuid, $7::text, $8::text, ${CONTEXT}, false)`;

/** Its parent and its place, which the function leaves as they are, are those of the plan. */
const KEPT =
  '(SELECT u.parent_or_container_ref FROM public.information_unit AS u WHERE u.canonical_address = $1::text) IS NOT DISTINCT FROM (SELECT p.id FROM public.information_unit AS p WHERE p.canonical_address = $18::text) AND (SELECT u.sort_order FROM public.information_unit AS u WHERE u.canonical_address = $1::text) IS NOT DISTINCT FROM $19::integer';

const reissue = {
  sql: `WITH c AS MATERIALIZED (SELECT ${CALL} AS a) SELECT a ->> 'version_id' FROM c WHERE a ->> 'status' = 'reissued' AND a ->> 'unit_id' = $15::text AND a ->> 'version_seq' = $16::text AND a ->> 'content_hash' = $17::text AND ${KEPT}`,
  parameters: [
    'unit.address',
    'unit.title',
    'unit.body',
    'shared.actor',
    'unit.section_type',
    'shared.review_decision_id',
    'shared.reason',
    'shared.tool_revision',
    'shared.publication_authority',
    'unit.section_code',
    'shared.provenance',
    'unit.span_sha256',
    'shared.content',
    'unit.level',
    'unit.unit_id',
    'unit.version_seq',
    'unit.content_hash',
    'unit.parent',
    'unit.sort_order',
  ],
  tag: 'SELECT 1',
  writes: { call: 'public.fn_iu_reissue', verb: 'call' },
} as const satisfies RegisteredTemplate;

export const templates = {
  ...insertTemplates(inserts),
  reissued: block,
  reissue,
  create,
  created: block,
};

/** The statements of one unit, by the first. */
export const units = {
  entry: ['entry'],
  history: ['history'],
  envelope: ['envelope'],
  decision: ['decision'],
  reissued: ['reissued', 'reissue'],
  create: ['create', 'created'],
} as const;
