import type { Cut } from '../../cut.ts';
import type { ManifestCounts, ManifestHeader } from '../../document/manifest.ts';
import type { Snapshot } from '../../plan/snapshot.ts';

/** A file of the plan's folder as it is pinned. */
export interface Pinned {
  readonly sha256: string;
  readonly bytes: number;
}

/** What is wanted and what is there, before the units are looked at. */
export interface CutSources {
  readonly cut: Cut;
  readonly cutFile: Pinned;
  readonly manifest: ManifestHeader;
  readonly snapshot: Snapshot;
  readonly snapshotFile: Pinned;
  readonly trust: Trust;
}

/** What is known once every span of the manifest has been read. */
export interface ManifestEnd {
  readonly counts: ManifestCounts;
  readonly digest: string;
  readonly file: Pinned;
}

/** Digests of the approval policy and of the allowed signers that the plan is made under. */
export interface Trust {
  readonly policy_sha256?: string;
  readonly signers_sha256?: string;
}
