import type { Answer } from '../answer.ts';
import { again } from '../called.ts';
import { CutterCommand } from '../command.ts';
import { derived } from '../derived.ts';
import { armedExample, cutFolderArg, derivedFlags } from '../flags.ts';

export class Record extends CutterCommand<typeof Record> {
  static override summary = 'Record a cut that was made in the governance ledger.';
  static override description =
    "Plans the 6 + 2N rows that say what was cut, under which approval and in which run, signs them with the executor's key, and applies that plan through the same gates. The approval of the cut covers it. Where cut.yaml says `record: atomic`, that plan makes the cut, too, in the same transaction. It stands in the folder `record` beside the cut. Recording what is recorded changes nothing and succeeds.";
  static override examples = ['<%= config.bin %> <%= command.id %> plans/constitution', armedExample('record')];
  static override args = { cut: cutFolderArg };
  static override flags = derivedFlags;

  protected async answer(): Promise<Answer> {
    const { recordKind } = await import('../../flows/record-kind.ts');
    const kind = await recordKind(await this.wire.planFile(this.args.cut), this.wire.files);
    return derived(this.wire, {
      kind,
      ...(kind.parentApplied ? {} : { wrote: 'the units and the ledger rows about them' }),
      folder: 'record',
      lane: 'DOT-991',
      cut: this.args.cut,
      approval: this.flags.approval,
      backup: this.flags.backup,
      dryRun: this.flags['dry-run'],
      json: this.flags.json,
      ...(this.flags['plan-only'] ? { applyLater: again('record', this.argv) } : {}),
      next: (cut) => [`cutter write-verify ${cut}`],
    });
  }
}
