import { driftLines } from '../../render/drift-text.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { planArg } from '../flags.ts';

export class Drift extends CutterCommand<typeof Drift> {
  static override summary = 'Show what has changed in the database since the plan was made.';
  static override description =
    'Compares every table, trigger, function, constraint, index, policy, grant, role and setting that the plan depends on with its definition in snapshot.json. Exit 0 when nothing changed, 10 when something did.';
  static override examples = ['<%= config.bin %> <%= command.id %> plans/constitution/plan.json'];
  static override args = { plan: planArg };

  protected async answer(): Promise<Answer> {
    const { drift } = await import('../../flows/drift.ts');
    const planFile = await this.wire.planFile(this.args.plan);
    const databases = await this.wire.databases();
    const report = await drift(planFile, this.wire.run('drift'), { files: this.wire.files, databases });
    return {
      json: report,
      exit: report.drift.length === 0 ? 0 : EXIT_DIFFERENT,
      text: (screen) => linesText(driftLines(report, screen), screen),
    };
  }
}
