import type { Problem } from '../problem.ts';
import type { OnlineFacts } from './facts.ts';
import type { Gate } from './gate.ts';

/**
 * The owner stops everything, or lets one run of one plan go. The kill row counts always; an arming is asked for where
 * the policy says so, and has been taken, once for all, before the transaction of these checks began.
 */
export const killSwitchGate: Gate = {
  id: 'kill switch',
  title: 'kill switch',
  closedBy: 'owner',
  online: (facts) => [...killed(facts), ...unarmed(facts)],
  beforeCommit: killed,
};

function killed({ owner }: OnlineFacts): Problem[] {
  if (owner.killed === 'false') return [];
  const why =
    owner.killed === undefined || owner.killed === null ? 'the kill row is missing' : (owner.kill_reason ?? '');
  return [
    {
      code: 'gate.killed',
      message: `The owner of the database has stopped every write: ${why}.`,
      hint: 'Ask the owner; `cutter kill --lift` prints the SQL that lets writes go on.',
    },
  ];
}

function unarmed({ arming, plan, planFile, owner, require }: OnlineFacts): Problem[] {
  if (require.arming !== true || arming.status === 'taken' || arming.status === 'not_asked') return [];
  // Said once, by the kill row itself.
  if (arming.status === 'killed' && owner.killed !== 'false') return [];
  return [
    {
      code: 'gate.arming',
      message: `The policy asks for an arming of this plan, and there is none: ${arming.detail}.`,
      hint: `Have the owner of the database ${plan.target.database} run what \`cutter arm ${planFile} --for 15m\` prints, then apply again: an arming is good for one run.`,
    },
  ];
}
