import type { Problem } from '../problem.ts';
import type { OfflineFacts, RequestFacts } from './facts.ts';
import type { Gate } from './gate.ts';

/** A cut that is asked for by a tracked request is written only once its review has approved it. */
export const requestGate: Gate = {
  id: 'request',
  title: 'request',
  closedBy: 'operator',
  applies: (facts) => 'request' in facts && facts.request !== undefined,
  offline: ({ request }: OfflineFacts) => requestProblems(request),
};

/** Also asked before a cut is approved: what was turned down is not signed for either. */
export function requestProblems(request: RequestFacts | undefined): readonly Problem[] {
  if (request === undefined) return [];
  if ('problems' in request) return request.problems;
  const { state, file } = request;
  if (state === 'approved') return [];
  const [said, next] = SAID[state];
  return [
    {
      code: 'gate.request',
      message: `This cut is asked for by a tracked request, and ${said}.`,
      place: { file },
      hint: next,
    },
  ];
}

const ANOTHER =
  'Correct the cut and plan it again: another plan is a request of its own. `cutter status` says how it stands.';

const SAID = {
  undecided: [
    'this folder holds no applied review that approves it',
    'Run `cutter status`: it names the next step of the request. A review made elsewhere counts with its folder and receipts.',
  ],
  rejected: ['its review has rejected it', ANOTHER],
  abandoned: ['the request was given up', ANOTHER],
} as const;
