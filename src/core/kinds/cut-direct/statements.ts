import type { Cut } from '../../cut.ts';
import type { UnitSpan } from '../../document/manifest.ts';
import { sha256, uuid5 } from '../../hash.ts';
import type { Statement } from '../../plan/plan.ts';
import type { LiveUnit } from '../../plan/snapshot.ts';
import type { CutFacts } from '../document.ts';

/** Role, lane and cut, as created_by says it: `cutter_exec/DOT-991/<name>-cut`. */
export const actorOf = (cut: Cut): string => `cutter_exec/DOT-991/${cut.name}-cut`;

/** The values that all rows of a cut share; they stand once in the header of the plan. */
export function sharedValues(
  cut: Cut,
  source: Pick<CutFacts, 'documentVersion' | 'manifestDigest' | 'regionSha256'>,
): Readonly<Record<string, string>> {
  return {
    actor: actorOf(cut),
    document: cut.prefix,
    owner: cut.owner,
    conformance: cut.conformance,
    identity: JSON.stringify({
      owner_lookup_ref: cut.owner,
      publication_type_ref: cut.publication.type,
      publication_authority_ref: cut.publication.authority,
    }),
    provenance: JSON.stringify({
      source_document_version_id: source.documentVersion,
      manifest_digest: source.manifestDigest,
      snapshot_region_sha256: source.regionSha256,
    }),
    content: JSON.stringify({ profile: cut.profile }),
  };
}

/** The id of a unit derives from its address alone, that of a version also from its text. */
export const unitId = (address: string): string => uuid5('unit', address);
export const versionId = (address: string, contentHash: string): string => uuid5('version', address, contentHash);

/** The three statements that create one unit. */
export function unitStatements(unit: UnitSpan, body: string): readonly Statement[] {
  const contentHash = sha256(body);
  const id = unitId(unit.address);
  const version = versionId(unit.address, contentHash);
  return [
    [
      'insert_unit',
      unit.address,
      [
        id,
        unit.address,
        unit.unit_kind,
        unit.title,
        unit.section_type,
        unit.span_sha256,
        unit.key,
        // A parent stands before its parts in the document, so its row is there already.
        unit.parent === undefined ? null : unitId(unit.parent),
        unit.order === undefined ? null : String(unit.order),
      ],
    ],
    ['insert_version', unit.address, [version, id, body, contentHash, unit.level]],
    ['set_anchors', unit.address, [version, id]],
  ];
}

/** Whether a unit has the id that the direct writer gives. */
export const writersOwnId = ({ id, address }: Pick<LiveUnit, 'id' | 'address'>): boolean => id === unitId(address);
