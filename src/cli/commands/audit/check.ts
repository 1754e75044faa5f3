import { packLines } from '../../../render/audit-text.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../../answer.ts';
import { CutterCommand } from '../../command.ts';
import { Args } from '../../oclif.ts';

export class AuditCheck extends CutterCommand<typeof AuditCheck> {
  static override summary = 'Check an audit pack, offline: every file, signature, link and count.';
  static override description =
    'Needs no database. Holds every file against the signed index; replays the record of the run; makes its plans and reports again from the pack; judges approvals as of when they were used; follows the chain of the ledger to its signed head; and holds the row counts against the plans. Where cutter.yaml names the keys of the lanes, the pack must be signed with them. Exit 10 when anything is wrong, with the name of each file that is not as it was written.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> plans/constitution/audit/ictr-20260131T080000Z-0123abcd',
  ];
  static override args = { pack: Args.string({ description: 'Folder of the audit pack.', required: true }) };

  protected async answer(): Promise<Answer> {
    const { checkPack } = await import('../../../flows/audit/check.ts');
    const { auditReports } = await import('../../../render/audit-reports.ts');
    const { folders } = await import('../../../edge/folders.ts');
    const lanes = await this.wire.laneKeys();
    const checked = await checkPack(
      {
        folder: this.args.pack,
        ...(lanes === undefined ? {} : { lanes }),
        tool: await this.wire.tool(),
        reports: auditReports,
      },
      { files: this.wire.files, folders, secondOpinion: await this.wire.secondOpinion() },
    );
    return {
      json: checked,
      exit: checked.verdict === 'PASS' ? 0 : EXIT_DIFFERENT,
      text: (screen) => linesText(packLines(checked, screen), screen),
    };
  }
}
