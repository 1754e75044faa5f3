import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { Flags } from '../../oclif.ts';
import { ownedDatabases, ownerFlags, referenceSql } from '../../sandbox.ts';

export class SandboxReset extends CutterCommand<typeof SandboxReset> {
  static override summary = 'Empty a sandbox and provision it again.';
  static override description =
    'Works only on a database that bears the mark of `sandbox up`; everything in it is lost. Anything else is refused; so is a sandbox that holds enacted units, unless --yes-delete names its database.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override flags = {
    ...ownerFlags,
    'yes-delete': Flags.string({
      description: 'Delete enacted units, too; names the database, as the refusal does.',
      helpValue: 'DATABASE',
    }),
  };

  protected async answer(): Promise<Answer> {
    const { sandboxReset } = await import('../../../flows/sandbox.ts');
    const { name, target } = await this.wire.target();
    const databases = await ownedDatabases(this.wire, this.flags, false);
    const made = await sandboxReset(
      databases,
      await referenceSql(this.config.root, target.kind),
      this.wire.run('sandbox'),
      this.flags['yes-delete'],
    );
    return {
      json: { target: name, ...made },
      text: (screen) => linesText([`The sandbox ${name} is empty again.`], screen),
    };
  }
}
