import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Args, Flags } from '../oclif.ts';

export class Backlog extends CutterCommand<typeof Backlog> {
  static override summary = 'List requests: where each stands, what it waits for, what comes next.';
  static override description =
    'Reads the ledger and changes nothing. Listed are the requests that can go on; --all lists those as well that are over: rejected, abandoned, or verified with no draft left.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> ICX-CONST --all --json',
  ];
  static override args = { prefix: Args.string({ description: 'Only of this document.' }) };
  static override flags = { all: Flags.boolean({ description: 'Those as well that are over.' }) };

  protected async answer(): Promise<Answer> {
    const { listBacklog } = await import('../../flows/backlog/list.ts');
    const { backlogLines } = await import('../../render/governance-text.ts');
    const { prefix } = this.args;
    const backlog = await listBacklog(
      await this.wire.databases(),
      { ...(prefix === undefined ? {} : { prefix }), all: this.flags.all },
      this.wire.run('backlog'),
    );
    return {
      json: backlog,
      text: (screen) => linesText(backlogLines(backlog.requests, backlog.total, screen), screen),
    };
  }
}
