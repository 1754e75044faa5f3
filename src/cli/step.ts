/** What the commands of the steps of a request have in common: where the step's plan lies, and who makes it. */
import type { RequestKind } from '../core/kinds/kind.ts';
import type { Answer } from './answer.ts';
import { type DerivedCommand, derived } from './derived.ts';
import { Flags } from './oclif.ts';
import type { Wire } from './wire.ts';

export interface StepCommand extends Pick<DerivedCommand, 'cut' | 'lane' | 'decide' | 'json' | 'wrote' | 'next'> {
  readonly kind: RequestKind;
  /** The command again, as it was given but for --plan-only. */
  readonly again: string;
  readonly given?: Readonly<Record<string, string>>;
  readonly flags: {
    readonly approval?: readonly string[] | undefined;
    readonly backup: string | undefined;
    readonly 'dry-run'?: boolean;
    readonly 'plan-only': boolean;
  };
}

export async function stepped(wire: Wire, step: StepCommand): Promise<Answer> {
  const { stepFolder } = await import('../flows/backlog/folder.ts');
  const { kind, given = {}, flags, again, ...rest } = step;
  const parent = await wire.planFile(step.cut);
  const ports = { files: wire.files, databases: await wire.databases() };
  const folder = await stepFolder({ kind, parent, given, run: wire.run(kind.name) }, ports);
  return derived(wire, {
    ...rest,
    kind,
    folder,
    given,
    approval: flags.approval,
    backup: flags.backup,
    dryRun: flags['dry-run'] ?? false,
    ...(flags['plan-only'] ? { applyLater: again } : {}),
  });
}

/** Who decides, by a signature of the step's own plan. */
export const deciderFlags = {
  as: Flags.string({ description: 'Who decides, as the allowed signers name them.', required: true, helpValue: 'WHO' }),
  key: Flags.string({
    description: 'Private key; or a public one whose private half an agent holds.',
    required: true,
    helpValue: 'FILE',
  }),
};
