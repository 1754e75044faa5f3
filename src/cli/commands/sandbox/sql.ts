import type { Answer } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { referenceSql } from '../../sandbox.ts';

export class SandboxSql extends CutterCommand<typeof SandboxSql> {
  static override summary = 'Print the SQL of the reference database, for the owner of a server.';
  static override examples = ['<%= config.bin %> <%= command.id %> > reference.sql'];

  protected async answer(): Promise<Answer> {
    const { sandboxSql } = await import('../../../flows/sandbox.ts');
    const files = await referenceSql(this.config.root, 'server');
    return { json: { files }, text: () => [sandboxSql(files)] };
  }
}
