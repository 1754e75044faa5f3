/** The base of every command: parse, run one flow, print its answer, leave with its exit code. */
import type { Command, Interfaces } from '@oclif/core';
import { Stop } from '../core/problem.ts';
import type { Answer } from './answer.ts';
import { callFlags, type Flagged } from './called.ts';
import { Flags, Parser } from './oclif.ts';
import { failed, print } from './output.ts';
import { progressOf } from './progress.ts';
import { type Declared, isUsage, usageProblem, usageProblems } from './usage.ts';
import { watched } from './watched.ts';
import { Wire } from './wire.ts';

/** The static side of a command: what oclif's parser and its help read. */
type CommandClass = Pick<Command.Class, 'args' | 'flags'>;

export type FlagsOf<T extends CommandClass> = Interfaces.InferredFlags<
  (typeof CutterCommand)['baseFlags'] & T['flags']
>;
export type ArgsOf<T extends CommandClass> = Interfaces.InferredArgs<T['args']>;

/** What a command needs to know of the program: the folder of the package. oclif's own configuration has it, too. */
export interface Program {
  readonly root: string;
  /** The words of the command. */
  readonly command: string;
}

/**
 * oclif takes any class with these static members for a command. Its own base class is not used, because that loads
 * what finds commands, plugins and help topics, and a command that is named in full needs none of it.
 */
export abstract class CutterCommand<T extends CommandClass> {
  static summary = '';
  static description = '';
  static examples: Command.Example[] = [];
  static args: Interfaces.ArgInput = {};
  static flags: Interfaces.FlagInput = {};
  static strict = true;
  /** It goes through files that may be long, and shows how far it is. */
  static long = false;
  static baseFlags = {
    json: Flags.boolean({ description: 'Print the result as JSON.', helpGroup: 'GLOBAL' }),
    color: Flags.boolean({
      description: 'Use colours on a terminal (NO_COLOR and FORCE_COLOR are honoured).',
      helpGroup: 'GLOBAL',
      allowNo: true,
      default: true,
    }),
    config: Flags.string({
      description: 'Configuration file; default: cutter.yaml in the working folder, where there is one.',
      helpGroup: 'GLOBAL',
      helpValue: 'FILE',
    }),
    target: Flags.string({
      description: 'Target of cutter.yaml to use instead of the default one.',
      helpGroup: 'GLOBAL',
      helpValue: 'NAME',
    }),
  };

  protected readonly argv: readonly string[];
  protected readonly config: Program;
  protected flags!: FlagsOf<T>;
  protected args!: ArgsOf<T>;
  /** Words behind the declared arguments, of a command that is not strict. */
  protected rest: readonly string[] = [];
  protected wire!: Wire;

  constructor(argv: readonly string[], config: Program) {
    this.argv = argv;
    this.config = config;
  }

  /** Never rejects: prints the answer or why there is none, and sets the exit code of the process. */
  static async run<C extends CutterCommand<CommandClass>>(
    this: new (
      argv: readonly string[],
      config: Program,
    ) => C,
    argv: readonly string[],
    config: Program,
  ): Promise<void> {
    await new this(argv, config).run();
  }

  /** Runs the flow of the command. Throws Stop for what it refuses. */
  protected abstract answer(): Promise<Answer>;

  async run(): Promise<void> {
    const noColor = this.argv.includes('--no-color');
    const json = this.argv.includes('--json');
    let called: readonly string[] = [];
    const { args: declared, flags: own, strict, long } = this.constructor as typeof CutterCommand;
    try {
      const { args, argv, flags } = await parsed(this.argv, {
        command: this.config.command,
        flags: { ...CutterCommand.baseFlags, ...own },
        args: declared,
        strict,
      });
      refuseEmpty(flags, this.config.command);
      this.flags = flags as FlagsOf<T>;
      this.args = args as ArgsOf<T>;
      this.rest = (argv as string[]).slice(Object.keys(declared).length);
      const given = flags as Flagged;
      called = callFlags(given);
      this.wire = new Wire({ config: given.config, target: given.target, root: this.config.root });
      const progress = long ? progressOf(process.stderr, json) : undefined;
      if (progress !== undefined) {
        this.wire.progress = progress;
        this.wire.files = watched(this.wire.files, progress);
      }
      try {
        const answer = await this.answer();
        // A terminal shows one of the two.
        if (process.stdout.isTTY === true) progress?.close();
        await print(answer, { json, noColor, flags: called });
      } finally {
        progress?.close();
        await this.wire.close();
      }
    } catch (error) {
      await failed(error, { json, noColor, flags: called });
    }
  }
}

/** A value that is empty was a variable that is not set: it names nothing. */
function refuseEmpty(flags: Readonly<Record<string, unknown>>, command: string): void {
  const empty = Object.keys(flags).filter((name) => flags[name] === '');
  if (empty.length > 0) throw new Stop(empty.map((name) => usageProblem(`--${name} is empty.`, command)));
}

/** Throws Stop `input.usage` with everything that is wrong with the words. */
async function parsed(argv: readonly string[], { strict, ...declared }: Declared & { readonly strict: boolean }) {
  const { flags, args } = declared;
  try {
    return await Parser.parse([...argv], { flags, args, strict });
  } catch (error) {
    if (isUsage(error)) throw new Stop(usageProblems(error, argv, declared), error);
    throw error;
  }
}
