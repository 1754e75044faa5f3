import type { OpenedPlan } from '../../flows/open-plan.ts';
import type { Screen } from '../../render/paint.ts';
import type { PlanRendering } from '../../render/rendering.ts';
import type { Answer } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { planArg } from '../flags.ts';
import { Flags } from '../oclif.ts';

export class Show extends CutterCommand<typeof Show> {
  static override summary = 'Show a plan: for people, as SQL, as Markdown or as JSON.';
  static override description =
    'Reads and checks the whole plan file first; nothing of a damaged plan is shown. The SQL is plain: psql runs it to the same rows.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution/plan.json',
    '<%= config.bin %> <%= command.id %> plans/constitution --full',
    '<%= config.bin %> <%= command.id %> plans/constitution --format sql > constitution.sql',
  ];
  static override args = { plan: planArg };
  static override flags = {
    format: Flags.string({
      description: 'How to show it.',
      options: ['text', 'sql', 'markdown', 'json'],
      default: 'text',
    }),
    full: Flags.boolean({ description: 'Show long texts whole instead of folded.' }),
  };

  protected async answer(): Promise<Answer> {
    const { openPlan } = await import('../../flows/open-plan.ts');
    const file = await this.wire.planFile(this.args.plan);
    const plan = await openPlan(this.wire.files, file);
    const { format } = this.flags;
    return {
      json: { ...plan.header, sha256: plan.end.sha256, bytes: plan.end.bytes },
      text: (screen) => (format === 'json' ? this.bytes(file) : this.rendered(plan, screen)),
    };
  }

  private async *rendered(plan: OpenedPlan, screen: Screen): AsyncGenerator<string> {
    const { readPlan } = await import('../../formats/plan.ts');
    const rendering = await this.rendering(plan, screen);
    yield rendering.head();
    const reader = readPlan(this.wire.files.stream(plan.file), plan.file);
    await reader.header();
    let first = 1;
    for await (const statements of reader.units()) {
      yield rendering.unit({ address: statements[0]?.[1] ?? '', first, statements });
      first += statements.length;
    }
    yield rendering.tail();
  }

  private async rendering(plan: OpenedPlan, screen: Screen): Promise<PlanRendering> {
    const { header } = plan;
    const shown = { path: plan.file, sha256: plan.end.sha256 };
    switch (this.flags.format) {
      case 'sql': {
        const { planSql } = await import('../../render/plan-sql.ts');
        return planSql(header, shown);
      }
      case 'markdown': {
        const { planMarkdown } = await import('../../render/plan-markdown.ts');
        return planMarkdown(header, shown);
      }
      default: {
        const { planText } = await import('../../render/plan-text.ts');
        return planText(header, shown, { ...screen, full: this.flags.full });
      }
    }
  }

  private async *bytes(file: string): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for await (const chunk of this.wire.files.stream(file)) yield decoder.decode(chunk, { stream: true });
  }
}
