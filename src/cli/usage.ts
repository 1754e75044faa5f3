/** A command line that does not fit its command: what is wrong with it, all of it, in the form of every other problem. */
import type { Command } from '@oclif/core';
import { didYouMean } from '../core/nearest.ts';
import type { Problem } from '../core/problem.ts';

/** What a command declares, and its words. */
export interface Declared {
  readonly command: string;
  readonly flags: Command.Class['flags'];
  readonly args: Command.Class['args'];
}

/** What the parser of oclif had read when it refused; undefined where it came to nothing. */
interface Read {
  readonly args: Readonly<Record<string, unknown>>;
  readonly argv: readonly unknown[];
  readonly flags: Readonly<Record<string, unknown>>;
  readonly metadata: { readonly flags: Readonly<Record<string, { readonly setFromDefault?: boolean }>> };
  readonly nonExistentFlags: readonly string[];
}

/** oclif marks its errors so; help has a copy of its classes, so that an instance check would not know them. */
export const isUsage = (error: unknown): error is Error => error instanceof Error && 'oclif' in error;

/** Every reason why the words do not do; `error` is what oclif threw about them. */
export function usageProblems(error: Error, argv: readonly string[], declared: Declared): readonly Problem[] {
  const twice = givenTwice(argv, declared);
  if (twice.length > 0) return twice;
  const read = (error as { readonly parse?: { readonly output?: Read } }).parse?.output;
  const found = read === undefined ? [] : problemsOf(read, declared);
  return found.length > 0 ? found : [usageProblem(sentenceOf(error), declared.command)];
}

/** What oclif says, on one line. */
export const sentenceOf = ({ message }: Error): string => {
  const lines = message.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !line.includes('--help')).join(': ');
  return said.endsWith('.') ? said : `${said}.`;
};

export const usageProblem = (message: string, command?: string, first?: string): Problem => ({
  code: 'input.usage',
  message,
  hint: [
    ...(first === undefined ? [] : [first]),
    command === undefined
      ? 'Run the command with --help to see how it is used.'
      : `Run \`cutter ${command} --help\` to see how it is used.`,
  ].join(' '),
});

function givenTwice(argv: readonly string[], { command, flags }: Declared): readonly Problem[] {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  return Object.entries(flags).flatMap(([name, flag]) => {
    if (flag.type !== 'option' || flag.multiple === true) return [];
    const isIt = (word: string) =>
      word === `--${name}` ||
      word.startsWith(`--${name}=`) ||
      (flag.char !== undefined && word.startsWith(`-${flag.char}`));
    const times = words.filter(isIt).length;
    return times < 2
      ? []
      : [usageProblem(`--${name} is given ${times} times, and takes one value.`, command, 'Give it once.')];
  });
}

/** A flag that is not known may have left its value among the arguments: then nothing is said of those. */
function problemsOf(read: Read, declared: Declared): readonly Problem[] {
  if (read.nonExistentFlags.length > 0) {
    const known = Object.keys(declared.flags).map((name) => `--${name}`);
    return read.nonExistentFlags.map((flag) => {
      const [name = ''] = flag.split('=');
      return usageProblem(`${declared.command} has no flag ${name}.`, declared.command, didYouMean(name, known));
    });
  }
  return [...argumentProblems(read, declared), ...flagProblems(read, declared)];
}

function argumentProblems(read: Read, { command, args }: Declared): readonly Problem[] {
  const names = Object.keys(args);
  const many = read.argv.slice(names.length);
  if (many.length > 0) {
    const takes = names.length === 0 ? 'no argument' : names.map((name) => name.toUpperCase()).join(' ');
    return many.map((word) =>
      usageProblem(`${JSON.stringify(word)} is one too many: ${command} takes ${takes}.`, command),
    );
  }
  return Object.entries(args)
    .filter(([name, { required }]) => required === true && read.args[name] === undefined)
    .map(([name, { description }]) => usageProblem(lacking(name.toUpperCase(), description), command));
}

function flagProblems({ flags, metadata }: Read, declared: Declared): readonly Problem[] {
  const given = (name: string): boolean => flags[name] !== undefined && metadata.flags[name]?.setFromDefault !== true;
  return Object.entries(declared.flags).flatMap(([name, flag]) => {
    const problem = (message: string): Problem => usageProblem(message, declared.command);
    if (!given(name))
      return flag.required === true && flags[name] === undefined
        ? [problem(lacking(`--${name}`, flag.description))]
        : [];
    const without = (flag.dependsOn ?? []).filter((other) => typeof other === 'string' && !given(other));
    const beside = (flag.exclusive ?? []).filter((other) => typeof other === 'string' && given(other));
    return [
      ...without.map((other) => problem(`--${name} goes with --${other}, which is missing.`)),
      ...beside.map((other) => problem(`--${name} and --${other} exclude each other.`)),
    ];
  });
}

const lacking = (what: string, description: string | undefined): string =>
  description === undefined ? `${what} is missing.` : `${what} is missing: ${description}`;
