import { Args, Flags } from './oclif.ts';

/** Arguments and flags that several commands share. */
export const planArg = Args.string({ description: 'plan.json, or its folder.', required: true });
export const cutArg = Args.string({ description: 'The cut plan, cut.yaml.', required: true });

export const approvalFlag = Flags.string({
  description: 'An approval file; its signature stands beside it in FILE.sig. Give one for each approver.',
  multiple: true,
  // One file for each flag: the plan may stand behind it.
  multipleNonGreedy: true,
  helpValue: 'FILE',
});
