import { identityProblems } from '../../core/gates/principal.ts';
import { arm, disarm } from '../../core/owner/acts.ts';
import { secondsOf } from '../../core/owner/duration.ts';
import { orStop } from '../../core/problem.ts';
import type { Answer } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { planArg } from '../flags.ts';
import { Flags } from '../oclif.ts';
import { actAnswer, actFlags } from '../owner-act.ts';

export class Arm extends CutterCommand<typeof Arm> {
  static override summary = "Print the owner's SQL that lets one run apply a plan, or run it as the owner.";
  static override description =
    'A policy with require.arming lets nothing be applied that the owner has not armed. An arming is for one run of one plan and ends with its time: the first run that begins takes it, whatever comes of that run. Dry runs and preflight take none.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution --for 15m | psql -X -v ON_ERROR_STOP=1 law',
    '<%= config.bin %> <%= command.id %> plans/constitution --for 15m --run --owner directus --owner-password-file owner.pw',
    '<%= config.bin %> <%= command.id %> plans/constitution --disarm',
  ];
  static override args = { plan: planArg };
  static override flags = {
    for: Flags.string({
      description: 'How long, at most, until a run must have begun: 90s, 15m or 2h.',
      default: '15m',
      helpValue: 'TIME',
    }),
    disarm: Flags.boolean({ description: 'Take an arming back that no run has taken.' }),
    ...actFlags,
  };

  protected async answer(): Promise<Answer> {
    const { openPlan } = await import('../../flows/open-plan.ts');
    const seconds = orStop(secondsOf(this.flags.for));
    const { header, end } = await openPlan(this.wire.files, await this.wire.planFile(this.args.plan));
    const { target, cut } = header;
    const plan = {
      sha256: end.sha256,
      cut: cut.name,
      prefix: cut.prefix,
      database: target.database,
      systemIdentifier: target.system_identifier,
      statements: end.statements,
    };
    const off = this.flags.disarm;
    return actAnswer({
      wire: this.wire,
      flags: this.flags,
      act: off ? disarm(plan) : arm(plan, seconds),
      done: off
        ? `Disarmed: ${cut.name} under ${cut.prefix}/.`
        : `Armed for ${this.flags.for}, for one run: ${cut.name} under ${cut.prefix}/, plan ${end.sha256}.`,
      about: { plan, ...(off ? {} : { seconds }) },
      judge: (session) => identityProblems(target, session),
    });
  }
}
