import type { MovedSince } from '../../flows/moved-since.ts';
import { factLines } from '../../render/facts.ts';
import type { Screen } from '../../render/paint.ts';
import { called, shellPath } from '../../render/shell.ts';
import { visible } from '../../render/visible.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { planArg } from '../flags.ts';

export class Verify extends CutterCommand<typeof Verify> {
  static override long = true;
  static override summary = 'Check that the database holds exactly what the plan says.';
  static override description =
    "Reads as the verifier's role, on a connection of its own, and changes nothing. Every fact is a line with what was expected and what was found. Exit 0 for PASS, 10 for FAIL.";
  static override examples = ['<%= config.bin %> <%= command.id %> plans/constitution/plan.json'];
  static override args = { plan: planArg };

  protected async answer(): Promise<Answer> {
    const { verify } = await import('../../flows/verify.ts');
    const planFile = await this.wire.planFile(this.args.plan);
    const databases = await this.wire.databases();
    const result = await verify(planFile, this.wire.run('verify'), { files: this.wire.files, databases });
    return {
      json: result,
      exit: result.verdict === 'PASS' ? 0 : EXIT_DIFFERENT,
      text: (screen) =>
        linesText(
          [
            screen.paint.bold(`Verify ${visible(result.plan.cut)} under ${result.plan.prefix}/`),
            ...factLines(result.facts, screen),
            ...result.differences.map(({ address, what }) => `  ${what}: ${visible(address)}`),
            ...(result.moreDifferences > 0 ? [`  and ${result.moreDifferences} more`] : []),
            ...movedLines(result.moved_since, screen),
          ],
          screen,
        ),
    };
  }
}

/** What differs is what was meant to: the plan that changed it says how the units stand now. */
const movedLines = (moved: MovedSince | undefined, screen: Screen): string[] =>
  moved === undefined
    ? []
    : [
        moved.became === 'enacted'
          ? 'Every unit was enacted since: it is law, and no draft any more.'
          : 'Every unit was retired since.',
        'Next:',
        `  ${called(`cutter verify ${shellPath(moved.folder)}`, screen)}`,
      ];
