import type { PlanPins } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { OnlineFacts } from './facts.ts';
import type { Gate } from './gate.ts';

type Trust = Pick<PlanPins, 'policy_sha256' | 'signers_sha256'>;

/** Host and database may differ by this much before their times mean different things. Seconds. */
const CLOCK_TOLERANCE = 5;

/** G1: a valid approval for exactly this plan, by allowed approvers, under the policy that the plan pins. */
export const approvalGate: Gate = {
  id: 'G1',
  title: 'approval',
  closedBy: 'approver',
  offline: ({ plan, approval, trust }) => [...trustProblems(plan.pins, trust), ...approval],
  online: ({ session, hostClock, approvalExpires }) => {
    const database = Date.parse(session.clock ?? '');
    const apart = Math.abs(database - Date.parse(hostClock)) / 1000;
    const problems: Problem[] = [];
    // `!(x <= y)` also refuses a time that could not be read.
    if (!(apart <= CLOCK_TOLERANCE)) {
      problems.push({
        code: 'gate.clock',
        message: `The clocks of this machine and of the database are ${apart.toFixed(1)} s apart; at most ${CLOCK_TOLERANCE} s are allowed.`,
        hint: 'Set the clock that is wrong, then apply again.',
      });
    }
    return [...problems, ...expired({ session, approvalExpires })];
  },
  // A wait for a lock or a large cut takes its time.
  beforeCommit: expired,
};

/** What keeps an approval of a plan with these pins from counting under the policy and the signers in use. */
export const trustProblems = (pins: Trust, trust: Trust): Problem[] => [
  ...pinned('approval policy', pins.policy_sha256, trust.policy_sha256),
  ...pinned('set of allowed and revoked signers', pins.signers_sha256, trust.signers_sha256),
];

/** By the database's clock, once connected. */
function expired({ session, approvalExpires }: Pick<OnlineFacts, 'session' | 'approvalExpires'>): Problem[] {
  if (approvalExpires === undefined || Date.parse(session.clock ?? '') < Date.parse(approvalExpires)) return [];
  return [
    {
      code: 'gate.approval',
      message: `By the database's clock (${session.clock}) the approval expired at ${approvalExpires}.`,
      hint: 'Have the plan approved again.',
    },
  ];
}

function pinned(what: string, wanted: string | undefined, found: string | undefined): Problem[] {
  if (wanted !== undefined && wanted === found) return [];
  return [
    {
      code: 'gate.approval',
      message:
        wanted === undefined
          ? `The plan pins no ${what}: it was made without cutter.yaml.`
          : `The ${what} in use is not the one the plan was made under.`,
      hint: 'Use the cutter.yaml the plan was made with, or plan again and have the new plan approved.',
      detail: [`plan: ${wanted ?? 'none'}`, `here: ${found ?? 'none'}`],
    },
  ];
}
