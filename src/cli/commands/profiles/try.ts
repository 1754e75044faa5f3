import { trialLines } from '../../../render/profiles-text.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { Args } from '../../oclif.ts';

export class ProfilesTry extends CutterCommand<typeof ProfilesTry> {
  static override summary = 'Say which grammar profiles fit a document, how well, and why the others do not.';
  static override description =
    'Marks the document by every profile, with its default leaf, and writes nothing. Exit 0 when one fits, or would once its findings are decided in cut.yaml; 10 when none does.';
  static override examples = ['<%= config.bin %> <%= command.id %> examples/01-constitution/constitution.md'];
  static override args = {
    file: Args.string({ description: 'The document.', required: true }),
  };

  protected async answer(): Promise<Answer> {
    const { tryProfiles } = await import('../../../flows/profiles.ts');
    const trial = await tryProfiles(this.args.file, this.wire);
    return {
      json: trial,
      exit: trial.profiles.some(({ fit }) => fit !== 'misfit') ? 0 : EXIT_DIFFERENT,
      text: (screen) => linesText(trialLines(trial.profiles, trial.look_alikes, screen), screen),
    };
  }
}
