import type { LaneId } from '../../../core/ledger/lanes.ts';
import { called } from '../../../render/shell.ts';
import { type Answer, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { someCut } from '../../sandbox.ts';
import { within } from '../../server-settings.ts';

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
    const next = await this.next();
    return {
      json: { keys },
      text: (screen) =>
        linesText(
          [
            ...keys.map(({ lane, file, fingerprint }) => `${lane}: ${file} (${fingerprint})`),
            'Next:',
            `  ${called(next.command, screen)}`,
            ...next.about,
          ],
          screen,
        ),
    };
  }

  /** The keys are for runs; a run needs a database. */
  private async next(): Promise<{ readonly command: string; readonly about: readonly string[] }> {
    const { target, folder } = await this.wire.target();
    if (target.kind === 'embedded' && !(await this.wire.files.isFolder(within(folder, target.directory)))) {
      return { command: 'cutter sandbox up', about: [] };
    }
    const { file, about } = await someCut(this.wire);
    return { command: `cutter run ${file}`, about };
  }
}
