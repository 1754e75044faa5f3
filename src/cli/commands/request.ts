import type { Answer } from '../answer.ts';
import { again } from '../called.ts';
import { CutterCommand } from '../command.ts';
import { backupFlag, cutFolderArg, dryRunFlag, planOnlyFlag } from '../flags.ts';
import { stepped } from '../step.ts';

export class Request extends CutterCommand<typeof Request> {
  static override summary = 'Ask for a planned cut, and have it tracked from now on.';
  static override description =
    'Writes a request with the status `marked` and the first row of its history: 2 rows of the ledger. Nothing is decided, so no approval is needed. The plan stands in the folder `request` beside the cut. Then: sweep, review, cut, write-verify. Asking again for what was asked for changes nothing and succeeds.';
  static override examples = ['<%= config.bin %> <%= command.id %> plans/constitution'];
  static override args = { cut: cutFolderArg };
  static override flags = { backup: backupFlag, 'dry-run': dryRunFlag, 'plan-only': planOnlyFlag };

  protected async answer(): Promise<Answer> {
    const { request } = await import('../../core/kinds/backlog/request.ts');
    return stepped(this.wire, {
      kind: request,
      cut: this.args.cut,
      again: again('request', this.argv),
      flags: this.flags,
      json: this.flags.json,
      next: (cut) => [`cutter sweep ${cut}`],
    });
  }
}
