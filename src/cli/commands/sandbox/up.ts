import { called } from '../../../render/shell.ts';
import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { ownedDatabases, ownerFlags, ownerWords, referenceSql, someCut } from '../../sandbox.ts';

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
    const next = await someCut(this.wire);
    const command = ['cutter sandbox register', next.file, ...ownerWords(this.flags, target.kind)].join(' ');
    const where = target.kind === 'embedded' ? target.directory : `the server of ${name}`;
    return {
      json: { target: name, ...made },
      text: (screen) =>
        linesText(
          [
            `The sandbox is up: target ${name}, in ${where}.`,
            'Next:',
            ...(target.kind === 'server' ? ['  psql: \\password cutter_exec, \\password cutter_verify'] : []),
            `  ${called(command, screen)}`,
            ...next.about,
          ],
          screen,
        ),
    };
  }
}
