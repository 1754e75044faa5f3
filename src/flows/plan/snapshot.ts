/**
 * Reads the snapshot: what the database is and holds for one prefix, as the verifier's role, in one READ ONLY
 * REPEATABLE READ transaction.
 */

import { cutDirect } from '../../core/kinds/cut-direct/index.ts';
import { type LiveUnit, SNAPSHOT_FORMAT, type Snapshot } from '../../core/plan/snapshot.ts';
import { Stop } from '../../core/problem.ts';
import { TABLES_QUERY } from '../../core/sql/catalogue.ts';
import { boundsOf, OUTSIDE_QUERY, UNITS_QUERY } from '../../core/sql/live-rows.ts';
import { REGISTRY_QUERY, SESSION_QUERY } from '../../core/sql/session.ts';
import type { Databases, Row, Session } from '../../ports.ts';
import { arrayText, askDefinitions } from '../apply/live.ts';
import { reading } from '../reading.ts';
import { tableProblems } from '../tables.ts';

const REGISTRY_TABLES = [
  'cutter_governance.source_document_registry',
  'cutter_governance.source_document_version_registry',
  'public.dot_config',
];

/** Throws Stop: `database.*` when it cannot be reached, or lacks a table or a grant that planning needs. */
export function takeSnapshot(databases: Databases, prefix: string, run: string): Promise<Snapshot> {
  return reading(databases, `snapshot/${run}`, (session) => snapshotOf(session, prefix));
}

async function snapshotOf(session: Session, prefix: string): Promise<Snapshot> {
  const [who] = await session.rows(SESSION_QUERY);
  const missing = tableProblems(
    await session.rows(TABLES_QUERY, [arrayText([...cutDirect.tables, ...REGISTRY_TABLES])]),
    text(who, 'current_user'),
  );
  if (missing.length > 0) throw new Stop(missing);
  const bounds = boundsOf(prefix);
  const registry = await session.rows(REGISTRY_QUERY, [prefix]);
  const objects = await askDefinitions(session, cutDirect);
  const [outside] = await session.rows(OUTSIDE_QUERY, bounds);
  const units = await session.rows(UNITS_QUERY, bounds);
  const configuration = (key: string): string | undefined => objects[`configuration ${key}`];
  return {
    format: SNAPSHOT_FORMAT,
    prefix,
    target: {
      database: text(who, 'database'),
      system_identifier: text(who, 'system_identifier'),
      server_version: text(who, 'server_version'),
      principal: text(who, 'current_user'),
    },
    ...(registry[0] === undefined
      ? {}
      : {
          registry: {
            source_document_ref: text(registry[0], 'source_document_ref'),
            versions: Object.fromEntries(
              registry
                .filter((row) => row.document_version_id !== null)
                .map((row) => [text(row, 'content_checksum'), text(row, 'document_version_id')]),
            ),
          },
        }),
    gateway: { mode: configuration('iu_create.gateway.mode') === 'off' ? 'off' : 'enforced' },
    vocabulary: Object.fromEntries(
      Object.entries(objects)
        .filter(([name]) => name.startsWith('configuration vocab.'))
        .map(([name, value]) => [name.slice('configuration '.length), value]),
    ),
    outside: {
      units: Number(text(outside, 'units')),
      versions: Number(text(outside, 'versions')),
      digest: text(outside, 'digest'),
    },
    catalogue: objects,
    units: units.map(liveUnit),
  };
}

function liveUnit(row: Row): LiveUnit {
  return {
    address: text(row, 'address'),
    id: text(row, 'id'),
    lifecycle_status: text(row, 'lifecycle_status'),
    unit_kind: text(row, 'unit_kind'),
    section_type: text(row, 'section_type'),
    title: text(row, 'title'),
    deleted: row.deleted === 'true',
    ...(row.version_id == null
      ? {}
      : {
          version: {
            id: row.version_id,
            seq: Number(text(row, 'version_seq')),
            content_hash: text(row, 'content_hash'),
          },
        }),
    versions: Number(text(row, 'versions')),
  };
}

const text = (row: Row | undefined, column: string): string => row?.[column] ?? '';
