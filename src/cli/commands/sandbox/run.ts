import { LIMITS } from '../../../core/limits.ts';
import { orStop } from '../../../core/problem.ts';
import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { Args } from '../../oclif.ts';
import { ownedDatabases, ownerFlags } from '../../sandbox.ts';

export class SandboxRun extends CutterCommand<typeof SandboxRun> {
  static override summary = 'Run a file of SQL in a sandbox, as its owner.';
  static override description =
    'For trying out what happens when an owner changes the database between a plan and its apply. Runs in one transaction; works only on a database that bears the mark of `sandbox up`.';
  static override examples = ['<%= config.bin %> <%= command.id %> change.sql'];
  static override args = { sql: Args.string({ description: 'The file of SQL.', required: true }) };
  static override flags = ownerFlags;

  protected async answer(): Promise<Answer> {
    const { sandboxRun } = await import('../../../flows/sandbox.ts');
    const { textOf } = await import('../../../formats/text.ts');
    const file = this.args.sql;
    const sql = orStop(textOf(await this.wire.files.read(file, LIMITS.sql), file));
    const { name } = await this.wire.target();
    await sandboxRun(await ownedDatabases(this.wire, this.flags, false), sql, this.wire.run('sandbox'));
    return {
      json: { target: name, file },
      text: (screen) => linesText([`Ran ${file} in the sandbox ${name}, as its owner.`], screen),
    };
  }
}
