import { preflightLines } from '../../render/preflight-text.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { exitOf } from '../exit.ts';
import { approvalFlag, planArg } from '../flags.ts';
import { Flags } from '../oclif.ts';
import { progressOf } from '../progress.ts';

export class Preflight extends CutterCommand<typeof Preflight> {
  static override summary = 'List every precondition of an apply as PASS or OPEN, and who can close it.';
  static override description =
    "Asks the gates of apply, offline and connected as the executor's role; writes nothing. Without --approval it takes the approvals that lie beside the plan; apply is given them. Exit 0 when everything passes, 10 when something is open, 2 when the database could not be asked.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution/plan.json --approval approval.json',
  ];
  static override args = { plan: planArg };
  static override flags = {
    approval: approvalFlag,
    backup: Flags.string({
      description: 'Receipt of the backup behind this write; default: the newest in the folder of backups.',
      helpValue: 'FILE',
    }),
  };

  protected async answer(): Promise<Answer> {
    const { preflight } = await import('../../flows/preflight.ts');
    const progress = progressOf(process.stderr, this.flags.json);
    const planFile = await this.wire.planFile(this.args.plan);
    const lanes = await this.wire.laneKeys();
    const report = await preflight(
      {
        planFile,
        approvalFiles: this.flags.approval ?? [],
        dryRun: true,
        run: this.wire.run('preflight'),
        environment: this.wire.environmentNames,
        policy: await this.wire.policy(),
        signers: await this.wire.signerFiles(),
        ...(lanes === undefined ? {} : { lanes }),
        backup: await this.wire.backupChoice(this.flags.backup),
        tool: await this.wire.tool(),
        signal: new AbortController().signal,
      },
      {
        ...this.wire,
        databases: await this.wire.databases(),
        secondOpinion: await this.wire.secondOpinion(),
        progress,
      },
    ).finally(() => progress.end());
    return {
      json: report,
      exit: report.unreachable.length > 0 ? exitOf(report.unreachable) : report.ready ? 0 : EXIT_DIFFERENT,
      text: (screen) => linesText(preflightLines(report, screen), screen),
    };
  }
}
