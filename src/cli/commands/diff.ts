import { type Answer, EXIT_DIFFERENT } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Args, Flags } from '../oclif.ts';

export class Diff extends CutterCommand<typeof Diff> {
  static override long = true;
  static override summary = 'Compare two plans by unit.';
  static override description =
    'Shows which units are added, removed or changed, texts word by word, and what differs in the header. Exit 0 when the plans are the same, 10 when they differ.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> old/plan.json new/plan.json',
    '<%= config.bin %> <%= command.id %> old/plan.json new/plan.json --format markdown > comment.md',
  ];
  static override args = {
    old: Args.string({ description: 'The plan before: plan.json or its folder.', required: true }),
    new: Args.string({ description: 'The plan after: plan.json or its folder.', required: true }),
  };
  static override flags = {
    format: Flags.string({
      description: 'How to show it; markdown fits a pull-request comment.',
      options: ['text', 'markdown'],
      default: 'text',
    }),
    full: Flags.boolean({ description: 'Show long texts whole instead of folded.' }),
  };

  protected async answer(): Promise<Answer> {
    const { comparePlans } = await import('../../flows/diff.ts');
    const [before, after] = [await this.wire.planFile(this.args.old), await this.wire.planFile(this.args.new)];
    const { diff, files, same } = await comparePlans(before, after, this.wire.files);
    const { diffText } = await import('../../render/diff-text.ts');
    const { diffMarkdown } = await import('../../render/diff-markdown.ts');
    const { diffJson } = await import('../../render/diff-facts.ts');
    return {
      json: diffJson(diff, files),
      exit: same ? 0 : EXIT_DIFFERENT,
      text: (screen) =>
        this.flags.format === 'markdown'
          ? [diffMarkdown(diff, files)]
          : diffText(diff, files, { ...screen, full: this.flags.full }),
    };
  }
}
