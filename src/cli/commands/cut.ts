import type { Answer } from '../answer.ts';
import { again } from '../called.ts';
import { CutterCommand } from '../command.ts';
import { approvalFlag, backupFlag, cutFolderArg, dryRunFlag, planOnlyFlag } from '../flags.ts';
import { stepped } from '../step.ts';

export class Cut extends CutterCommand<typeof Cut> {
  static override summary = 'Cut a request that was approved: content and ledger in one transaction.';
  static override description =
    "Writes the units as they were reviewed and 3 + N rows of the ledger, signed with the executor's key. Where the cut was applied before, the ledger alone is written. Covered by the approval of the cut (SG_1). Refused unless exactly this manifest was approved, and while a request that it waits for is not cut. The plan stands in the folder `tracked-cut` beside the cut.";
  static override examples = ['<%= config.bin %> <%= command.id %> plans/constitution'];
  static override args = { cut: cutFolderArg };
  static override flags = {
    approval: approvalFlag,
    backup: backupFlag,
    'dry-run': dryRunFlag,
    'plan-only': planOnlyFlag,
  };

  protected async answer(): Promise<Answer> {
    const { trackedCut } = await import('../../core/kinds/backlog/cut.ts');
    return stepped(this.wire, {
      kind: trackedCut,
      lane: 'DOT-991',
      cut: this.args.cut,
      again: again('cut', this.argv),
      flags: this.flags,
      json: this.flags.json,
      wrote: 'the units, unless they were there, and the ledger rows about them',
      next: (cut) => [`cutter write-verify ${cut}`],
    });
  }
}
