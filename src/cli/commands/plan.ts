import { dirname, join } from 'node:path';
import type { Cut } from '../../core/cut.ts';
import { LIMITS } from '../../core/limits.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { orStop, type Problem, Stop } from '../../core/problem.ts';
import type { PlanInputs } from '../../flows/plan/inputs.ts';
import type { SnapshotCut } from '../../flows/plan/snapshot.ts';
import { foreseenLines } from '../../render/foreseen-text.ts';
import { counted } from '../../render/numbers.ts';
import { called, shellPath } from '../../render/shell.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from '../answer.ts';
import { callFlags } from '../called.ts';
import { CutterCommand } from '../command.ts';
import { Args, Flags } from '../oclif.ts';
import { whereOf } from '../where.ts';

export class Plan extends CutterCommand<typeof Plan> {
  static override long = true;
  static override summary = 'Make the plan: the exact statements, with everything they depend on pinned.';
  static override description =
    'Marks the document, looks at the live database (read-only), and writes the folder of the plan: cut.yaml, manifest.json, region.txt, snapshot.json and plan.json. The same inputs and the same database give the same bytes, on any machine.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> examples/01-constitution/cut.yaml --out plans/constitution',
    {
      description: 'Plan without a way into the database, from a snapshot made where there is one:',
      command: '<%= config.bin %> <%= command.id %> cut.yaml --snapshot snapshot.json --out plans/constitution',
    },
    {
      description: 'Is the committed plan still what would be planned? Exit 0 if so, 10 if not:',
      command: '<%= config.bin %> <%= command.id %> --check plans/constitution/plan.json',
    },
  ];
  static override args = { cut: Args.string({ description: 'The cut plan, cut.yaml.' }) };
  static override flags = {
    out: Flags.string({
      char: 'o',
      description: 'Folder to write; default: plans/<name of the cut>.',
      helpValue: 'DIR',
    }),
    snapshot: Flags.string({ description: 'Plan from this snapshot instead of the live database.', helpValue: 'FILE' }),
    check: Flags.string({
      description: 'Say whether this plan is still what would be planned; write nothing.',
      helpValue: 'PLAN',
    }),
    'detailed-exitcode': Flags.boolean({
      description: 'Exit 10 when the plan writes something, 0 when everything is there already.',
    }),
  };

  protected async answer(): Promise<Answer> {
    const { check, out } = this.flags;
    const { newInputs, writePlan } = await import('../../flows/plan/make.ts');
    const { markDocument } = await import('../../flows/mark.ts');
    if (this.args.cut === undefined) return this.checkedFolder();
    const marked = await markDocument(this.args.cut, this.wire);
    const snapshot = await this.snapshot(marked.cut);
    const inputs = newInputs(marked, snapshot);
    if (check !== undefined) return this.checked(await this.wire.planFile(check), inputs);
    const folder = out ?? join('plans', marked.cut.name);
    const file = join(folder, FOLDER.plan);
    const { takenBy } = await import('../../flows/plan/taken.ts');
    const taken = await takenBy(file, marked, this.wire.files);
    if (taken.length > 0) return this.nothingToDo(taken, file, inputs);
    const made = await writePlan(folder, inputs, await this.wire.trust(), this.wire.output);
    const { planText } = await import('../../render/plan-text.ts');
    const { changes, expect, kind } = made.header;
    const { writerOf } = await import('../../core/kinds/cuts.ts');
    const { why } = writerOf(marked.cut, snapshot);
    const { foresee } = await import('../../core/plan/foresight.ts');
    const foreseen = foresee(snapshot, changes.create);
    // A snapshot that was given may be of any database.
    const where = this.flags.snapshot === undefined ? await whereOf(this.wire, marked.cut.target) : undefined;
    return {
      json: { plan: file, written: true, sha256: made.sha256, bytes: made.bytes, kind, why, changes, expect, foreseen },
      exit: this.flags['detailed-exitcode'] && expect.statements > 0 ? EXIT_DIFFERENT : 0,
      text: (terminal) => {
        // Only planning goes by the target of cut.yaml; the commands that follow are told.
        const { config, target = marked.cut.target } = this.flags;
        const screen = { ...terminal, flags: callFlags({ config, target }) };
        const rendering = planText(made.header, { path: file, sha256: made.sha256, where }, { ...screen, full: false });
        return [
          rendering.head(),
          `It is a ${kind}: ${why}.\nEvery unit and its text: ${called(`cutter show ${shellPath(file)}`, screen)}\n\n`,
          rendering.tail(),
          ...foreseenLines(foreseen, screen),
        ];
      },
    };
  }

  /** A folder whose plan was applied is left as it is; that is no failure where there is nothing left to do. */
  private async nothingToDo(taken: readonly Problem[], file: string, inputs: PlanInputs): Promise<Answer> {
    const { measurePlan } = await import('../../flows/plan/make.ts');
    const { openPlan } = await import('../../flows/open-plan.ts');
    const { changes, expect, cut } = (await measurePlan(inputs, await this.wire.trust())).header;
    if (expect.statements > 0 || taken.some(({ code }) => code !== 'plan.applied')) throw new Stop(taken);
    // That another cut has nothing to write says nothing about the plan that stands here.
    const { header: applied } = await openPlan(this.wire.files, file);
    if (applied.cut.name !== cut.name || applied.cut.prefix !== cut.prefix) throw new Stop(taken);
    return {
      json: { plan: file, written: false, changes, expect },
      exit: 0,
      text: (screen) =>
        linesText(
          [
            `Nothing to do: ${file} was applied, and ${counted(changes.same, 'unit')} of ${cut.name} under ${cut.prefix}/ ${changes.same === 1 ? 'is' : 'are'} there, exactly as planned.`,
            '',
            'Next:',
            `  ${called(`cutter verify ${shellPath(file)}`, screen)}`,
          ],
          screen,
        ),
    };
  }

  /** Without a cut, the committed folder is the document: its cut, manifest and region against the database of today. */
  private async checkedFolder(): Promise<Answer> {
    if (this.flags.check === undefined) throw new Stop([noCut]);
    const { documentInputs, memorySource } = await import('../../flows/plan/inputs.ts');
    const { snapshotLines } = await import('../../flows/plan/make.ts');
    const { readCut } = await import('../../formats/cut.ts');
    const committed = await this.wire.planFile(this.flags.check);
    const folder = dirname(committed);
    const cutFile = join(folder, FOLDER.cut);
    const cut = orStop(readCut(await this.wire.files.read(cutFile, LIMITS.cut), cutFile));
    const now = [...snapshotLines(await this.snapshot(cut))].join('');
    return this.checked(committed, {
      ...documentInputs(this.wire.files, folder),
      snapshot: memorySource(FOLDER.snapshot, now),
    });
  }

  private async snapshot(cut: SnapshotCut & Pick<Cut, 'target'>) {
    const file = this.flags.snapshot;
    if (file !== undefined) {
      const { readSnapshot } = await import('../../formats/snapshot.ts');
      return orStop(readSnapshot(await this.wire.files.read(file, LIMITS.snapshot), file));
    }
    const { takeSnapshot } = await import('../../flows/plan/snapshot.ts');
    return takeSnapshot(await this.wire.databases(cut.target), cut, this.wire.run('plan'));
  }

  private async checked(committed: string, inputs: PlanInputs): Promise<Answer> {
    const { measurePlan } = await import('../../flows/plan/make.ts');
    const { openPlan } = await import('../../flows/open-plan.ts');
    const { checkPlan } = await import('../../flows/plan/check.ts');
    const opened = await openPlan(this.wire.files, committed);
    const check = checkPlan(
      { header: opened.header, sha256: opened.end.sha256 },
      await measurePlan(inputs, await this.wire.trust()),
    );
    return {
      json: check,
      exit: check.same ? 0 : EXIT_DIFFERENT,
      text: (screen) =>
        linesText(
          [
            check.same
              ? `${committed} is what would be planned now (sha256 ${check.now}).`
              : `${committed} is not what would be planned now.`,
            ...check.changes.map(({ name, before, after }) => `  ${name}: ${before ?? 'none'} -> ${after ?? 'none'}`),
          ],
          screen,
        ),
    };
  }
}

const noCut = {
  code: 'input.usage',
  message: 'Which cut is to be planned?',
  hint: 'Name it: `cutter plan cut.yaml --out plans/NAME`, or check a committed plan with `cutter plan --check PLAN`.',
} as const;
