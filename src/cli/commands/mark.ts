import { join } from 'node:path';
import { lookAlikes } from '../../core/document/lookalikes.ts';
import { pageLines } from '../../core/document/page-lines.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { markLines } from '../../render/mark-text.ts';
import { lookAlikeLines, pageLineLines } from '../../render/profiles-text.ts';
import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { cutArg } from '../flags.ts';
import { Flags } from '../oclif.ts';

export class Mark extends CutterCommand<typeof Mark> {
  static override long = true;
  static override summary = 'Find the units of a document: the manifest.';
  static override description =
    'Decides by the grammar profile which bytes of the document belong to which unit, which are excluded and why, and which are no content; proves that every byte is one of these. Needs no database.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> examples/01-constitution/cut.yaml',
    '<%= config.bin %> <%= command.id %> examples/01-constitution/cut.yaml --out build/constitution',
  ];
  static override args = { cut: cutArg };
  static override flags = {
    out: Flags.string({ char: 'o', description: 'Folder to write manifest.json and region.txt to.', helpValue: 'DIR' }),
  };

  protected async answer(): Promise<Answer> {
    const { out } = this.flags;
    if (out !== undefined && (await this.wire.files.exists(join(out, FOLDER.plan)))) throw new Stop([planThere(out)]);
    const { markDocument } = await import('../../flows/mark.ts');
    const { manifest, region } = await markDocument(this.args.cut, this.wire);
    const text = (): string => new TextDecoder().decode(region);
    if (out !== undefined) {
      const { manifestBytes } = await import('../../core/document/encode.ts');
      await this.wire.output.write(join(out, FOLDER.region), [region]);
      await this.wire.output.write(join(out, FOLDER.manifest), manifestBytes(manifest));
    }
    return {
      get json() {
        const { header, counts, digest, spans } = manifest;
        return {
          ...header,
          counts,
          digest,
          spans,
          look_alikes: lookAlikes(text()),
          page_lines: pageLines(text()),
        };
      },
      text: (screen) => {
        const whole = text();
        return linesText(
          [
            ...markLines(manifest, out, screen),
            ...lookAlikeLines(lookAlikes(whole), screen),
            ...pageLineLines(pageLines(whole), screen),
          ],
          screen,
        );
      },
    };
  }
}

/** Its manifest and its region are pinned by the plan: others in their place would break it. */
const planThere = (folder: string): Problem => ({
  code: 'input.exists',
  message: 'A plan stands in this folder, and its manifest.json and region.txt belong to it.',
  place: { file: join(folder, FOLDER.plan) },
  hint: 'Name another folder with --out; or make the plan anew with `cutter plan`, which marks the document, too.',
});
