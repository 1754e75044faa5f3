import type { Gate } from './gate.ts';

/** The cutter that applies is the one that showed the plan to its approvers. */
export const buildGate: Gate = {
  id: 'build',
  title: 'build',
  closedBy: 'operator',
  applies: ({ require }) => require.same_build === true,
  offline: ({ build, approvedWith }) =>
    approvedWith
      .filter((approval) => approval.build !== build)
      .map((approval) => ({
        code: 'gate.build',
        message: `${approval.approver} approved the plan as another build of cutter showed it, and the policy asks for the same one.`,
        place: { file: approval.file },
        hint: 'Apply with the build that the approval names, or have the plan approved with this one.',
        detail: [`approval: ${approval.build}`, `here:     ${build}`],
      })),
};
