import type { LaneId } from '../../../core/ledger/lanes.ts';
import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';

export class KeysInit extends CutterCommand<typeof KeysInit> {
  static override summary = 'Make the two keys that the lanes sign the ledger with.';
  static override description =
    'Makes an Ed25519 key for the executor (DOT-991) and another for the verifier (DOT-992), where cutter.yaml names them: private keys readable by you alone, public keys beside them. Overwrites nothing. Where the lanes run on machines of their own, each keeps its private key and has the .pub file of the other.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];

  protected async answer(): Promise<Answer> {
    const { makeKeyPair } = await import('../../../edge/ssh/keygen.ts');
    const { assertNoKeys } = await import('../../../flows/lanes.ts');
    const paths = await this.wire.laneKeyFiles();
    await assertNoKeys(paths, this.wire.files);
    const keys: {
      readonly lane: LaneId;
      readonly file: string;
      readonly public_key: string;
      readonly fingerprint: string;
    }[] = [];
    for (const lane of ['DOT-991', 'DOT-992'] as const) {
      const { publicKey, fingerprint } = await makeKeyPair(paths[lane], lane);
      keys.push({ lane, file: paths[lane], public_key: publicKey, fingerprint });
    }
    return {
      json: { keys },
      text: () => linesText(keys.map(({ lane, file, fingerprint }) => `${lane}: ${file} (${fingerprint})`)),
    };
  }
}
