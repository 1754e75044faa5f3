import { didYouMean } from '../core/nearest.ts';
import { type Problem, Stop } from '../core/problem.ts';

const HELP = ['--help', '-h', '--version'];

/** Throws Stop `input.usage` for a command line that names neither a command nor a group of them. */
export function refuseUnknown(argv: readonly string[], ids: readonly string[]): void {
  const wrong = unknownCommand(argv, ids);
  if (wrong !== undefined) throw new Stop([wrong]);
}

/** The same of the words that help is asked for: they name a command or a group in full. */
export function refuseUnknownSubject(words: readonly string[], ids: readonly string[]): void {
  const end = words.findIndex((word) => word.startsWith('-'));
  const subject = (end < 0 ? words : words.slice(0, end)).join(':');
  if (subject === '' || ids.some((id) => id === subject || id.startsWith(`${subject}:`))) return;
  refuseUnknown(words, ids);
  const [first = ''] = words;
  const known = ids.filter((id) => id.startsWith(`${first}:`)).map((id) => id.slice(first.length + 1));
  throw new Stop([
    problem(`There is no command ${JSON.stringify(subject.replaceAll(':', ' '))}.`, didYouMean(words[1] ?? '', known)),
  ]);
}

function unknownCommand(argv: readonly string[], ids: readonly string[]): Problem | undefined {
  const [first, second] = argv;
  if (first === undefined || HELP.includes(first)) return undefined;
  if (first.startsWith('-')) {
    return problem(`The command comes first, then its flags; ${first} stands where the command should.`);
  }
  if (ids.includes(first)) return undefined;
  const group = ids.filter((id) => id.startsWith(`${first}:`)).map((id) => id.slice(first.length + 1));
  if (group.length === 0) {
    const words = [...new Set(ids.map((id) => id.split(':')[0] as string))];
    return problem(`There is no command ${JSON.stringify(first)}.`, didYouMean(first, words));
  }
  if (second === undefined || second.startsWith('-') || group.includes(second)) return undefined;
  return problem(`There is no command ${JSON.stringify(`${first} ${second}`)}.`, didYouMean(second, group));
}

const problem = (message: string, meant?: string): Problem => ({
  code: 'input.usage',
  message,
  hint: `${meant === undefined ? '' : `${meant} `}Run \`cutter --help\` to see all commands.`,
});
