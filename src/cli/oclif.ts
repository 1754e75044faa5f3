/**
 * The parts of oclif that a command is made of, each by its own entry: the main entry of @oclif/core loads the whole
 * framework, which takes longer than most commands run. Types cost nothing and may come from the main entry.
 */
export * as Args from '@oclif/core/args';
export * as Flags from '@oclif/core/flags';
export * as Parser from '@oclif/core/parser';
