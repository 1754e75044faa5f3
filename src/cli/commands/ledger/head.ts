import { Stop } from '../../../core/problem.ts';
import { called, shellPath } from '../../../render/shell.ts';
import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { headSigners } from '../../head-signers.ts';
import { Flags } from '../../oclif.ts';

export class LedgerHead extends CutterCommand<typeof LedgerHead> {
  static override summary = 'Take the head of the governance ledger out of the database, signed.';
  static override description =
    'Checks the ledger, then writes its last link and the hashes of what guards it to a file, with the signature beside it. Keep it where those who run the database cannot write: `cutter ledger check --head` holds the ledger against it. The key of the verifier (DOT-992) signs, unless --as and --key name an approver. With --last the ledger is first held against the head before. Writes nothing to the database.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --last ledger-head-law-64.json',
    '<%= config.bin %> <%= command.id %> --as you@example.org --key ~/.ssh/id_ed25519 --out heads/law.json',
  ];
  static override flags = {
    out: Flags.string({
      char: 'o',
      description: 'File to write; default: ledger-head-<database>-<number>.json.',
      helpValue: 'FILE',
    }),
    last: Flags.string({
      description:
        'The head before this one: the newest that was kept. An older one is for `cutter ledger check --head`.',
      helpValue: 'FILE',
    }),
    as: Flags.string({ description: 'Who signs, as in the allowed signers.', helpValue: 'WHO' }),
    key: Flags.string({ description: "The signer's private key.", helpValue: 'FILE' }),
  };

  protected async answer(): Promise<Answer> {
    const { takeHead } = await import('../../../flows/ledger/head.ts');
    const { HEAD_NAMESPACE } = await import('../../../core/approval/sshsig.ts');
    const { out, last, as, key } = this.flags;
    if ((as === undefined) !== (key === undefined)) throw new Stop([both]);
    const path = key ?? (await this.wire.laneKeyFiles())['DOT-992'];
    const result = await takeHead(
      {
        signer: as ?? 'DOT-992',
        key: await (await this.wire.signers()).open(path, HEAD_NAMESPACE),
        signers: await headSigners(this.wire),
        run: this.wire.run('ledger'),
        ...(last === undefined ? {} : { last }),
        ...(out === undefined ? {} : { out }),
      },
      { files: this.wire.files, output: this.wire.output, databases: await this.wire.databases() },
    );
    const { head, file } = result;
    return {
      json: result,
      text: (screen) =>
        linesText(
          [
            `${file}: link ${head.seq} (${head.link_sha256}), signed by ${head.signer}`,
            'Next: keep both files outside the database, then hold the ledger against them:',
            `  ${called(`cutter ledger check --head ${shellPath(file)}`, screen)}`,
          ],
          screen,
        ),
    };
  }
}

const both = {
  code: 'input.usage',
  message: '--as and --key belong together.',
  hint: 'Name both, or neither: then the key of the verifier signs.',
} as const;
