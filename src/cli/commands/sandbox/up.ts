import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { ownedDatabases, ownerFlags, referenceSql } from '../../sandbox.ts';

/** Named where it is there. */
const EXAMPLE = 'examples/01-constitution/cut.yaml';

export class SandboxUp extends CutterCommand<typeof SandboxUp> {
  static override summary = 'Provision the reference database: embedded, or an empty one on a server.';
  static override description =
    'Creates tables, guards, vocabulary, roles and grants, in one transaction. A database that is not empty is refused.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --target staging --owner postgres --owner-password-file owner.pw',
  ];
  static override flags = ownerFlags;

  protected async answer(): Promise<Answer> {
    const { sandboxUp } = await import('../../../flows/sandbox.ts');
    const { name, target } = await this.wire.target();
    const databases = await ownedDatabases(this.wire, this.flags, true);
    const made = await sandboxUp(
      databases,
      await referenceSql(this.config.root, target.kind),
      this.wire.run('sandbox'),
    );
    const next = (await this.wire.files.exists(EXAMPLE))
      ? [`  cutter sandbox register ${EXAMPLE}`]
      : ['  cutter sandbox register FILE', 'FILE is the cut.yaml of your document.'];
    const where = target.kind === 'embedded' ? target.directory : `the server of ${name}`;
    return {
      json: { target: name, ...made },
      text: () => linesText([`The sandbox is up: target ${name}, in ${where}.`, 'Next:', ...next]),
    };
  }
}
