import type { Answer } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { runAnswer, runArg } from '../run-answer.ts';
import { evidenceOfRun } from '../run-evidence.ts';
import { chosenRun, storeOf } from '../run-world.ts';

export class Close extends CutterCommand<typeof Close> {
  static override summary = 'End a run before enactment: a success, and the units stay draft.';
  static override description =
    'The cut is written, recorded and verified; it can be enacted later. The evidence is written. Closing a closed run changes nothing.';
  static override examples = ['<%= config.bin %> <%= command.id %> ictr-20260131T080000Z-0123abcd'];
  static override args = { run: runArg };

  protected async answer(): Promise<Answer> {
    const { closeRun } = await import('../../flows/run/resume.ts');
    const store = await storeOf(this.wire);
    try {
      const run = await closeRun(await chosenRun(store, this.args.run), { ...this.wire, store });
      return runAnswer(run, this.flags, false, await evidenceOfRun(this.wire, store, run));
    } finally {
      await store.close();
    }
  }
}
