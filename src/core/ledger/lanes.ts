/**
 * The two lanes: which one signs what, and under which reference. Nowhere else is said what a lane refers to.
 */
export const LANES = {
  'DOT-991': { signer: 'executor', role: 'cutter_exec', reference: 'cross_reference_change_set_id' },
  'DOT-992': { signer: 'verifier', role: 'cutter_verify', reference: 'cross_reference_verify_result_id' },
} as const;

export type LaneId = keyof typeof LANES;

/** The two references of a signature row; exactly one of them is set. */
export interface References {
  readonly cross_reference_change_set_id: string | null;
  readonly cross_reference_verify_result_id: string | null;
}

export const referencesOf = (lane: LaneId, subject: string): References => ({
  cross_reference_change_set_id: null,
  cross_reference_verify_result_id: null,
  [LANES[lane].reference]: subject,
});

/** What is wrong with the references of a signature: one sentence, or nothing. */
export function referenceFault(lane: LaneId, references: References): string | undefined {
  const set = Object.values(LANES)
    .map(({ reference }) => reference)
    .filter((reference) => references[reference] !== null);
  if (set.length === 0) return 'it refers to neither a change set nor a verify result';
  if (set.length > 1) return 'it refers to both a change set and a verify result';
  return set[0] === LANES[lane].reference
    ? undefined
    : `lane ${lane} signs ${said(LANES[lane].reference)}, and it refers to one of the ${said(set[0])}`;
}

const said = (reference: keyof References | undefined): string =>
  reference === 'cross_reference_change_set_id' ? 'change sets' : 'verify results';
