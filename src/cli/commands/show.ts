import { basename, dirname, join } from 'node:path';
import { FOLDER } from '../../core/plan/folder.ts';
import type { Statement } from '../../core/plan/plan.ts';
import { Stop } from '../../core/problem.ts';
import type { OpenedPlan } from '../../flows/open-plan.ts';
import type { Screen } from '../../render/paint.ts';
import type { PlanRendering } from '../../render/rendering.ts';
import { type Answer, linesText } from '../answer.ts';
import { CutterCommand } from '../command.ts';
import { Args, Flags } from '../oclif.ts';

export class Show extends CutterCommand<typeof Show> {
  static override long = true;
  static override summary = 'Show a plan, as text, SQL, Markdown or JSON; or a manifest, as text or as a page of HTML.';
  static override description =
    'Reads and checks the whole plan file first; nothing of a damaged plan is shown. The SQL is plain: psql runs it to the same rows. The page shows a manifest, which needs its region.txt beside it: the document beside its units, in one file that needs no network.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution/plan.json',
    '<%= config.bin %> <%= command.id %> plans/constitution --full',
    '<%= config.bin %> <%= command.id %> plans/constitution --format sql > constitution.sql',
    '<%= config.bin %> <%= command.id %> plans/constitution/manifest.json --format html > constitution.html',
  ];
  static override args = {
    plan: Args.string({ description: 'plan.json or manifest.json, or their folder.', required: true }),
  };
  static override flags = {
    format: Flags.string({
      description: 'How to show it.',
      options: ['text', 'sql', 'markdown', 'json', 'html'],
      default: 'text',
    }),
    full: Flags.boolean({ description: 'Show long texts whole instead of folded.' }),
  };

  protected async answer(): Promise<Answer> {
    const manifest = await this.manifestFile();
    if (manifest !== undefined) return this.manifest(manifest);
    const { openPlan } = await import('../../flows/open-plan.ts');
    const file = await this.wire.planFile(this.args.plan);
    const plan = await openPlan(this.wire.files, file);
    const { format } = this.flags;
    return {
      json: { ...plan.header, sha256: plan.end.sha256, bytes: plan.end.bytes },
      text: (screen) => (format === 'json' ? this.bytes(file) : this.rendered(plan, screen)),
    };
  }

  /** The manifest that is meant, if it is one: by its name, or because only a manifest is shown so. */
  private async manifestFile(): Promise<string | undefined> {
    const { plan } = this.args;
    if (basename(plan) === FOLDER.manifest) return plan;
    if (this.flags.format !== 'html') return undefined;
    if (await this.wire.files.isFolder(plan)) return join(plan, FOLDER.manifest);
    return basename(plan) === FOLDER.plan ? join(dirname(plan), FOLDER.manifest) : plan;
  }

  private async manifest(file: string): Promise<Answer> {
    const { format } = this.flags;
    if (format === 'sql' || format === 'markdown') throw new Stop([noSuchForm(format)]);
    const { viewManifest } = await import('../manifest-view.ts');
    const { markLines } = await import('../../render/mark-text.ts');
    const { manifest, excluded, html } = await viewManifest(this.wire.files, file);
    const { header, counts, digest } = manifest;
    return {
      json: { ...header, counts, digest },
      text: (screen) => {
        if (format === 'html') return html();
        if (format === 'json') return this.bytes(file);
        return linesText(markLines({ header, counts, digest, spans: excluded }, undefined, screen), screen);
      },
    };
  }

  private async *rendered(plan: OpenedPlan, screen: Screen): AsyncGenerator<string> {
    const rendering = await this.rendering(plan, screen);
    yield rendering.head();
    let first = 1;
    for await (const statements of plan.units ?? this.units(plan.file)) {
      yield rendering.unit({ address: statements[0]?.[1] ?? '', first, statements });
      first += statements.length;
    }
    yield rendering.tail();
  }

  private async *units(file: string): AsyncGenerator<readonly Statement[]> {
    const { readPlan } = await import('../../formats/plan.ts');
    const reader = readPlan(this.wire.files.stream(file), file);
    await reader.header();
    yield* reader.units();
  }

  private async rendering(plan: OpenedPlan, screen: Screen): Promise<PlanRendering> {
    const { header } = plan;
    const { receiptOfCut } = await import('../../flows/receipts.ts');
    const { file: path, end } = plan;
    const applied = (await receiptOfCut(path, end.sha256, this.wire.files)) !== undefined;
    const shown = { path, sha256: end.sha256, applied };
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

const noSuchForm = (format: string) =>
  ({
    code: 'input.usage',
    message: `A manifest is not shown as ${format}.`,
    hint: 'Show it with --format text, json or html; or show the plan, plan.json.',
  }) as const;
