import { restoredLines } from '../../../render/backup-text.ts';
import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { Args } from '../../oclif.ts';
import { progressOf } from '../../progress.ts';

export class BackupVerify extends CutterCommand<typeof BackupVerify> {
  static override summary = 'Prove that a backup can be restored, and record it beside the receipt.';
  static override description =
    'Checks the file against its receipt, decrypts it with gpg, reads it to its end, restores definitions and rows into a scratch database that is gone afterwards, and compares counts and digests of every table. Needs the private key of the backup, and for a backup of a server the programs of PostgreSQL. Exit 0 when all is equal, 3 when it is not.';
  static override examples = ['<%= config.bin %> <%= command.id %> backups/backup-20260131T080000Z-0123abcd.json'];
  static override args = { receipt: Args.string({ description: "The backup's receipt.", required: true }) };

  protected async answer(): Promise<Answer> {
    const { verifyBackup } = await import('../../../flows/backup/verify.ts');
    const progress = progressOf(process.stderr, this.flags.json);
    const interrupt = this.wire.interruptions();
    try {
      const result = await verifyBackup(
        { receiptFile: this.args.receipt, tool: await this.wire.tool(), signal: interrupt.signal },
        {
          ...this.wire,
          encryption: await this.wire.encryption(),
          restorer: await this.wire.restorers(),
          progress,
        },
      );
      return { json: result, text: (screen) => linesText(restoredLines(result, screen), screen) };
    } finally {
      interrupt.stop();
      progress.end();
    }
  }
}
