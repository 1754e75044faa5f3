import type { BatchRow } from '../../core/batch/row.ts';
import type { Hands } from '../../flows/batch/batch.ts';
import type { Batch as OpenedBatch } from '../../flows/batch/open.ts';
import { batchLines } from '../../render/batch-text.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../answer.ts';
import { perform, plansFolder, queueOf, stepWorld } from '../batch-world.ts';
import { CutterCommand } from '../command.ts';
import { Args, Flags } from '../oclif.ts';
import { progressOf } from '../progress.ts';
import { storeOf } from '../run-world.ts';
import { Wire } from '../wire.ts';

export class Batch extends CutterCommand<typeof Batch> {
  static override summary = 'Take many documents as far as their approvals let them.';
  static override description =
    'Starts a run for every document of the queue, or goes on with the one that it has. All are brought to the approval of their cut, several at a time; those that are approved are written, one after the other. Any number of times: what is done is not done again. On a server the work goes through the queue of the database, where `cutter worker` takes it on any machine; this process works, too.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> queue.yaml',
    {
      description:
        'List all that waits for an approval, with the command that signs it; then go on with the first line:',
      command: '<%= config.bin %> approve --all --as you@example.org --key ~/.ssh/id_ed25519',
    },
    {
      description: 'Only make the plans:',
      command: '<%= config.bin %> <%= command.id %> queue.yaml --plan-only --json',
    },
  ];
  static override args = { queue: Args.string({ description: 'The queue, queue.yaml or .json.', required: true }) };
  static override flags = {
    'plan-only': Flags.boolean({ description: 'Make the plans, and nothing else: no run is started.' }),
    parallel: Flags.integer({
      description: 'So many documents at a time in this process; on a server, 0 leaves them all to the workers.',
      min: 0,
      max: 64,
      default: 4,
      helpValue: 'N',
    }),
    alone: Flags.boolean({ description: 'On a server: do all the work in this process, without the queue.' }),
    retry: Flags.boolean({ description: 'Try again what was set aside (quarantined).' }),
    out: Flags.string({
      char: 'o',
      description: 'Folder that gets a folder for each plan; default: plans.',
      helpValue: 'DIR',
    }),
  };

  protected async answer(): Promise<Answer> {
    const { openQueue } = await import('../../flows/batch/open.ts');
    const { json, out, parallel } = this.flags;
    const progress = progressOf(process.stderr, json);
    const interrupt = this.wire.interruptions();
    try {
      const batch = await openQueue(this.args.queue, plansFolder(out), { files: this.wire.files, progress });
      if (this.flags.target === undefined && batch.target !== undefined) {
        this.wire = new Wire({ config: this.flags.config, target: batch.target, root: this.config.root });
      }
      const rows = this.flags['plan-only']
        ? await this.#plans(batch, Math.max(1, parallel), progress, interrupt.signal)
        : await this.#runs(batch, progress, interrupt.signal);
      return this.#table(rows);
    } finally {
      progress.close();
      interrupt.stop();
    }
  }

  async #plans(batch: OpenedBatch, most: number, progress: ReturnType<typeof progressOf>, signal: AbortSignal) {
    const { planBatch } = await import('../../flows/batch/plan-only.ts');
    const { files, output, profiles } = this.wire;
    const databases = await this.wire.databases();
    const ports = { files, output, profiles, databases, progress, signal };
    return planBatch(batch, most, await this.wire.trust(), this.wire.run('batch'), ports);
  }

  async #runs(batch: OpenedBatch, progress: ReturnType<typeof progressOf>, signal: AbortSignal) {
    const { runBatch } = await import('../../flows/batch/batch.ts');
    const { target } = await this.wire.target();
    const store = await storeOf(this.wire);
    try {
      const ports = { store, files: this.wire.files, progress, signal };
      const work = (hands: Hands) => runBatch(batch, hands, { retry: this.flags.retry }, ports);
      return target.kind === 'embedded' || this.flags.alone
        ? await this.#alone(work, signal)
        : await this.#queued(work, signal);
    } finally {
      await store.close();
    }
  }

  async #alone(work: (hands: Hands) => Promise<readonly BatchRow[]>, signal: AbortSignal) {
    const { ownHands } = await import('../../flows/batch/hands.ts');
    const world = await stepWorld(this.wire, signal);
    try {
      return await work(ownHands(Math.max(1, this.flags.parallel), world));
    } finally {
      await world.close();
    }
  }

  async #queued(work: (hands: Hands) => Promise<readonly BatchRow[]>, signal: AbortSignal) {
    const { queueHands } = await import('../../flows/batch/hands.ts');
    const { parallel } = this.flags;
    const queue = await queueOf(this.wire, this.wire.run('batch'));
    const worker =
      parallel === 0 ? undefined : await queue.work(parallel, (payload) => perform(this.wire, payload, signal));
    const hands = queueHands(queue, () => storeOf(this.wire), this.wire.clock);
    try {
      return await work(hands);
    } finally {
      hands.end();
      await worker?.stop();
      await queue.close();
    }
  }

  #table(rows: readonly BatchRow[]): Answer {
    const { config, target, out } = this.flags;
    const flags = [
      ...(config === undefined ? [] : ['--config', config]),
      ...(target === undefined ? [] : ['--target', target]),
    ];
    const again = ['cutter', 'batch', this.args.queue, ...(out === undefined ? [] : ['--out', out]), ...flags];
    const well = rows.every(
      ({ state, problems }) =>
        ['done', 'planned', 'waiting'].includes(state) && (state !== 'done' || problems.length === 0),
    );
    return {
      json: { documents: rows },
      exit: well ? 0 : EXIT_DIFFERENT,
      text: (screen) => linesText(batchLines(rows, { flags, again }, screen), screen),
    };
  }
}
