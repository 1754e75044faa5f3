/**
 * The entry of the command line. A command that is named in full runs at once; help, the version, topics and words that
 * name no command take oclif's road, which loads the framework and every command.
 */
import { COMMANDS } from './commands.ts';

/** Never rejects; the exit code of the process says how it went. `root` is the folder of the package. */
export async function main(words: readonly string[], root: string): Promise<void> {
  const argv = withHelp(words);
  try {
    const named = commandOf(argv);
    if (named === undefined) {
      const { refuseUnknown } = await import('./unknown.ts');
      const { runOclif } = await import('./run-oclif.ts');
      refuseUnknown(argv, Object.keys(COMMANDS));
      await runOclif(argv, root);
    } else {
      if (named.command === 'help') {
        const { refuseUnknownSubject } = await import('./unknown.ts');
        refuseUnknownSubject(named.rest, Object.keys(COMMANDS));
      }
      const Command = await named.load();
      await Command.run(named.rest, { root, command: named.command });
    }
  } catch (error) {
    const { failed } = await import('./output.ts');
    await failed(error, { json: argv.includes('--json'), noColor: argv.includes('--no-color') });
  }
}

/** `-h` is what many type for --help; `--` ends the flags. */
function withHelp(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return words.map((word, at) => (word === '-h' && (end < 0 || at < end) ? '--help' : word));
}

/** Words of the longest id. */
const MOST_WORDS = 2;

/** The command that the first words name, unless its help is wanted; `--` ends the flags, as it does for oclif. */
function commandOf(argv: readonly string[]) {
  const end = argv.indexOf('--');
  if (argv.slice(0, end < 0 ? argv.length : end).includes('--help')) return undefined;
  for (let words = MOST_WORDS; words > 0; words -= 1) {
    const id = argv.slice(0, words).join(':');
    const load = Object.hasOwn(COMMANDS, id) ? COMMANDS[id] : undefined;
    if (load !== undefined) return { load, command: argv.slice(0, words).join(' '), rest: argv.slice(words) };
  }
  return undefined;
}
