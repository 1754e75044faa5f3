import { type RunReport, reportOf } from '../../core/run/report.ts';
import { noRuns, runsLines } from '../../render/run-text.ts';
import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Flags } from '../oclif.ts';
import { storeOf } from '../run-world.ts';

export class Runs extends CutterCommand<typeof Runs> {
  static override summary = 'List runs and where they stand.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --open --json',
  ];
  static override flags = { open: Flags.boolean({ description: 'Only those that are not over.' }) };

  protected async answer(): Promise<Answer> {
    const { openRun } = await import('../../flows/run/record.ts');
    const store = await storeOf(this.wire);
    try {
      const reports: RunReport[] = [];
      for (const id of await store.ids()) reports.push(reportOf(await openRun(id, store)));
      const shown = this.flags.open ? reports.filter(({ ways }) => ways.length > 0) : reports;
      const there = reports.length > 0;
      return {
        json: { runs: shown },
        text: (screen) => linesText(shown.length === 0 ? [noRuns(there, screen)] : runsLines(shown, screen), screen),
      };
    } finally {
      await store.close();
    }
  }
}
