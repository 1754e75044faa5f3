import { POSTURES } from '../../core/grants/expected.ts';
import { grantsLines } from '../../render/grants-text.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Flags } from '../oclif.ts';

export class Grants extends CutterCommand<typeof Grants> {
  static override summary = 'Show the rights of the lanes in the database, expected and found.';
  static override description =
    'Compares every grant that a role of cutter holds, and those of others on governed objects, with the posture: `direct`, where the executor inserts units itself, or `canonical`, where the functions alone write. With --sql it prints what the owner runs so that the database is in the posture; with --inverse what takes exactly that back, so save it before the first is run. Changes nothing itself. Exit 0 when all is as expected, 10 when not.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'First what takes it back, then what the owner runs:',
      command: '<%= config.bin %> <%= command.id %> --posture canonical --sql --inverse > inverse.sql',
    },
    '<%= config.bin %> <%= command.id %> --posture canonical --sql > change.sql',
  ];
  static override flags = {
    posture: Flags.string({
      description: 'Posture to compare with; default: the one that the gateway of the database is in.',
      options: [...POSTURES],
      helpValue: POSTURES.join('|'),
    }),
    sql: Flags.boolean({ description: 'Print the SQL for the owner instead.' }),
    inverse: Flags.boolean({ description: 'Print what takes that SQL back.', dependsOn: ['sql'] }),
  };

  protected async answer(): Promise<Answer> {
    const { grants } = await import('../../flows/grants.ts');
    const posture = POSTURES.find((known) => known === this.flags.posture);
    const report = await grants(await this.wire.databases(), this.wire.run('grants'), posture);
    if (this.flags.sql) {
      const sql = this.flags.inverse ? report.sql.inverse : report.sql.change;
      const lines = sql.length === 0 ? ['-- Nothing is to be changed.'] : sql;
      return { json: { posture: report.posture, sql }, text: () => linesText(lines) };
    }
    return {
      json: report,
      exit: report.same ? 0 : EXIT_DIFFERENT,
      text: (screen) => linesText(grantsLines(report, screen), screen),
    };
  }
}
