/**
 * The calls of the canonical writer: one for each unit. A call counts only if it answers with the status that is wanted
 * and with just this text; any other answer ends the transaction.
 *
 * Ids are the function's own, so a parent is found by its address. Names are qualified, so that the SQL means the same
 * whatever the search_path is.
 */
import type { RegisteredTemplate } from '../kind.ts';

const PARENT = '(SELECT p.id FROM public.information_unit AS p WHERE p.canonical_address = $9::text)';
const CONTEXT = `pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('conformance_status', $10::text, 'publication_authority_ref', $11::text, 'section_code', $12::text, 'sort_order', $13::integer, 'provenance', $14::jsonb || pg_catalog.jsonb_build_object('span_sha256', $15::text), 'content_profile', $16::jsonb || pg_catalog.jsonb_build_object('level', $17::text)))`;
const CALL = `public.fn_iu_create($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, ${PARENT}, ${CONTEXT})`;

export const create = {
  sql: `WITH c AS MATERIALIZED (SELECT ${CALL} AS a) SELECT a ->> 'version_id' FROM c WHERE a ->> 'status' = 'created' AND a ->> 'content_hash' = $18::text`,
  parameters: [
    'unit.address',
    'unit.title',
    'unit.body',
    'shared.actor',
    'unit.unit_kind',
    'unit.section_type',
    'shared.owner',
    'shared.publication_type',
    'unit.parent',
    'shared.conformance',
    'shared.publication_authority',
    'unit.section_code',
    'unit.sort_order',
    'shared.provenance',
    'unit.span_sha256',
    'shared.content',
    'unit.level',
    'unit.content_hash',
  ],
  tag: 'SELECT 1',
  writes: { call: 'public.fn_iu_create', verb: 'call' },
} as const satisfies RegisteredTemplate;
