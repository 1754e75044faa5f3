import type { Answer } from '../answer.ts';
import { again } from '../called.ts';
import { CutterCommand } from '../command.ts';
import { backupFlag, cutFolderArg, dryRunFlag, planOnlyFlag } from '../flags.ts';
import { stepped } from '../step.ts';

export class Sweep extends CutterCommand<typeof Sweep> {
  static override summary = 'Put a request before the reviewers; one that was deferred, once more.';
  static override description =
    'Moves the request from `marked` or `reviewed_deferred` to `review_pending`: 2 rows of the ledger. Nothing is decided, so no approval is needed. The plan stands in the folder `sweep` beside the cut, a later one in `sweep-2`.';
  static override examples = ['<%= config.bin %> <%= command.id %> plans/constitution'];
  static override args = { cut: cutFolderArg };
  static override flags = { backup: backupFlag, 'dry-run': dryRunFlag, 'plan-only': planOnlyFlag };

  protected async answer(): Promise<Answer> {
    const { sweep } = await import('../../core/kinds/backlog/sweep.ts');
    const { CHECKLIST } = await import('../../core/kinds/backlog/review.ts');
    const names = `NAMES are those that hold, of: ${CHECKLIST.join(',')}`;
    return stepped(this.wire, {
      kind: sweep,
      lane: 'DOT-991',
      cut: this.args.cut,
      again: again('sweep', this.argv),
      flags: this.flags,
      json: this.flags.json,
      next: (cut) => [`cutter review ${cut} --approve --yes NAMES --as you@example.org --key ~/.ssh/id_ed25519`, names],
    });
  }
}
