import { type Problem, Stop } from '../../core/problem.ts';
import { type RunReport, reportOf } from '../../core/run/report.ts';
import { called, calledIn } from '../../render/shell.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Args } from '../oclif.ts';
import { runAnswer } from '../run-answer.ts';
import { storeOf } from '../run-world.ts';
import { whereOf } from '../where.ts';

export class Status extends CutterCommand<typeof Status> {
  static override summary = 'Say how things stand, and what goes on from there.';
  static override description =
    'With a run: where it stands; the exit code is that of the command which brought it there, 0 when it waits, goes on or is finished. Without one: every run that is open, every cut that stands in the database without a record in the ledger (an audit debt, to be paid within 24 hours), and every request that is not over, each with the legal ways on; exit 10 when a debt is overdue or the record of a run is damaged. Changes nothing.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> ictr-20260131T080000Z-0123abcd --json',
  ];
  static override args = { run: Args.string({ description: 'Of this run alone.' }) };

  protected async answer(): Promise<Answer> {
    const { openRun } = await import('../../flows/run/record.ts');
    const store = await storeOf(this.wire);
    try {
      const { run } = this.args;
      if (run !== undefined) {
        return runAnswer(await openRun(run, store), { ...this.flags, where: await whereOf(this.wire) });
      }
      const open: RunReport[] = [];
      const problems: Problem[] = [];
      for (const id of await store.ids()) {
        try {
          const report = reportOf(await openRun(id, store));
          if (report.ways.length > 0) open.push(report);
        } catch (error) {
          // One record that is damaged hides nothing else.
          if (!(error instanceof Stop)) throw error;
          problems.push(...error.problems);
        }
      }
      return await this.#everything(open, problems);
    } finally {
      await store.close();
    }
  }

  async #everything(runs: readonly RunReport[], problems: readonly Problem[]): Promise<Answer> {
    const { readGovernance } = await import('../../flows/backlog/list.ts');
    const { governanceLines } = await import('../../render/governance-text.ts');
    const { runsLines } = await import('../../render/run-text.ts');
    const governance = await readGovernance(await this.wire.databases(), this.wire.run('status'));
    return {
      json: { runs, problems, ...governance },
      exit: problems.length > 0 || governance.debts.some(({ overdue }) => overdue) ? EXIT_DIFFERENT : 0,
      text: (screen) =>
        linesText(
          [
            ...(runs.length === 0
              ? ['No run is open.']
              : [...runsLines(runs, screen), `Each: ${called('cutter status RUN', screen)}`]),
            ...problems.flatMap(({ message, hint }) => [message, `  next: ${calledIn(hint, screen)}`]),
            '',
            ...governanceLines(governance, screen),
          ],
          screen,
        ),
    };
  }
}
