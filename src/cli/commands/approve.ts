import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { planArg } from '../flags.ts';
import { Flags } from '../oclif.ts';

export class Approve extends CutterCommand<typeof Approve> {
  static override summary = 'Approve exactly this plan, with your SSH key.';
  static override description =
    'Rebuilds the plan from its folder, then signs a statement about its hash, target and counts. The signature is an SSH signature that `ssh-keygen -Y verify` checks, too. Keys: Ed25519, also on a security key.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution/plan.json --as you@example.org --key ~/.ssh/id_ed25519',
  ];
  static override args = { plan: planArg };
  static override flags = {
    as: Flags.string({
      description: 'Who approves, as the allowed signers name them.',
      required: true,
      helpValue: 'WHO',
    }),
    key: Flags.string({
      description: 'Private key; or a public one whose private half an agent holds.',
      required: true,
      helpValue: 'FILE',
    }),
    hours: Flags.integer({
      description: 'Let the approval expire earlier than the policy does.',
      min: 1,
      helpValue: 'N',
    }),
    run: Flags.string({
      description: 'The run that the approval is for; default: the one that the plan was made in, if it was.',
      helpValue: 'RUN',
    }),
    out: Flags.string({
      char: 'o',
      description: 'File to write; default: approvals/<gate>.<who>.json beside the plan.',
      helpValue: 'FILE',
    }),
  };

  protected async answer(): Promise<Answer> {
    const { approve } = await import('../../flows/approve.ts');
    const planFile = await this.wire.planFile(this.args.plan);
    const { as: approver, key: keyFile, hours, out, run } = this.flags;
    const { KINDS } = await import('../../core/kinds/index.ts');
    const { file, statement, next } = await approve(
      {
        planFile,
        approver,
        keyFile,
        ...(out === undefined ? {} : { out }),
        ...(hours === undefined ? {} : { hours }),
        ...(run === undefined ? {} : { run }),
        policy: await this.wire.policy(),
        signers: await this.wire.signerFiles(),
        toolBuild: (await this.wire.tool()).build,
      },
      { ...this.wire, signers: await this.wire.signers() },
    );
    const irreversible = KINDS[statement.kind]?.irreversible;
    return {
      json: { approval: file, signature: `${file}.sig`, ...statement },
      text: () =>
        linesText([
          `${approver} approves ${statement.cut} (${statement.expect.statements} statements) for ${statement.purpose}, until ${statement.expires_at}.`,
          `Plan hash: ${statement.plan_sha256}`,
          ...(irreversible === undefined ? [] : [irreversible]),
          `Written: ${file} and ${file}.sig`,
          'Next:',
          statement.run === undefined
            ? `  cutter ${next} ${planFile} --approval ${file}`
            : `  cutter resume ${statement.run} --approval ${file}`,
        ]),
    };
  }
}
