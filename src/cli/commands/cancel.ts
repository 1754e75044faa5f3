import type { Answer } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { runAnswer, runArg } from '../run-answer.ts';
import { chosenRun, storeOf } from '../run-world.ts';

export class Cancel extends CutterCommand<typeof Cancel> {
  static override summary = 'End a run that has written nothing.';
  static override description =
    'The document can then be started anew. A run that has written, or may have, is refused.';
  static override examples = ['<%= config.bin %> <%= command.id %> ictr-20260131T080000Z-0123abcd'];
  static override args = { run: runArg };

  protected async answer(): Promise<Answer> {
    const { cancelRun } = await import('../../flows/run/resume.ts');
    const store = await storeOf(this.wire);
    try {
      return runAnswer(await cancelRun(await chosenRun(store, this.args.run), { ...this.wire, store }), this.flags);
    } finally {
      await store.close();
    }
  }
}
