import { LIMITS } from '../../core/limits.ts';
import { orStop } from '../../core/problem.ts';
import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { cutArg } from '../flags.ts';
import { Flags } from '../oclif.ts';
import { whereOf } from '../where.ts';

export class Snapshot extends CutterCommand<typeof Snapshot> {
  static override summary = 'Write what the database is and holds for a cut, to plan with later.';
  static override description =
    "Reads the database as the verifier's role, in a read-only transaction. With the file, `cutter plan --snapshot` needs no way into the database, so that a pull request can be planned and checked anywhere.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> examples/01-constitution/cut.yaml --out snapshot.json',
  ];
  static override args = { cut: cutArg };
  static override flags = {
    out: Flags.string({ char: 'o', description: 'File to write.', helpValue: 'FILE', default: 'snapshot.json' }),
  };

  protected async answer(): Promise<Answer> {
    const { readCut } = await import('../../formats/cut.ts');
    const { takeSnapshot } = await import('../../flows/plan/snapshot.ts');
    const { snapshotLines } = await import('../../flows/plan/make.ts');
    const { assertOwnFile } = await import('../../flows/own-file.ts');
    const { readSnapshot } = await import('../../formats/snapshot.ts');
    const cut = orStop(readCut(await this.wire.files.read(this.args.cut, LIMITS.cut), this.args.cut));
    const isSnapshot = (bytes: Uint8Array): boolean => readSnapshot(bytes, '').ok;
    await assertOwnFile(this.flags.out, 'a snapshot', LIMITS.snapshot, isSnapshot, this.wire.files);
    const databases = await this.wire.databases(cut.target);
    const snapshot = await takeSnapshot(databases, cut, this.wire.run('snapshot'));
    await this.wire.output.write(this.flags.out, snapshotLines(snapshot));
    const { target, gateway, units } = snapshot;
    const where = (await whereOf(this.wire, cut.target)) ?? target.database;
    const objects = Object.keys(snapshot.catalogue).length;
    return {
      json: { file: this.flags.out, target, gateway, prefix: cut.prefix, units: units.length, objects },
      text: (screen) =>
        linesText(
          [
            `Snapshot of ${where} for ${cut.prefix}/: ${units.length} units there, ${objects} catalogue objects, gateway ${gateway.mode}.`,
            `Written: ${this.flags.out}`,
          ],
          screen,
        ),
    };
  }
}
