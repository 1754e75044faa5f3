import type { Answer } from '../answer.ts';
import { again } from '../called.ts';
import { CutterCommand } from '../command.ts';
import { backupFlag, cutFolderArg, dryRunFlag, planOnlyFlag } from '../flags.ts';
import { Flags } from '../oclif.ts';
import { stepped } from '../step.ts';

export class Depend extends CutterCommand<typeof Depend> {
  static override summary = 'Have a request wait for another: it is cut after that one.';
  static override description =
    'Adds one row to the ledger. Both must be requested, and this one not yet be cut. A cycle is refused, by whatever way it would come about. A request never stops waiting: what will not be cut is abandoned. The plan stands in a folder `depend-...` beside the cut.';
  static override examples = ['<%= config.bin %> <%= command.id %> plans/land-law --on plans/constitution'];
  static override args = { cut: cutFolderArg };
  static override flags = {
    on: Flags.string({ description: 'Folder of the cut that is waited for.', required: true, helpValue: 'FOLDER' }),
    backup: backupFlag,
    'dry-run': dryRunFlag,
    'plan-only': planOnlyFlag,
  };

  protected async answer(): Promise<Answer> {
    const { depend } = await import('../../core/kinds/backlog/depend.ts');
    const { requestOfCut } = await import('../../flows/backlog/folder.ts');
    return stepped(this.wire, {
      kind: depend,
      cut: this.args.cut,
      again: again('depend', this.argv),
      given: { on: await requestOfCut(await this.wire.planFile(this.flags.on), this.wire.files) },
      flags: this.flags,
      json: this.flags.json,
      next: () => ['cutter backlog'],
    });
  }
}
