/** The fixed names of the files in a plan's folder. */
export const FOLDER = {
  cut: 'cut.yaml',
  manifest: 'manifest.json',
  region: 'region.txt',
  request: 'request.json',
  snapshot: 'snapshot.json',
  plan: 'plan.json',
  approvals: 'approvals',
  receipts: 'receipts',
  /** One line: the run that the plan was made in, and the plan hash. */
  run: 'run',
} as const;

/** The files that a plan can be made from. */
export type FolderFile = 'cut' | 'manifest' | 'region' | 'request' | 'snapshot';

/** A file of the plan's folder as it is pinned. */
export interface Pinned {
  readonly sha256: string;
  readonly bytes: number;
}
