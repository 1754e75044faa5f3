import { basename, dirname, join } from 'node:path';
import { FOLDER } from '../../core/plan/folder.ts';
import type { Answer } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Args, Flags } from '../oclif.ts';
import { planned } from '../own.ts';
import { planFolder } from '../run-world.ts';

export class Revert extends CutterCommand<typeof Revert> {
  static override summary = 'Plan the compensation: the drafts of a cut are retired.';
  static override description =
    'Writes a plan that adds a review decision with the verdict revert and calls fn_iu_retire for each draft of the cut, into the folder revert beside its plan. Nothing is deleted, and nothing is applied: the plan needs an approval of its own. Units that are law are refused. A cut that was never recorded, or whose receipt is lost, can be reverted, too. Afterwards `cutter plan` cuts the addresses again, as new versions of the same units. A cut that is reverted already: exit 0, and nothing is written.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution --reason "The grammar was the wrong one."',
    {
      description: 'Then have it approved:',
      command: '<%= config.bin %> approve plans/constitution/revert --as you@example.org --key ~/.ssh/id_ed25519',
    },
    {
      description: 'And apply it:',
      command:
        '<%= config.bin %> apply plans/constitution/revert --approval plans/constitution/revert/approvals/SG_1.you@example.org.json',
    },
  ];
  static override args = {
    cut: Args.string({
      description: 'A run, or the folder of the cut, its plan.json, or the receipt that wrote it.',
      required: true,
    }),
  };
  static override flags = {
    reason: Flags.string({
      description: 'Why the cut is taken back; it stands in the review decision.',
      required: true,
      helpValue: 'TEXT',
    }),
  };

  protected async answer(): Promise<Answer> {
    const { revert } = await import('../../core/kinds/revert/index.ts');
    const given = await this.wire.planFile(await planFolder(this.wire, this.args.cut));
    const parent = basename(dirname(given)) === FOLDER.receipts ? join(dirname(dirname(given)), FOLDER.plan) : given;
    return planned(this.wire, { kind: revert, folder: 'revert', given: { reason: this.flags.reason }, parent });
  }
}
