/** The fixed names of the files in a plan's folder. */
export const FOLDER = {
  cut: 'cut.yaml',
  manifest: 'manifest.json',
  region: 'region.txt',
  snapshot: 'snapshot.json',
  plan: 'plan.json',
  approvals: 'approvals',
  receipts: 'receipts',
} as const;
