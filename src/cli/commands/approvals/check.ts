import { problemLines } from '../../../render/problems.ts';
import { tableLines } from '../../../render/table.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { Args } from '../../oclif.ts';

export class ApprovalsCheck extends CutterCommand<typeof ApprovalsCheck> {
  static override summary = 'Say what approvals are worth for a plan, before anything is applied.';
  static override description =
    'Checks signatures, signers, policy, subject and times as apply does, without a database. Without files, the approvals in the folder of the plan are checked. Exit 0 when they are enough, 10 when they are not.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution/plan.json',
    '<%= config.bin %> <%= command.id %> plans/constitution/plan.json approval.json',
  ];
  static override strict = false;
  static override args = {
    plan: Args.string({ description: 'plan.json, or its folder; approval files may follow.', required: true }),
  };

  protected async answer(): Promise<Answer> {
    const { checkPlanApprovals } = await import('../../../flows/approvals.ts');
    const planFile = await this.wire.planFile(this.args.plan);
    const result = await checkPlanApprovals(
      planFile,
      {
        approvalFiles: this.rest,
        policy: await this.wire.policy(),
        signers: await this.wire.signerFiles(),
      },
      { ...this.wire, secondOpinion: await this.wire.secondOpinion() },
    );
    const enough = result.problems.length === 0;
    return {
      json: { enough, ...result },
      exit: enough ? 0 : EXIT_DIFFERENT,
      text: (screen) =>
        linesText(
          [
            ...(result.counted.length === 0
              ? []
              : [
                  ...tableLines(
                    [{ title: 'counts' }, { title: 'approver' }, { title: 'key' }, { title: 'until' }],
                    result.counted.map(({ approver, key, expires_at }) => ['PASS', approver, key, expires_at]),
                    screen,
                  ),
                  '',
                ]),
            ...(enough ? [] : [...problemLines(result.problems, screen), '']),
            enough
              ? `${screen.paint.green('Enough')}: ${result.counted.length} of ${result.needed} needed.`
              : `${screen.paint.red('Not enough')}: ${result.counted.length} of ${result.needed} needed count.`,
          ],
          screen,
        ),
    };
  }
}
