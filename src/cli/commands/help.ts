import type { Program } from '../command.ts';
import { Args } from '../oclif.ts';

/** Words in front of `--help`, the other order in which people ask. */
export const Help = {
  summary: 'Show help for cutter or one of its commands.',
  strict: false,
  args: { command: Args.string({ description: 'The command to show help for.' }) },

  async run(argv: readonly string[], { root }: Program): Promise<void> {
    const { runOclif } = await import('../run-oclif.ts');
    await runOclif([...argv, '--help'], root);
  },
};
