/**
 * Reads the snapshot: what the database is and holds for one prefix, as the verifier's role, in one READ ONLY
 * REPEATABLE READ transaction.
 */

import type { Cut } from '../../core/cut.ts';
import { writerOf } from '../../core/kinds/cuts.ts';
import { type LiveUnit, SNAPSHOT_FORMAT, type Snapshot } from '../../core/plan/snapshot.ts';
import { Stop } from '../../core/problem.ts';
import { arrayText } from '../../core/sql/array.ts';
import { boundsOf, OUTSIDE_QUERY, UNITS_QUERY } from '../../core/sql/live-rows.ts';
import { DIRECT_GRANT_QUERY, GATEWAY_QUERY, REGISTRY_QUERY, SESSION_QUERY } from '../../core/sql/session.ts';
import { TABLES_QUERY } from '../../core/sql/tables.ts';
import type { Databases, Row, Session } from '../../ports.ts';
import { readCatalogue } from '../catalogue.ts';
import { reading } from '../reading.ts';
import { tableProblems } from '../tables.ts';

const CONTENT_TABLES = ['public.information_unit', 'public.unit_version'];

const REGISTRY_TABLES = [
  'cutter_governance.source_document_registry',
  'cutter_governance.source_document_version_registry',
  'public.dot_config',
];

/** What of a cut decides what has to be known of the database. */
export type SnapshotCut = Pick<Cut, 'prefix' | 'writer'>;

/** Throws Stop: `database.*` when it cannot be reached, or lacks a table or a grant that planning needs. */
export function takeSnapshot(databases: Databases, cut: SnapshotCut, run: string): Promise<Snapshot> {
  return reading(databases, `snapshot/${run}`, (session) => snapshotOf(session, cut));
}

async function snapshotOf(session: Session, { prefix, writer }: SnapshotCut): Promise<Snapshot> {
  const [who] = await session.rows(SESSION_QUERY);
  const seen = async (tables: readonly string[]): Promise<void> => {
    const found = await session.rows(TABLES_QUERY, [arrayText(tables)]);
    const missing = tableProblems(found, text(who, 'current_user'));
    if (missing.length > 0) throw new Stop(missing);
  };
  await seen([...CONTENT_TABLES, ...REGISTRY_TABLES]);
  const bounds = boundsOf(prefix);
  const units = await liveUnits(session, prefix);
  const [mode] = await session.rows(GATEWAY_QUERY);
  const [direct] = await session.rows(DIRECT_GRANT_QUERY);
  const gateway: Snapshot['gateway'] = {
    mode: mode?.value === 'off' ? 'off' : 'enforced',
    ...(direct?.granted === 'false' ? { executor: 'calls' } : {}),
  };
  const { kind } = writerOf({ writer }, { gateway, units });
  await seen(kind.tables);
  const registry = await session.rows(REGISTRY_QUERY, [prefix]);
  const objects = await readCatalogue(session, kind);
  const [outside] = await session.rows(OUTSIDE_QUERY, bounds);
  return {
    format: SNAPSHOT_FORMAT,
    prefix,
    ...(kind.name === 'cut.direct' ? {} : { kind: kind.name }),
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
    gateway,
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
    units,
  };
}

/** Every unit that has ever had an address under a prefix. */
export const liveUnits = async (session: Session, prefix: string): Promise<readonly LiveUnit[]> =>
  (await session.rows(UNITS_QUERY, boundsOf(prefix))).map(liveUnit);

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
            ...(row.body_sha256 == null ? {} : { body_sha256: row.body_sha256 }),
          },
        }),
    versions: Number(text(row, 'versions')),
    ...(row.lifecycle_status === 'retired' ? { retired: retiredUnit(row) } : {}),
  };
}

const retiredUnit = (row: Row): NonNullable<LiveUnit['retired']> => ({
  owner: text(row, 'owner'),
  conformance: text(row, 'conformance'),
  ...(row.publication_type == null ? {} : { publication_type: row.publication_type }),
  ...(row.parent == null ? {} : { parent: row.parent }),
  ...(row.sort_order == null ? {} : { order: row.sort_order }),
});

const text = (row: Row | undefined, column: string): string => row?.[column] ?? '';
