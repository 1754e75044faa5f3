import { Stop } from '../../core/problem.ts';
import { called, shellPath } from '../../render/shell.ts';
import { type Answer, linesText } from '../answer.ts';
import { callFlags } from '../called.ts';
import { CutterCommand } from '../command.ts';
import { Args, Flags } from '../oclif.ts';

export class Approve extends CutterCommand<typeof Approve> {
  static override summary = 'Approve exactly this plan, with your SSH key.';
  static override description =
    'Rebuilds the plan from its folder, then signs a statement about its hash, target and counts. The signature is an SSH signature that `ssh-keygen -Y verify` checks, too. Keys: Ed25519, also on a security key. With --all: the list of every approval that a run waits for, and the command that signs exactly this list; one statement and one signature for each document and phase.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution/plan.json --as you@example.org --key ~/.ssh/id_ed25519',
    {
      description: 'Everything that waits: first the list, then the signatures with the mark that the list gives:',
      command: '<%= config.bin %> <%= command.id %> --all --as you@example.org --key ~/.ssh/id_ed25519',
    },
  ];
  static override args = { plan: Args.string({ description: 'plan.json, or its folder.' }) };
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
    all: Flags.boolean({
      description: 'Every approval that a run of the target waits for; signs nothing without --sign.',
      exclusive: ['run', 'out'],
    }),
    sign: Flags.string({
      description: 'With --all: sign exactly the list that gave this mark.',
      dependsOn: ['all'],
      helpValue: 'MARK',
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
    const { as: approver, key: keyFile, hours, out, run, all } = this.flags;
    if (!all === (this.args.plan === undefined)) throw new Stop([oneOfBoth]);
    if (this.args.plan === undefined) return this.#all();
    const { approve } = await import('../../flows/approve.ts');
    const planFile = await this.wire.planFile(this.args.plan);
    const { factsOf } = await import('../../core/kinds/facts.ts');
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
    const irreversible = factsOf(statement.kind)?.irreversible;
    return {
      json: { approval: file, signature: `${file}.sig`, ...statement },
      text: (screen) =>
        linesText(
          [
            `${approver} approves ${statement.cut} (${statement.expect.statements} statements) for ${statement.purpose}, until ${statement.expires_at}.`,
            `Plan hash: ${statement.plan_sha256}`,
            ...(irreversible === undefined ? [] : [irreversible]),
            `Written: ${file} and ${file}.sig`,
            'Next:',
            `  ${called(`cutter ${statement.run === undefined ? `${next} ${shellPath(planFile)}` : `resume ${statement.run}`} --approval ${shellPath(file)}`, screen)}`,
          ],
          screen,
        ),
    };
  }

  async #all(): Promise<Answer> {
    const { approveAll } = await import('../approve-all.ts');
    const { as: approver, key: keyFile, hours, sign: mark, config, target } = this.flags;
    const again = [
      ...['cutter', 'approve', '--all', '--as', approver, '--key', keyFile],
      ...(hours === undefined ? [] : ['--hours', String(hours)]),
      ...callFlags({ config, target }),
    ];
    return approveAll(this.wire, { approver, keyFile, hours, mark, again });
  }
}

const oneOfBoth = {
  code: 'input.usage',
  message: 'Which plan is to be approved?',
  hint: 'Name one plan, or give --all for everything that waits; not both.',
} as const;
