/** What each kind of plan is, before any of its code is needed: who writes, and whose approval covers it. */

export interface KindFacts {
  /** For example `cut.direct`. */
  readonly name: string;
  /** It plans from a document, or from a request that follows from another plan. */
  readonly from: 'document' | 'request';
  readonly lane: 'DOT-991' | 'DOT-992';
  /** The connection that writes, and the role that it must be. */
  readonly connection: 'exec' | 'verify';
  readonly principal: 'cutter_exec' | 'cutter_verify';
  /** The approval that covers it. */
  readonly approval: 'SG_1' | 'SG_2';
  /**
   * Whose approval that is: one of this very plan, or the one of the plan that it follows from. `none`: it decides
   * nothing, and so needs none.
   */
  readonly covered: 'own' | 'parent' | 'none';
  /** What a person is told before it is approved, where there is no way back. */
  readonly irreversible?: string;
}

const EXECUTOR = { lane: 'DOT-991', connection: 'exec', principal: 'cutter_exec' } as const;
const VERIFIER = { lane: 'DOT-992', connection: 'verify', principal: 'cutter_verify' } as const;
const CUT = { from: 'document', ...EXECUTOR, approval: 'SG_1', covered: 'own' } as const;
/** Says or carries out what the approval of another plan covers. */
const COVERED = { from: 'request', ...EXECUTOR, approval: 'SG_1', covered: 'parent' } as const;
const DECIDES_NOTHING = { from: 'request', ...EXECUTOR, approval: 'SG_1', covered: 'none' } as const;
const DECISION = { from: 'request', ...EXECUTOR, approval: 'SG_1', covered: 'own' } as const;

export const FACTS = {
  'cut.direct': { name: 'cut.direct', ...CUT },
  'cut.canonical': { name: 'cut.canonical', ...CUT },
  'cut.reissue': { name: 'cut.reissue', ...CUT },
  record: { name: 'record', ...COVERED },
  recorded_cut: { name: 'recorded_cut', ...COVERED },
  write_verify: { name: 'write_verify', ...COVERED, ...VERIFIER },
  enact: {
    name: 'enact',
    ...DECISION,
    approval: 'SG_2',
    irreversible:
      'What is enacted is law and cannot be taken back: it can only be superseded or retired, by a decision of its own.',
  },
  revert: {
    name: 'revert',
    ...DECISION,
    irreversible: 'What is retired comes back only as a new version, by a new plan with an approval of its own.',
  },
  request: { name: 'request', ...DECIDES_NOTHING },
  sweep: { name: 'sweep', ...DECIDES_NOTHING },
  review: { name: 'review', ...DECISION },
  tracked_cut: { name: 'tracked_cut', ...COVERED },
  depend: { name: 'depend', ...DECIDES_NOTHING },
  abandon: { name: 'abandon', ...DECISION },
} as const satisfies Readonly<Record<string, KindFacts>>;

export type KindName = keyof typeof FACTS;

/** Undefined for a kind that this release does not know. */
export const factsOf = (kind: string): KindFacts | undefined =>
  Object.hasOwn(FACTS, kind) ? FACTS[kind as KindName] : undefined;
