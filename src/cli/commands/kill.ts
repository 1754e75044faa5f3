import { kill, lift } from '../../core/owner/acts.ts';
import { Stop } from '../../core/problem.ts';
import type { Answer } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Args, Flags } from '../oclif.ts';
import { actAnswer, actFlags } from '../owner-act.ts';

export class Kill extends CutterCommand<typeof Kill> {
  static override summary = "Print the owner's SQL that stops every write, or run it as the owner.";
  static override description =
    'While the kill row is set no run begins, whatever its policy, and a run under way is rolled back before its COMMIT. --lift lets writes go on.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> "a wrong version was approved" --run',
    '<%= config.bin %> <%= command.id %> --lift',
  ];
  static override args = { reason: Args.string({ description: 'Why; whoever is stopped reads it.' }) };
  static override flags = {
    lift: Flags.boolean({ description: 'Let writes go on.' }),
    ...actFlags,
  };

  protected async answer(): Promise<Answer> {
    const reason = (this.args.reason ?? '').trim();
    const off = this.flags.lift === true;
    if (off === (reason !== '') || /\p{Cc}/u.test(reason)) throw new Stop([wrong]);
    return actAnswer({
      wire: this.wire,
      flags: this.flags,
      act: off ? lift() : kill(reason),
      done: off
        ? 'Lifted: cutter may write in this database again.'
        : 'Stopped: nothing is committed until it is lifted.',
    });
  }
}

const wrong = {
  code: 'input.usage',
  message: 'It takes a reason, on one line, to stop every write; and none to lift that.',
  hint: 'Run `cutter kill "why"`, or `cutter kill --lift`.',
} as const;
