import { profileListLines } from '../../../render/profiles-text.ts';
import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';

export class ProfilesList extends CutterCommand<typeof ProfilesList> {
  static override summary = 'List the grammar profiles.';
  static override description =
    'A profile says how the units of one family of documents are recognised. cut.yaml names one, and may name one of its leaves: the smallest parts that become units.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  protected async answer(): Promise<Answer> {
    const { listProfiles } = await import('../../../flows/profiles.ts');
    const profiles = await listProfiles(this.wire.profiles);
    return {
      json: { profiles: profiles.map(({ grammar: _, ...listed }) => listed) },
      text: (screen) => linesText(profileListLines(profiles, screen), screen),
    };
  }
}
