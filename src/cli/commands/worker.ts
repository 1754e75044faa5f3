import { type Answer, linesText } from '../answer.ts';
import { perform, queueOf } from '../batch-world.ts';
import { CutterCommand } from '../command.ts';
import { Flags } from '../oclif.ts';

export class Worker extends CutterCommand<typeof Worker> {
  static override summary = 'Take documents of batches from the queue of a server, on any machine.';
  static override description =
    'Works on what `cutter batch` puts into the queue, until SIGTERM or SIGINT; what it has in hand is done first, and a second signal ends that at the next phase. It needs cutter.yaml, the keys of the lanes and the folders of the documents and plans under the same paths. Killed, it loses nothing: others take its work after some seconds. With --sql it prints what the owner of the database runs once, and does nothing.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --parallel 2 --target production',
    {
      description: 'Install the queue, or bring it up to date, as the owner:',
      command: '<%= config.bin %> <%= command.id %> --sql | psql --single-transaction DATABASE',
    },
  ];
  static override flags = {
    sql: Flags.boolean({ description: 'Print the SQL that installs the queue.', exclusive: ['parallel'] }),
    parallel: Flags.integer({
      description: 'So many documents at a time; writing is done one by one all the same.',
      min: 1,
      max: 64,
      default: 1,
      helpValue: 'N',
    }),
  };

  protected async answer(): Promise<Answer> {
    if (this.flags.sql) {
      const { queueSql } = await import('../../edge/queue/schema.ts');
      const sql = queueSql();
      return { json: { sql }, text: () => [sql] };
    }
    const queue = await queueOf(this.wire, this.wire.run('worker'));
    const first = this.wire.interruptions();
    const hasty = new AbortController();
    const counts = { done: 0, again: 0, refused: 0 };
    try {
      const worker = await queue.work(this.flags.parallel, async (payload) => {
        const end = await perform(this.wire, payload, hasty.signal);
        counts[end.end] += 1;
        return end;
      });
      const told = new Promise<void>((resolve) => first.signal.addEventListener('abort', () => resolve()));
      if (!this.flags.json) process.stderr.write('Waiting for work. SIGTERM ends this worker when its work is done.\n');
      await Promise.race([told, worker.ended]);
      first.stop();
      const second = this.wire.interruptions();
      second.signal.addEventListener('abort', () => hasty.abort());
      await worker.stop().finally(() => second.stop());
      return {
        json: counts,
        text: (screen) =>
          linesText([`${counts.done} done, ${counts.refused} given up, ${counts.again} put back.`], screen),
      };
    } finally {
      first.stop();
      await queue.close();
    }
  }
}
