import type { Answer } from '../answer.ts';
import { again } from '../called.ts';
import { CutterCommand } from '../command.ts';
import { backupFlag, cutFolderArg } from '../flags.ts';
import { Flags } from '../oclif.ts';
import { deciderFlags, stepped } from '../step.ts';

export class Abandon extends CutterCommand<typeof Abandon> {
  static override summary = 'Give up a request, signed.';
  static override description =
    'Moves the request to `abandoned`: 1 row of the ledger. Units that were cut stay as they are; `cutter revert` retires them. What was abandoned never comes back: another plan is a request of its own. The plan stands in the folder `abandon` beside the cut.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution --reason "Planned from the wrong edition." --as you@example.org --key ~/.ssh/id_ed25519',
  ];
  static override args = { cut: cutFolderArg };
  static override flags = {
    ...deciderFlags,
    reason: Flags.string({ description: 'Why.', required: true, helpValue: 'TEXT' }),
    backup: backupFlag,
    'plan-only': Flags.boolean({
      description:
        'Make the plan, and neither sign nor apply it, so that its owner can arm it; the same command does both afterwards.',
    }),
  };

  protected async answer(): Promise<Answer> {
    const { abandon } = await import('../../core/kinds/backlog/abandon.ts');
    const { as, key, reason } = this.flags;
    return stepped(this.wire, {
      kind: abandon,
      cut: this.args.cut,
      again: again('abandon', this.argv),
      given: { by: as, reason },
      decide: { as, key },
      flags: this.flags,
      json: this.flags.json,
      next: () => ['cutter backlog'],
    });
  }
}
