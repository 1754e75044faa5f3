import { profileLines } from '../../../render/profiles-text.ts';
import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { Args } from '../../oclif.ts';

export class ProfilesShow extends CutterCommand<typeof ProfilesShow> {
  static override summary = 'Show what a grammar profile recognises.';
  static override description = 'Lists the levels of the profile, each with an example of its headings.';
  static override examples = ['<%= config.bin %> <%= command.id %> vn-law'];
  static override args = {
    name: Args.string({ description: 'Name of the profile, with or without its version.', required: true }),
  };

  protected async answer(): Promise<Answer> {
    const { loadProfile } = await import('../../../flows/profiles.ts');
    const { grammar, leaves, sha256 } = await loadProfile(this.wire.profiles, this.args.name);
    return {
      json: { sha256, profile: grammar },
      text: (screen) => linesText(profileLines(grammar, leaves, screen), screen),
    };
  }
}
