import type { Answer } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { approvalFlag } from '../flags.ts';
import { eventsFlag, runAnswer, runArg } from '../run-answer.ts';
import { telling } from '../run-events.ts';
import { evidenceOfRun } from '../run-evidence.ts';
import { chosenRun, runPorts, runSettings, storeOf } from '../run-world.ts';
import { whereOf } from '../where.ts';

export class Resume extends CutterCommand<typeof Resume> {
  static override summary = 'Go on with a run, from where it waits or stopped.';
  static override description =
    'Goes on from the last finished phase, on any machine that has the folder of the plan and a way into the database. Approvals are those in the folder of the plan, or the ones given. Any number of times: what is done is not done again, and a finished run stays as it is. At its end the evidence is written: `cutter audit`.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> ictr-20260131T080000Z-0123abcd --approval approval.json',
  ];
  static override args = { run: runArg };
  static override flags = { approval: approvalFlag, events: eventsFlag };

  protected async answer(): Promise<Answer> {
    const { resumeRun } = await import('../../flows/run/resume.ts');
    const { json, events, approval = [], color } = this.flags;
    const store = await storeOf(this.wire);
    const interrupt = this.wire.interruptions();
    const told = telling({ events, quiet: json, noColor: !color });
    try {
      const id = await chosenRun(store, this.args.run);
      const ports = await runPorts(this.wire, store, told);
      const run = await resumeRun(id, approval, await runSettings(this.wire, interrupt.signal), ports);
      const call = { ...this.flags, where: await whereOf(this.wire) };
      return runAnswer(run, call, events === '-', await evidenceOfRun(this.wire, store, run));
    } finally {
      interrupt.stop();
      told.end();
      await store.close();
    }
  }
}
