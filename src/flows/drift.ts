/** What has changed in a database since a plan was made, with the differences. Read-only, as the verifier's role. */
import { dirname, join } from 'node:path';
import { type Drift, driftOf } from '../core/gates/drift.ts';
import { identityProblems } from '../core/gates/principal.ts';
import { sha256 } from '../core/hash.ts';
import { LIMITS } from '../core/limits.ts';
import { definitionDifference } from '../core/plan/definitions.ts';
import { fingerprints } from '../core/plan/fingerprint.ts';
import { FOLDER } from '../core/plan/folder.ts';
import { orStop, Stop } from '../core/problem.ts';
import { readSnapshot } from '../formats/snapshot.ts';
import { readSurvey } from '../formats/survey.ts';
import type { Databases, Files } from '../ports.ts';
import { askIdentity } from './apply/live.ts';
import { readCatalogue } from './catalogue.ts';
import { type OpenedPlan, openPlan } from './open-plan.ts';
import { reading } from './reading.ts';
import { together } from './together.ts';

export interface DriftReport {
  readonly plan: { readonly file: string; readonly sha256: string };
  /** Objects that were compared. */
  readonly objects: number;
  readonly drift: readonly (Drift & { readonly difference: readonly string[] })[];
}

/** Throws Stop for a plan that cannot be read, a snapshot that is not the pinned one, a database that cannot be asked or is another. */
export async function drift(
  planFile: string,
  run: string,
  ports: { readonly files: Files; readonly databases: Databases },
): Promise<DriftReport> {
  const plan = await openPlan(ports.files, planFile);
  const pinned = await pinnedDefinitions(ports.files, plan);
  const [who, live] = await reading(ports.databases, `drift/${run}`, (session) =>
    together([askIdentity(session), readCatalogue(session, plan.kind)]),
  );
  // What another database holds says nothing about this plan.
  const foreign = identityProblems(plan.header.target, who);
  if (foreign.length > 0) throw new Stop(foreign);
  const found = driftOf(plan.header.catalogue, fingerprints(live));
  return {
    plan: { file: planFile, sha256: plan.end.sha256 },
    objects: Object.keys(plan.header.catalogue).length,
    drift: found.map((one) => ({ ...one, difference: definitionDifference(pinned[one.object], live[one.object]) })),
  };
}

/** The definitions as they were when the plan was made. Throws Stop `gate.pins` for another snapshot. */
export async function pinnedDefinitions(
  files: Files,
  plan: Pick<OpenedPlan, 'file' | 'header' | 'kind'>,
): Promise<Readonly<Record<string, string>>> {
  const file = join(dirname(plan.file), FOLDER.snapshot);
  const bytes = await files.read(file, LIMITS.snapshot);
  if (sha256(bytes) !== plan.header.pins.snapshot_sha256) {
    throw new Stop([
      {
        code: 'gate.pins',
        message: 'This is not the snapshot the plan was made from.',
        place: { file },
        hint: "Restore the plan's folder as it was approved.",
      },
    ]);
  }
  return (plan.kind.from === 'document' ? orStop(readSnapshot(bytes, file)) : orStop(readSurvey(bytes, file)))
    .catalogue;
}
