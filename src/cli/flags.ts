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

export const cutFolderArg = Args.string({ description: 'Folder of the cut, or its plan.json.', required: true });

export const backupFlag = Flags.string({
  description: 'Receipt of the backup behind this write; default: the newest in the folder of backups.',
  helpValue: 'FILE',
});

export const dryRunFlag = Flags.boolean({ description: 'Do everything up to COMMIT, then roll back.' });

export const planOnlyFlag = Flags.boolean({
  description: 'Make the plan and apply nothing, so that its owner can arm it; the same command applies it afterwards.',
  exclusive: ['dry-run'],
});

/** Flags of what plans and applies in one go, under the approval of a cut that was made. */
export const derivedFlags = {
  approval: approvalFlag,
  backup: backupFlag,
  'dry-run': dryRunFlag,
  'plan-only': planOnlyFlag,
};

/** How a command with these flags is used where the policy asks for an arming. */
export const armedExample = (command: string) => ({
  description: 'Where the policy asks for an arming: the plan first, then the arming, then the plan applied:',
  command: [
    '<%= config.bin %> <%= command.id %> plans/constitution --plan-only',
    `<%= config.bin %> arm plans/constitution/${command} --for 15m`,
    '<%= config.bin %> <%= command.id %> plans/constitution',
  ].join(' && '),
});
