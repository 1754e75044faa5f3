import { EXIT_OF_OUTCOME } from '../../core/outcome.ts';
import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { exitOf } from '../exit.ts';
import { approvalFlag, backupFlag, dryRunFlag, planArg } from '../flags.ts';
import { progressOf } from '../progress.ts';
import { whereOf } from '../where.ts';

export class Apply extends CutterCommand<typeof Apply> {
  static override summary = 'Execute an approved plan in one transaction, exactly as approved, or not at all.';
  static override description =
    'Asks every gate, sends the statements, reads back what was written, and commits. Applying a plan that is there already changes nothing and succeeds. Exit codes: 0 applied or there already, 2 bad input, 3 refused by a gate, 4 rolled back, 5 in doubt.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution/plan.json --approval plans/constitution/approvals/SG_1.you@example.org.json',
    {
      description: 'Everything up to COMMIT, then roll back:',
      command: '<%= config.bin %> <%= command.id %> plans/constitution/plan.json --approval approval.json --dry-run',
    },
  ];
  static override args = { plan: planArg };
  static override flags = {
    approval: approvalFlag,
    backup: backupFlag,
    'dry-run': dryRunFlag,
  };

  protected async answer(): Promise<Answer> {
    const { apply } = await import('../../flows/apply/index.ts');
    const { applyLines } = await import('../../render/apply-text.ts');
    const planFile = await this.wire.planFile(this.args.plan);
    const progress = progressOf(process.stderr, this.flags.json);
    const interrupt = this.wire.interruptions();
    try {
      const [signers, lanes, backup, tool] = await Promise.all([
        this.wire.signerFiles(),
        this.wire.laneKeys(),
        this.wire.backupChoice(this.flags.backup),
        this.wire.tool(),
      ]);
      const result = await apply(
        {
          planFile,
          approvalFiles: this.flags.approval ?? [],
          dryRun: this.flags['dry-run'],
          run: this.wire.run('apply'),
          environment: this.wire.environmentNames,
          policy: await this.wire.policy(),
          signers,
          ...(lanes === undefined ? {} : { lanes }),
          backup,
          tool,
          signal: interrupt.signal,
        },
        {
          ...this.wire,
          databases: await this.wire.databases(),
          secondOpinion: await this.wire.secondOpinion(),
          progress,
        },
      );
      const where = await whereOf(this.wire);
      const refused = result.outcome === 'refused';
      return {
        json: result,
        exit: refused ? exitOf(result.problems) : EXIT_OF_OUTCOME[result.outcome],
        text: (screen) => linesText(applyLines({ ...result, where }, screen), screen),
      };
    } finally {
      interrupt.stop();
      progress.end();
    }
  }
}
