import { Stop } from '../../core/problem.ts';
import { MODES, type Mode } from '../../core/run/replay.ts';
import type { Answer } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { cutArg } from '../flags.ts';
import { Flags } from '../oclif.ts';
import { eventsFlag, runAnswer } from '../run-answer.ts';
import { telling } from '../run-events.ts';
import { runPorts, runSettings, storeOf } from '../run-world.ts';
import { whereOf } from '../where.ts';

export class Run extends CutterCommand<typeof Run> {
  static override summary = 'Cut a document from its source to the record of it, with a stop for each approval.';
  static override description =
    'Pins the source, marks it, plans, backs up where the policy asks for it, probes grants and gates, and stops for the approval of the cut (SG_1): exit 0, and the one command that goes on. `cutter resume` then cuts, verifies, records and verifies the record. Asks nothing, so it runs from cron; a second start of a document whose run is open is refused. With `--mode plan` it ends when the plan is made. With `--mode dry-run` the whole job is done for real, enactment included, in a database inside this process and with keys that both exist for this run alone; the target is not touched, and nothing is left but what is printed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> examples/01-constitution/cut.yaml',
    {
      description: 'Tell another program what goes on:',
      command: '<%= config.bin %> <%= command.id %> cut.yaml --events -',
    },
  ];
  static override args = { cut: cutArg };
  static override flags = {
    mode: Flags.string({ description: 'How far it goes.', options: [...MODES], default: 'live' }),
    out: Flags.string({
      char: 'o',
      description: 'Folder of the plan; default: plans/<name of the cut>.',
      helpValue: 'DIR',
    }),
    events: eventsFlag,
  };

  protected async answer(): Promise<Answer> {
    const { startRun } = await import('../../flows/run/start.ts');
    const { readCut } = await import('../../formats/cut.ts');
    const { LIMITS } = await import('../../core/limits.ts');
    const { orStop } = await import('../../core/problem.ts');
    const { json, events, out, color } = this.flags;
    if (json && events === '-') throw new Stop([oneOutput]);
    const cut = orStop(readCut(await this.wire.files.read(this.args.cut, LIMITS.cut), this.args.cut));
    if (this.flags.mode === 'dry-run') return this.#dryRun();
    const { name } = await this.wire.target(cut.target);
    const store = await storeOf(this.wire, cut.target);
    const interrupt = this.wire.interruptions();
    const told = telling({ events, quiet: json, noColor: !color });
    try {
      const ports = await runPorts(this.wire, store, told, cut.target);
      const run = await startRun(
        {
          id: this.wire.run('ictr'),
          mode: this.flags.mode as Mode,
          cutFile: this.args.cut,
          target: name,
          ...(out === undefined ? {} : { planFolder: out }),
        },
        await runSettings(this.wire, interrupt.signal),
        ports,
      );
      const target = this.flags.target ?? cut.target;
      const where = await whereOf(this.wire, cut.target);
      return runAnswer(run, { config: this.flags.config, target, where }, events === '-');
    } finally {
      interrupt.stop();
      told.end();
      await store.close();
    }
  }

  async #dryRun(): Promise<Answer> {
    const { dryRun } = await import('../dry-run.ts');
    const { json, events, color } = this.flags;
    const interrupt = this.wire.interruptions();
    const told = telling({ events, quiet: json, noColor: !color });
    try {
      const { root } = this.config;
      const run = await dryRun({ cutFile: this.args.cut, root, telling: told, signal: interrupt.signal });
      return runAnswer(run, {}, events === '-');
    } finally {
      interrupt.stop();
      told.end();
    }
  }
}

const oneOutput = {
  code: 'input.usage',
  message: '--json and --events - would both write to standard output.',
  hint: 'Give --events a file; or leave --json out: the last event says how the run stands.',
} as const;
