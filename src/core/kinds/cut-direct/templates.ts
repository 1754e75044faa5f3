/**
 * The three statements of the direct writer, for each unit one of each (DOMAIN: 3N statements, two tables).
 *
 * Every INSERT adds one row and every UPDATE names one primary key; nothing here can touch a second row. Timestamps
 * are the server's. Names are qualified, so that the SQL means the same whatever the search_path is.
 */
import type { RegisteredTemplate } from '../kind.ts';

const unit = 'public.information_unit';
const version = 'public.unit_version';

export const templates = {
  insert_unit: {
    sql: `INSERT INTO ${unit} (id, canonical_address, unit_kind, lifecycle_status, owner_ref, conformance_status, identity_profile, created_at, updated_at, created_by, updated_by, doc_code, section_type, section_code, parent_or_container_ref, sort_order) VALUES ($1::uuid, $2::text, $3::text, 'draft', $4::text, $5::text, pg_catalog.jsonb_build_object('title', $6::text, 'primary_section_type_ref', $7::text, 'provenance', $8::jsonb || pg_catalog.jsonb_build_object('span_sha256', $9::text)) || $10::jsonb, pg_catalog.now(), pg_catalog.now(), $11::text, $11::text, $12::text, $7::text, $13::text, $14::uuid, $15::integer)`,
    parameters: [
      'unit.id',
      'unit.address',
      'unit.unit_kind',
      'shared.owner',
      'shared.conformance',
      'unit.title',
      'unit.section_type',
      'shared.provenance',
      'unit.span_sha256',
      'shared.identity',
      'shared.actor',
      'shared.document',
      'unit.section_code',
      'unit.parent_id',
      'unit.sort_order',
    ],
    tag: 'INSERT 0 1',
    writes: { table: unit, verb: 'insert' },
  },
  insert_version: {
    sql: `INSERT INTO ${version} (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_at, created_by, updated_at) VALUES ($1::uuid, $2::uuid, $3::text, $4::text, 1, 'draft', $5::jsonb || pg_catalog.jsonb_build_object('level', $6::text), pg_catalog.now(), $7::text, pg_catalog.now())`,
    parameters: [
      'unit.version_id',
      'unit.unit_id',
      'unit.body',
      'unit.content_hash',
      'shared.content',
      'unit.level',
      'shared.actor',
    ],
    tag: 'INSERT 0 1',
    writes: { table: version, verb: 'insert' },
  },
  set_anchors: {
    sql: `UPDATE ${unit} SET version_anchor_ref = $1::uuid, content_anchor_ref = $1::uuid::text WHERE id = $2::uuid`,
    parameters: ['unit.version_id', 'unit.unit_id'],
    tag: 'UPDATE 1',
    writes: { table: unit, verb: 'update' },
  },
} as const satisfies Record<string, RegisteredTemplate>;
