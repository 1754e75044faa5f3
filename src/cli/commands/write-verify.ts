import type { ApplyResult } from '../../flows/apply/request.ts';
import { called, shellPath } from '../../render/shell.ts';
import { visible } from '../../render/visible.ts';
import { type Answer, EXIT_DIFFERENT } from '../answer.ts';
import { again } from '../called.ts';
import { CutterCommand } from '../command.ts';
import { derived } from '../derived.ts';
import { armedExample, cutFolderArg, derivedFlags } from '../flags.ts';

export class WriteVerify extends CutterCommand<typeof WriteVerify> {
  static override summary = "Verify a recorded cut in the verifier's lane, and write down what was found.";
  static override description =
    "Checks every fact of `cutter verify`, that the ledger says what is in the database, and the executor's signature; then writes the verify result and the verifier's signature, as the verifier's role. A verdict of fail is written, too, and escalates the request: exit 10. The plan stands in the folder `write-verify` beside the cut.";
  static override examples = ['<%= config.bin %> <%= command.id %> plans/constitution', armedExample('write-verify')];
  static override args = { cut: cutFolderArg };
  static override flags = derivedFlags;

  protected async answer(): Promise<Answer> {
    const { writeVerify } = await import('../../core/kinds/write-verify/index.ts');
    const { verdictOf } = await import('../../flows/write-verify.ts');
    const answer = await derived(this.wire, {
      kind: writeVerify,
      folder: 'write-verify',
      lane: 'DOT-992',
      cut: this.args.cut,
      approval: this.flags.approval,
      backup: this.flags.backup,
      dryRun: this.flags['dry-run'],
      json: this.flags.json,
      ...(this.flags['plan-only'] ? { applyLater: again('write-verify', this.argv) } : {}),
    });
    if (this.flags['plan-only'] || (answer.exit ?? 0) !== 0) return answer;
    const { outcome, plan } = answer.json as ApplyResult;
    const { verdict, findings, decision } = await verdictOf(plan.file, this.wire.files);
    const cut = shellPath(this.args.cut);
    const next =
      verdict === 'pass'
        ? `cutter enact ${cut}${decision === undefined ? '' : ` --decision ${decision}`}`
        : `cutter verify ${cut}`;
    return {
      json: { ...(answer.json as object), verdict, findings },
      exit: verdict === 'pass' ? 0 : EXIT_DIFFERENT,
      async *text(screen) {
        yield* answer.text(screen);
        yield `${verdict === 'pass' ? screen.paint.green('PASS') : screen.paint.red('FAIL')}\n`;
        for (const { id, expected, found } of findings)
          yield `  ${id}: expected ${expected}, found ${visible(found)}\n`;
        if (outcome !== 'dry_run') yield `Next:\n  ${called(next, screen)}\n`;
      },
    };
  }
}
