import { ledgerCheckLines } from '../../../render/ledger-text.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { headSigners } from '../../head-signers.ts';
import { Flags } from '../../oclif.ts';

export class LedgerCheck extends CutterCommand<typeof LedgerCheck> {
  static override summary = 'Check that nothing in the governance ledger was changed, removed, reordered or put in.';
  static override description =
    'Reads every row and every link, computes all hashes again, and holds requests against their history and the tables against their guards. With --head it is held against a head that was kept outside the database: then a tail that was cut off, a chain that was made anew, and a changed trigger or function show as well. Writes nothing. Exit 0 when nothing is found, 10 otherwise.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --head ledger-head-law-128.json',
    '<%= config.bin %> <%= command.id %> --json',
  ];
  static override flags = {
    head: Flags.string({
      description: 'The last head that was signed; its signature stands beside it in FILE.sig.',
      helpValue: 'FILE',
    }),
  };

  protected async answer(): Promise<Answer> {
    const { checkLedger } = await import('../../../flows/ledger/check.ts');
    const { head } = this.flags;
    const check = await checkLedger(
      { ...(head === undefined ? {} : { head }), signers: await headSigners(this.wire), run: this.wire.run('ledger') },
      { files: this.wire.files, databases: await this.wire.databases() },
    );
    return {
      json: check,
      exit: check.verdict === 'PASS' ? 0 : EXIT_DIFFERENT,
      text: (screen) => linesText(ledgerCheckLines(check, screen), screen),
    };
  }
}
