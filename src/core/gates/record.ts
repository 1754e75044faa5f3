import type { Gate } from './gate.ts';

/** A cut that asks for its record in its own transaction is made together with it, by the plan that carries both. */
export const recordGate: Gate = {
  id: 'record',
  title: 'record',
  closedBy: 'operator',
  applies: ({ plan }) => plan.cut.record === 'atomic',
  offline: ({ plan }) =>
    plan.parent === undefined
      ? [
          {
            code: 'gate.record',
            message: 'This cut asks for its record in the same transaction, and this plan alone would write none.',
            hint: 'Run `cutter record` with the folder of the cut: it makes the cut and its record.',
          },
        ]
      : [],
};
