import { counted } from '../../render/numbers.ts';
import { called, shellPath } from '../../render/shell.ts';
import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { cutArg } from '../flags.ts';

export class Validate extends CutterCommand<typeof Validate> {
  static override summary = 'Check a cut.yaml: its syntax, its shape, its profile and its document.';
  static override description =
    'Reads cut.yaml and marks the document it names, without writing anything and without a database. All problems are reported together, each with its place and the next step.';
  static override examples = ['<%= config.bin %> <%= command.id %> examples/01-constitution/cut.yaml'];
  static override args = { cut: cutArg };

  protected async answer(): Promise<Answer> {
    const { markDocument } = await import('../../flows/mark.ts');
    const { manifest, cut } = await markDocument(this.args.cut, this.wire);
    const { units, exclusions } = manifest.counts;
    return {
      json: { valid: true, cut: cut.name, prefix: cut.prefix, profile: cut.profile, units, exclusions },
      text: (screen) =>
        linesText(
          [
            `${this.args.cut} is valid: ${counted(units, 'unit')} under ${cut.prefix}/, ${counted(exclusions, 'exclusion')}.`,
            'Next:',
            `  ${called(`cutter plan ${shellPath(this.args.cut)} --out ${shellPath(`plans/${cut.name}`)}`, screen)}`,
          ],
          screen,
        ),
    };
  }
}
