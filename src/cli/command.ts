/** The base of every command: parse, run one flow, print its answer, leave with its exit code. */
import { Command, Flags, type Interfaces } from '@oclif/core';
import type { Answer } from './answer.ts';
import { failed, print } from './output.ts';
import { Wire } from './wire.ts';

export type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<
  (typeof CutterCommand)['baseFlags'] & T['flags']
>;
export type ArgsOf<T extends typeof Command> = Interfaces.InferredArgs<T['args']>;

export abstract class CutterCommand<T extends typeof Command> extends Command {
  static override baseFlags = {
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

  protected flags!: FlagsOf<T>;
  protected args!: ArgsOf<T>;
  /** Words behind the declared arguments, of a command that is not strict. */
  protected rest: readonly string[] = [];
  protected wire!: Wire;

  /** Runs the flow of the command. Throws Stop for what it refuses. */
  protected abstract answer(): Promise<Answer>;

  override async run(): Promise<void> {
    const noColor = this.argv.includes('--no-color');
    const json = this.argv.includes('--json');
    try {
      const { args, argv, flags } = await this.parse({
        flags: this.ctor.flags,
        baseFlags: (super.ctor as typeof CutterCommand).baseFlags,
        args: this.ctor.args,
        strict: this.ctor.strict,
      });
      this.flags = flags as FlagsOf<T>;
      this.args = args as ArgsOf<T>;
      this.rest = (argv as string[]).slice(Object.keys(this.ctor.args).length);
      const given = flags as { readonly config?: string; readonly target?: string };
      this.wire = new Wire({ config: given.config, target: given.target, root: this.config.root });
      try {
        await print(await this.answer(), { json, noColor });
      } finally {
        await this.wire.close();
      }
    } catch (error) {
      await failed(error, { json, noColor });
    }
  }
}
