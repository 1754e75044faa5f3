import type { Answer } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Args, Flags } from '../oclif.ts';
import { runAnswer } from '../run-answer.ts';
import { chosenRun, storeOf } from '../run-world.ts';

export class Decide extends CutterCommand<typeof Decide> {
  static override summary = "The owner's decision about a run that failed, or stopped after it had written (SG_3).";
  static override description =
    'go-on: the run is back where it was before the failure, and `cutter resume` tries again, behind the same gates. void: the run is over, without success, and the document may be started anew. What is written stays as it is: `cutter revert RUN` plans its compensation. The decision and its reason stand in the record of the run.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> ictr-20260131T080000Z-0123abcd go-on --reason "The row was put right."',
    '<%= config.bin %> <%= command.id %> ictr-20260131T080000Z-0123abcd void --reason "It was the wrong text."',
  ];
  static override args = {
    run: Args.string({ description: 'The run.', required: true }),
    decision: Args.string({ description: 'go-on or void.', options: ['go-on', 'void'], required: true }),
  };
  static override flags = {
    reason: Flags.string({ description: 'Why; it stands in the record.', required: true, helpValue: 'TEXT' }),
  };

  protected async answer(): Promise<Answer> {
    const { decideRun } = await import('../../flows/run/resume.ts');
    const store = await storeOf(this.wire);
    try {
      const decision = this.args.decision === 'void' ? 'void' : 'go_on';
      const id = await chosenRun(store, this.args.run);
      const run = await decideRun(id, { decision, reason: this.flags.reason }, { ...this.wire, store });
      return { ...runAnswer(run, this.flags), exit: 0 };
    } finally {
      await store.close();
    }
  }
}
