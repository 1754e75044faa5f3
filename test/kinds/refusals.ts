/** What several kinds refuse for the same reason: the case, the scene in which one thing is wrong, and the problem. */
import { expect } from 'vitest';
import type { LaneId } from '../../src/core/ledger/lanes.ts';
import { asking, LANE_KEYS, type Scene, sign, signerOf, withColumns } from './scene.ts';

export type Case = readonly [what: string, scene: Scene, problem: object];

const OTHER: Readonly<Record<LaneId, LaneId>> = { 'DOT-991': 'DOT-992', 'DOT-992': 'DOT-991' };

export const noKeys = (scene: Scene): Case => [
  'there are no keys of the lanes',
  asking(scene, { signer: undefined }),
  {
    code: 'plan.lane',
    message: 'There are no keys of the lanes.',
    hint: 'Run `cutter keys init`, and name the keys in cutter.yaml.',
  },
];

/** Both lanes have the key of the lane that writes. */
export function withOneKey(scene: Scene): Scene {
  const { lane } = scene.kind;
  const keys = { 'DOT-991': LANE_KEYS[lane], 'DOT-992': LANE_KEYS[lane] };
  return asking(scene, { signer: { ...signerOf(lane), keys } });
}

/** Of a kind that writes a signature. */
export const laneCases = (scene: Scene): readonly Case[] => [
  noKeys(scene),
  ['both lanes have one key', withOneKey(scene), { code: 'plan.lane' }],
  [
    'the signature is that of the other lane',
    asking(scene, { signature: sign(OTHER[scene.kind.lane], 'anything') }),
    { code: 'plan.lane', message: expect.stringContaining("it was made with a key that is not the lane's") },
  ],
];

/** Of a kind that carries out a cut, and records it. */
export const carryingCases = (scene: Scene): readonly Case[] => [
  ...laneCases(scene),
  [
    'nobody approved it',
    asking(scene, { approvals: [] }),
    {
      code: 'plan.parent',
      message: 'Beside the plan of the cut there is no approval of it (SG_1).',
      hint: 'Have it approved: `cutter approve` with its folder; or name the file with --approval.',
    },
  ],
  [
    'the ledger wants a value that nobody has',
    withColumns(scene, 'cut_change_set', (definition) => definition.replace('run_id text', 'run_id text not null')),
    {
      code: 'plan.catalogue',
      message: 'cutter_governance.cut_change_set.run_id may not be NULL, and there is no value for it.',
    },
  ],
];
