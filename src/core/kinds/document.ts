import type { Cut } from '../cut.ts';
import type { ManifestCounts, ManifestHeader } from '../document/manifest.ts';
import type { Pinned } from '../plan/folder.ts';
import type { PlanPins } from '../plan/plan.ts';
import type { Snapshot } from '../plan/snapshot.ts';

/** Digests of the approval policy and of the allowed signers that the plan is made under. */
export type Trust = Pick<PlanPins, 'policy_sha256' | 'signers_sha256'>;

/** What is wanted and what is there, before the units are looked at. */
export interface CutSources {
  readonly cut: Cut;
  readonly cutFile: Pinned;
  readonly manifest: ManifestHeader;
  readonly snapshot: Snapshot;
  readonly snapshotFile: Pinned;
  readonly trust: Trust;
}

/** What is known of a cut's source once its document was read, for the values that all its rows share. */
export interface CutFacts {
  readonly documentVersion: string;
  readonly manifestDigest: string;
  readonly regionSha256: string;
  readonly snapshotSha256: string;
  /** Units of the manifest. */
  readonly units: number;
}

/** What is known once every span of the manifest has been read. */
export interface ManifestEnd {
  readonly counts: ManifestCounts;
  readonly digest: string;
  readonly file: Pinned;
}
