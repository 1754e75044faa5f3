/** The entry of the command line: hands over to oclif, which finds the command in the table below. */

import { fileURLToPath } from 'node:url';
import { Config, run } from '@oclif/core';
import { Stop } from '../core/problem.ts';
import { COMMANDS } from './commands.ts';
import { failed } from './output.ts';
import { unknownCommand } from './unknown.ts';

export { COMMANDS };

/** Never rejects; the exit code of the process says how it went. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const unknown = unknownCommand(argv, Object.keys(COMMANDS));
    if (unknown !== undefined) throw new Stop([unknown]);
    const root = fileURLToPath(new URL('..', import.meta.url));
    const config = new Config({ root });
    await config.load();
    await run([...argv], config);
  } catch (error) {
    // `--help` and `--version` end by throwing, with the exit code of success.
    const { oclif } = error as { readonly oclif?: { readonly exit?: number } };
    if (oclif?.exit === 0) return;
    await failed(error, { json: argv.includes('--json'), noColor: argv.includes('--no-color') });
  }
}
