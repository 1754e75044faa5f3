/** How cutter was called, for the commands that it prints. */
import { shellQuote } from '../render/shell.ts';

export interface Flagged {
  readonly config?: string | undefined;
  readonly target?: string | undefined;
}

/** Flags of this call that the next command needs, too. */
export const callFlags = ({ config, target }: Flagged): readonly string[] => [
  ...(config === undefined ? [] : ['--config', config]),
  ...(target === undefined ? [] : ['--target', target]),
];

/** The command as it was given, but for `--plan-only`: what applies the plan later. */
export const again = (command: string, argv: readonly string[]): string =>
  ['cutter', command, ...argv.filter((word) => word !== '--plan-only')].map(shellQuote).join(' ');
