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
