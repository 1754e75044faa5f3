import { pinTrust } from '../../../core/owner/acts.ts';
import { Stop } from '../../../core/problem.ts';
import type { Answer } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { actAnswer, actFlags } from '../../owner-act.ts';

export class TrustPin extends CutterCommand<typeof TrustPin> {
  static override summary =
    "Print the owner's SQL that fixes policy and signers in the database, or run it as the owner.";
  static override description =
    'Whoever runs cutter chooses its cutter.yaml. Once the owner has fixed the digests of policy and signers in the database, a plan made under others is refused there, whatever its policy says; a policy with require.roots_of_trust refuses a database where they are not fixed. Read policy and signers before you fix them.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> | psql -X -v ON_ERROR_STOP=1 law',
    '<%= config.bin %> <%= command.id %> --run --owner directus --owner-password-file owner.pw',
  ];
  static override flags = actFlags;

  protected async answer(): Promise<Answer> {
    const { policy_sha256, signers_sha256 } = await this.wire.trust();
    if (policy_sha256 === undefined || signers_sha256 === undefined) throw new Stop([noSigners]);
    const roots = { policy_sha256, signers_sha256 };
    return actAnswer({
      wire: this.wire,
      flags: this.flags,
      act: pinTrust(roots),
      done: `Fixed: policy ${policy_sha256}, signers ${signers_sha256}.`,
      about: { roots },
    });
  }
}

const noSigners = {
  code: 'config.signers',
  message: 'No allowed signers are configured, so there is nothing to fix.',
  hint: 'Run `cutter init`, then add the approvers to the file of allowed signers.',
} as const;
