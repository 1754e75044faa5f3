import { takenLines } from '../../render/backup-text.ts';
import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Flags } from '../oclif.ts';
import { progressOf } from '../progress.ts';
import { whereOf } from '../where.ts';

export class Backup extends CutterCommand<typeof Backup> {
  static override summary = 'Back up the tables that cuts touch, encrypted, with a receipt.';
  static override description =
    'Dumps the content and the ledger at one moment, encrypts the dump to backup.gpg_recipient of cutter.yaml as it comes, and writes a receipt with row counts and digests of exactly that moment. No plain text ever lies on a disk. Of a server pg_dump makes the dump; an embedded database dumps itself.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --target production --out /srv/backups',
  ];
  static override flags = {
    out: Flags.string({
      description: 'Folder to write to; default: backup.directory of cutter.yaml.',
      helpValue: 'DIR',
    }),
  };

  protected async answer(): Promise<Answer> {
    const { takeBackup } = await import('../../flows/backup/take.ts');
    const { directory, gpg_recipient } = await this.wire.backupSettings();
    const { require } = await this.wire.policy();
    const progress = progressOf(process.stderr, this.flags.json);
    const interrupt = this.wire.interruptions();
    try {
      const { source, databases } = await this.wire.dumpSource();
      const taken = await takeBackup(
        {
          directory: this.flags.out ?? directory,
          run: this.wire.run('backup'),
          recipient: gpg_recipient,
          required: require?.backup === true || require?.restore_test === true,
          tool: await this.wire.tool(),
          signal: interrupt.signal,
        },
        { ...this.wire, databases, source, encryption: await this.wire.encryption(), progress },
      );
      const where = await whereOf(this.wire);
      return { json: taken, text: (screen) => linesText(takenLines({ ...taken, where }, screen), screen) };
    } finally {
      interrupt.stop();
      progress.end();
    }
  }
}
