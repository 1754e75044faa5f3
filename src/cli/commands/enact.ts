import { Stop } from '../../core/problem.ts';
import { shellPath } from '../../render/shell.ts';
import type { Answer } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { cutFolderArg } from '../flags.ts';
import { Flags } from '../oclif.ts';
import { planned } from '../own.ts';

export class Enact extends CutterCommand<typeof Enact> {
  static override summary = 'Plan the enactment: the drafts of a cut become law.';
  static override description =
    'Writes a plan that calls fn_iu_enact for each unit of the cut, into the folder enact beside its plan. Nothing is applied: the plan needs an approval of its own (SG_2, 12 hours), for enactment cannot be taken back. Refused unless the cut is recorded, its last write-verify says pass, every unit is the draft that was cut, and the review decision is about exactly these texts. Units that are law already: exit 0, and nothing is written.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution --decision 0f8fad5b-d9cb-569f-a165-70867728950e',
    {
      description: 'Then have it approved:',
      command: '<%= config.bin %> approve plans/constitution/enact --as you@example.org --key ~/.ssh/id_ed25519',
    },
    {
      description: 'And apply it:',
      command:
        '<%= config.bin %> apply plans/constitution/enact --approval plans/constitution/enact/approvals/SG_2.you@example.org.json',
    },
  ];
  static override args = { cut: cutFolderArg };
  static override flags = {
    decision: Flags.string({
      description: 'Id of the review decision that it rests on; without one, the refusal names that of the cut.',
      helpValue: 'ID',
    }),
    reason: Flags.string({ description: 'Why, for the lifecycle log.', helpValue: 'TEXT' }),
  };

  protected async answer(): Promise<Answer> {
    const { enact } = await import('../../core/kinds/enact/index.ts');
    const { decision, reason } = this.flags;
    const parent = await this.wire.planFile(this.args.cut);
    try {
      return await planned(this.wire, {
        kind: enact,
        folder: 'enact',
        given: { ...(decision === undefined ? {} : { decision }), ...(reason === undefined ? {} : { reason }) },
        parent,
      });
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      // A plan knows no path, so its hints say FOLDER; here it is known which one is meant.
      const folder = shellPath(this.args.cut);
      throw new Stop(error.problems.map((one) => ({ ...one, hint: one.hint.replaceAll('FOLDER', () => folder) })));
    }
  }
}
