import { Stop } from '../../core/problem.ts';
import type { Answer } from '../answer.ts';
import { again } from '../called.ts';
import { CutterCommand } from '../command.ts';
import { backupFlag, cutFolderArg } from '../flags.ts';
import { Flags } from '../oclif.ts';
import { deciderFlags, stepped } from '../step.ts';

export class Review extends CutterCommand<typeof Review> {
  static override summary = 'Decide about a request: approve, defer or reject it, signed.';
  static override description =
    'Writes the manifest as it was reviewed, a block for each unit, the decision with its checklist, and the step: 3 + N rows of the ledger. You sign exactly that plan, as one who may approve. It does not replace the approval of the cut (SG_1): that is asked for when it is cut. A deferred request comes back by a later `cutter sweep`; a rejected one does not. The plan stands in the folder `review` beside the cut, a later one in `review-2`.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution --approve --yes coverage_complete,no_overlap --as you@example.org --key ~/.ssh/id_ed25519',
    '<%= config.bin %> <%= command.id %> plans/constitution --defer --no boundaries_right --reason "Article 7 ends too early." --as you@example.org --key ~/.ssh/id_ed25519',
  ];
  static override args = { cut: cutFolderArg };
  static override flags = {
    ...deciderFlags,
    approve: Flags.boolean({ description: 'It may be cut as it is.' }),
    defer: Flags.boolean({ description: 'Not yet.' }),
    reject: Flags.boolean({ description: 'Never: only another plan, by a request of its own.' }),
    reason: Flags.string({ description: 'Why; needed unless it is approved.', helpValue: 'TEXT' }),
    yes: Flags.string({ description: 'Questions of the checklist that are answered with yes.', helpValue: 'NAMES' }),
    no: Flags.string({ description: 'Questions of the checklist that are answered with no.', helpValue: 'NAMES' }),
    backup: backupFlag,
    'plan-only': Flags.boolean({
      description:
        'Make the plan, and neither sign nor apply it, so that its owner can arm it; the same command does both afterwards.',
    }),
  };

  protected async answer(): Promise<Answer> {
    const { review } = await import('../../core/kinds/backlog/review.ts');
    const { as, key, reason, yes, no } = this.flags;
    const [verdict, ...others] = (['approve', 'defer', 'reject'] as const).filter((name) => this.flags[name]);
    if (verdict === undefined || others.length > 0) throw new Stop([oneVerdict]);
    return stepped(this.wire, {
      kind: review,
      lane: 'DOT-991',
      cut: this.args.cut,
      again: again('review', this.argv),
      given: {
        by: as,
        verdict,
        ...(reason === undefined ? {} : { reason }),
        ...(yes === undefined ? {} : { yes }),
        ...(no === undefined ? {} : { no }),
      },
      decide: { as, key },
      flags: this.flags,
      json: this.flags.json,
      next: (cut) => [NEXT[verdict](cut)],
    });
  }
}

/** What is approved is cut under an approval of the cut itself. */
const NEXT = {
  approve: (cut: string) => `cutter approve ${cut} --as you@example.org --key ~/.ssh/id_ed25519`,
  defer: (cut: string) => `cutter sweep ${cut}`,
  reject: () => 'cutter backlog',
} as const;

const oneVerdict = {
  code: 'input.usage',
  message: 'A review has one verdict.',
  hint: 'Give one of --approve, --defer and --reject.',
} as const;
