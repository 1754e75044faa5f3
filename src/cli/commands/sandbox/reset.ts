import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { ownedDatabases, ownerFlags, referenceSql } from '../../sandbox.ts';

export class SandboxReset extends CutterCommand<typeof SandboxReset> {
  static override summary = 'Empty a sandbox and provision it again.';
  static override description =
    'Works only on a database that bears the mark of `sandbox up`; everything in it is lost. Anything else is refused.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override flags = ownerFlags;

  protected async answer(): Promise<Answer> {
    const { sandboxReset } = await import('../../../flows/sandbox.ts');
    const { name, target } = await this.wire.target();
    const databases = await ownedDatabases(this.wire, this.flags, false);
    const made = await sandboxReset(
      databases,
      await referenceSql(this.config.root, target.kind),
      this.wire.run('sandbox'),
    );
    return { json: { target: name, ...made }, text: () => linesText([`The sandbox ${name} is empty again.`]) };
  }
}
