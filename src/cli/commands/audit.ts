import { auditLines } from '../../render/audit-text.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../answer.ts';
import { auditRun } from '../audit.ts';
import { CutterCommand } from '../command.ts';
import { Flags } from '../oclif.ts';
import { runArg } from '../run-answer.ts';
import { chosenRun, storeOf } from '../run-world.ts';

export class Audit extends CutterCommand<typeof Audit> {
  static override summary = 'Write the audit pack of a run: all its evidence in one folder, and a report.';
  static override description =
    'Copies the record of the run, its plans with approvals and receipts, what they were trusted by, and the rows of the ledger with their chain; takes a signed head of the ledger; asks the database what is there now; checks all of it, and writes the report as HTML, Markdown and JSON. The verifier signs the pack. Exit 10 when a check fails.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> ictr-20260131T080000Z-0123abcd',
    '<%= config.bin %> <%= command.id %> ictr-20260131T080000Z-0123abcd --out evidence/constitution',
  ];
  static override args = { run: runArg };
  static override flags = {
    out: Flags.string({
      char: 'o',
      description:
        'Folder of the pack; default: audit/RUN in the folder of the plan. Of a run that goes on, with how many states it has come to and the last of them: audit/RUN-7-awaiting_cut_authorization.',
      helpValue: 'DIR',
    }),
  };

  protected async answer(): Promise<Answer> {
    const store = await storeOf(this.wire);
    try {
      const made = await auditRun(this.wire, store, await chosenRun(store, this.args.run), this.flags.out);
      const failed = made.evidence.checks.some(({ verdict }) => verdict === 'FAIL');
      return {
        json: { folder: made.folder, report: made.report, ...made.evidence },
        exit: failed ? EXIT_DIFFERENT : 0,
        text: (screen) => linesText(auditLines(made, screen), screen),
      };
    } finally {
      await store.close();
    }
  }
}
