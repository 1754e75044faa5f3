import type { Cut } from '../../cut.ts';
import type { ManifestHeader } from '../../document/manifest.ts';
import type { PlanPins } from '../../plan/plan.ts';
import type { Problem } from '../../problem.ts';

/**
 * Pins and expectations that the operator gave by hand must hold. Code: `plan.pin_differs`. An empty document version is
 * one that is not registered, which is a problem of its own.
 */
export function pinProblems(
  cut: Cut,
  found: PlanPins,
  manifest: ManifestHeader,
  statements: number,
): readonly Problem[] {
  const given: readonly [pointer: string, wanted: string | number | undefined, found: string | number][] = [
    ['/pins/document_sha256', cut.pins?.document_sha256, manifest.document.sha256],
    ['/pins/region_sha256', cut.pins?.region_sha256, found.region_sha256],
    ['/pins/manifest_sha256', cut.pins?.manifest_sha256, found.manifest_sha256],
    ['/pins/manifest_bytes', cut.pins?.manifest_bytes, found.manifest_bytes],
    ['/pins/manifest_digest', cut.pins?.manifest_digest, found.manifest_digest],
    ['/pins/candidate_count', cut.pins?.candidate_count, found.candidate_count],
    [
      '/pins/document_version',
      found.document_version === '' ? undefined : cut.pins?.document_version,
      found.document_version,
    ],
    // An empty plan is what a second run makes; these two are about a cut that is still to be made.
    ['/pins/writer_digest', statements === 0 ? undefined : cut.pins?.writer_digest, found.writer_digest],
    ['/expect/statements', statements === 0 ? undefined : cut.expect?.statements, statements],
  ];
  return given
    .filter(([, wanted, value]) => wanted !== undefined && wanted !== value)
    .map(([pointer, wanted, value]) => ({
      code: 'plan.pin_differs',
      message: `cut.yaml says ${String(wanted)} for ${pointer.slice(1).replaceAll('/', '.')}, and it is ${String(value)}.`,
      place: { file: 'cut.yaml', pointer },
      hint: 'Find out what changed; if the change is meant, correct or remove the value in cut.yaml.',
    }));
}
