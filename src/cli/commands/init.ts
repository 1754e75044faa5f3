import { Stop } from '../../core/problem.ts';
import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Flags } from '../oclif.ts';
import { schemaPath } from '../schema-path.ts';

export class Init extends CutterCommand<typeof Init> {
  static override summary = 'Write cutter.yaml, the allowed signers and the list of revoked keys.';
  static override description =
    'Writes to the working folder and overwrites nothing. With --signer and --key the first approver is entered; with --new-key an unencrypted key is made for trying things out.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --signer you@example.org --key ~/.ssh/id_ed25519.pub',
    '<%= config.bin %> <%= command.id %> --signer you@example.org --new-key trial_key',
  ];
  static override flags = {
    signer: Flags.string({ description: 'The first approver.', helpValue: 'WHO' }),
    key: Flags.string({
      description: 'Key of the approver: the .pub file, or the private key beside it.',
      helpValue: 'FILE',
      dependsOn: ['signer'],
      exclusive: ['new-key'],
    }),
    'new-key': Flags.string({
      description: 'Make a key pair here, for trying things out.',
      helpValue: 'FILE',
      dependsOn: ['signer'],
    }),
  };

  protected async answer(): Promise<Answer> {
    const { init } = await import('../../flows/init.ts');
    const { signer, key, 'new-key': newKey } = this.flags;
    if (signer !== undefined && key === undefined && newKey === undefined) throw new Stop([noKey]);
    const publicKey = await this.publicKey();
    const schema = schemaPath(process.cwd(), this.config.root, 'config.schema.json');
    const files = await init(
      {
        folder: '.',
        ...(schema === undefined ? {} : { schema }),
        ...(signer === undefined || publicKey === undefined ? {} : { signer: { principal: signer, publicKey } }),
      },
      this.wire,
    );
    const written = [...files, ...(newKey === undefined ? [] : [newKey, `${newKey}.pub`])];
    return {
      json: { files: written },
      text: (screen) =>
        linesText(
          [
            `Written: ${written.join(', ')}`,
            'Next:',
            ...(signer === undefined ? ['  add the approvers to allowed_signers, then'] : []),
            '  cutter sandbox up',
          ],
          screen,
        ),
    };
  }

  private async publicKey(): Promise<string | undefined> {
    const { signer, key, 'new-key': newKey } = this.flags;
    if (newKey !== undefined && signer !== undefined) {
      const { makeKeyPair } = await import('../../edge/ssh/keygen.ts');
      return (await makeKeyPair(newKey, signer)).publicKey;
    }
    return key === undefined ? undefined : (await (await this.wire.signers()).open(key)).publicKey;
  }
}

const noKey = {
  code: 'input.usage',
  message: 'An approver needs a key.',
  hint: 'Add --key FILE with an Ed25519 key, or --new-key FILE to make one for trying things out.',
} as const;
