import type { Cut } from '../../cut.ts';
import type { UnitSpan } from '../../document/manifest.ts';
import { sha256 } from '../../hash.ts';
import type { Statement } from '../../plan/plan.ts';
import { actorOf } from '../cut-direct/statements.ts';
import type { CutFacts } from '../document.ts';

/** The values that all units of a cut share; they stand once in the header of the plan. */
export function sharedValues(cut: Cut, source: CutFacts): Readonly<Record<string, string>> {
  return {
    actor: actorOf(cut),
    document: cut.prefix,
    owner: cut.owner,
    conformance: cut.conformance,
    publication_type: cut.publication.type,
    publication_authority: cut.publication.authority,
    provenance: JSON.stringify({
      source_document_version_id: source.documentVersion,
      manifest_digest: source.manifestDigest,
      snapshot_region_sha256: source.regionSha256,
    }),
    content: JSON.stringify({ profile: cut.profile }),
  };
}

/** The call that creates one unit. A parent stands before its parts in the document, so it is there already. */
export const createStatement = (unit: UnitSpan, body: string): Statement => [
  'create',
  unit.address,
  [
    unit.address,
    unit.title,
    body,
    unit.unit_kind,
    unit.section_type,
    unit.parent ?? null,
    unit.key,
    unit.order === undefined ? null : String(unit.order),
    unit.span_sha256,
    unit.level,
    sha256(body),
  ],
];
