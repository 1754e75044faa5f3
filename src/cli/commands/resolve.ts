import { EXIT_OF_OUTCOME, type Outcome } from '../../core/outcome.ts';
import { Stop } from '../../core/problem.ts';
import type { Resolved } from '../../flows/resolve.ts';
import { visible } from '../../render/visible.ts';
import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Args } from '../oclif.ts';

const SAYS: Partial<Record<Outcome, string>> = {
  applied: 'The COMMIT took effect: every planned row is there.',
  rolled_back: 'The COMMIT did not take effect: no planned row is there. The plan can be applied again.',
};

export class Resolve extends CutterCommand<typeof Resolve> {
  static override summary = 'Settle a run whose answer to COMMIT was lost.';
  static override description =
    'Waits until the old transaction is over for certain (ending its connection if it still holds the lock), then lets the rows decide, and finishes the receipt. COMMIT is never sent again. Exit 0 when the run turns out applied, 4 when it was rolled back, 5 when a person must decide.';
  static override examples = ['<%= config.bin %> <%= command.id %> plans/constitution'];
  static override args = {
    receipt: Args.string({
      description: 'The receipt of the run; or plan.json or its folder, for all its runs in doubt.',
      required: true,
    }),
  };

  protected async answer(): Promise<Answer> {
    const { openReceipts, resolve } = await import('../../flows/resolve.ts');
    const { receipt } = this.args;
    const given = await this.wire.planFile(receipt);
    const files =
      given === receipt && !given.endsWith('plan.json') ? [receipt] : await openReceipts(given, this.wire.files);
    if (files.length === 0) throw new Stop([nothing(receipt)]);
    const databases = await this.wire.databases();
    const settled: Resolved[] = [];
    for (const file of files) settled.push(await resolve(file, { ...this.wire, databases }));
    return {
      json: { runs: settled },
      exit: Math.max(...settled.map(({ outcome }) => EXIT_OF_OUTCOME[outcome])),
      text: (screen) =>
        linesText(
          settled.flatMap(({ run, outcome, file, reasons }) => [
            `${visible(run)}: ${SAYS[outcome] ?? 'Still in doubt: the server could not be asked, or holds something else.'}`,
            ...reasons.map((reason) => `  ${visible(reason)}`),
            `Receipt: ${visible(file)}`,
          ]),
          screen,
        ),
    };
  }
}

const nothing = (place: string) =>
  ({
    code: 'input.usage',
    message: 'No run of this plan is in doubt.',
    place: { file: place },
    hint: 'Run `cutter verify` to see what is in the database.',
  }) as const;
