import { definitionDifference } from '../plan/definitions.ts';
import type { Problem } from '../problem.ts';
import type { OnlineFacts } from './facts.ts';
import type { Gate } from './gate.ts';

/** An object that is not as it was when the plan was made. */
export interface Drift {
  readonly object: string;
  readonly change: 'appeared' | 'disappeared' | 'changed';
}

/** Compares pinned with live fingerprints. Sorted by object. */
export function driftOf(
  pinned: Readonly<Record<string, string>>,
  live: Readonly<Record<string, string>>,
): readonly Drift[] {
  const names = [...new Set([...Object.keys(pinned), ...Object.keys(live)])].sort();
  return names.flatMap((object): Drift[] => {
    if (pinned[object] === live[object] && Object.hasOwn(pinned, object)) return [];
    const change = !Object.hasOwn(pinned, object)
      ? 'appeared'
      : !Object.hasOwn(live, object)
        ? 'disappeared'
        : 'changed';
    return [{ object, change }];
  });
}

const SAYS = {
  appeared: (object: string) => `Since the plan was made, the database has gained: ${object}.`,
  disappeared: (object: string) => `Since the plan was made, the database has lost: ${object}.`,
  changed: (object: string) => `Since the plan was made, this has changed: ${object}.`,
} as const;

function driftProblems(code: 'gate.drift' | 'apply.drift', { plan, catalogue, definitions }: OnlineFacts): Problem[] {
  return driftOf(plan.catalogue, catalogue).map(({ object, change }) => ({
    code,
    message: SAYS[change](object),
    hint: 'Find out who changed it. If the change is meant, plan again and have the new plan approved.',
    ...(definitions === undefined
      ? {}
      : { detail: definitionDifference(definitions.pinned[object], definitions.live[object]) }),
  }));
}

/** G5: every object the plan depends on is as pinned; once before the statements, and again before COMMIT. */
export const driftGate: Gate = {
  id: 'G5',
  title: 'drift',
  closedBy: 'owner',
  online: (facts) => driftProblems('gate.drift', facts),
  beforeCommit: (facts) => driftProblems('apply.drift', facts),
};
