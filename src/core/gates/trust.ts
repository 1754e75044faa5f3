import type { Problem } from '../problem.ts';
import type { OnlineFacts } from './facts.ts';
import type { Gate } from './gate.ts';

const ROOTS = [
  ['policy_sha256', 'approval policy'],
  ['signers_sha256', 'set of allowed and revoked signers'],
] as const;

/**
 * Policy and signers are those that the owner fixed in the database, where whoever runs cutter cannot choose them. A root
 * that is set is compared whatever the policy says: else another policy would be the way around it.
 */
export const trustGate: Gate = {
  id: 'trust',
  title: 'trust',
  closedBy: 'owner',
  online: rootProblems,
  // The owner may withdraw trust while a run is under way.
  beforeCommit: rootProblems,
};

function rootProblems({ plan, owner, require }: OnlineFacts): Problem[] {
  return ROOTS.flatMap(([root, what]): Problem[] => {
    const pinned = plan.pins[root];
    const fixed = owner[root] ?? undefined;
    if (fixed === undefined) {
      if (require.roots_of_trust !== true) return [];
      return [
        {
          code: 'gate.trust',
          message: `The policy asks that the owner fixes the ${what} in the database, and cutter.${root} is not set there.`,
          hint: 'Have the owner run what `cutter trust pin` prints.',
        },
      ];
    }
    if (fixed === pinned) return [];
    return [
      {
        code: 'gate.trust',
        message: `The plan was made under another ${what} than the one that the owner fixed in the database.`,
        hint: 'Plan with the cutter.yaml and the signers that the owner fixed; if these were changed on purpose, have the owner run what `cutter trust pin` prints.',
        detail: [`plan:  ${pinned ?? 'none'}`, `owner: ${fixed}`],
      },
    ];
  });
}
