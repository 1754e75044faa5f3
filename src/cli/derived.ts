/** What commands have in common that plan and apply what follows from a cut. */
import type { RequestKind } from '../core/kinds/kind.ts';
import type { LaneId } from '../core/ledger/lanes.ts';
import { EXIT_OF_OUTCOME } from '../core/outcome.ts';
import { type Answer, linesText } from './answer.ts';
import { exitOf } from './exit.ts';
import { plannedAnswer } from './own.ts';
import { progressOf } from './progress.ts';
import { whereOf } from './where.ts';
import type { Wire } from './wire.ts';

export interface DerivedCommand {
  readonly kind: RequestKind;
  /** Folder of the plan within that of the cut. */
  readonly folder: string;
  /** The lane that signs. */
  readonly lane?: LaneId;
  readonly given?: Readonly<Record<string, string>>;
  /** plan.json or the folder of the cut. */
  readonly cut: string;
  readonly approval: readonly string[] | undefined;
  /** Whoever decides here and now: signs the approval of the plan. */
  readonly decide?: { readonly as: string; readonly key: string };
  readonly backup: string | undefined;
  readonly dryRun: boolean;
  /** Only the plan is made, so that the owner can arm it; the text is the command that applies it afterwards, whole. */
  readonly applyLater?: string;
  readonly json: boolean;
  /** What it writes, where that is more than rows of the ledger. */
  readonly wrote?: string;
  /** The command that comes next, and what is to be said about it; absent where the command says so itself. `cut` is quoted. */
  readonly next?: (cut: string) => readonly string[];
}

export async function derived(wire: Wire, command: DerivedCommand): Promise<Answer> {
  const { planAndApply, planNext } = await import('../flows/derived.ts');
  const { derivedLines } = await import('../render/apply-text.ts');
  const { openLane } = await import('../flows/lanes.ts');
  const { decide } = command;
  const parent = await wire.planFile(command.cut);
  const progress = progressOf(process.stderr, command.json);
  const interrupt = wire.interruptions();
  try {
    const signers = await wire.signerFiles();
    const tool = await wire.tool();
    const ports = { files: wire.files, signers: await wire.signers() };
    const lane =
      command.lane === undefined
        ? undefined
        : await openLane(command.lane, await wire.laneKeyFiles(), signers, tool, ports);
    const request = {
      kind: command.kind,
      parent,
      folder: command.folder,
      given: command.given ?? {},
      ...(lane === undefined ? {} : { lane, lanes: lane.signer.keys }),
      approvalFiles: command.approval ?? [],
      dryRun: command.dryRun,
      run: wire.run(command.folder),
      environment: wire.environmentNames,
      policy: await wire.policy(),
      signers,
      backup: await wire.backupChoice(command.backup),
      tool,
      signal: interrupt.signal,
      ...(decide === undefined ? {} : { decide: (file: string) => decided(wire, file, decide) }),
    };
    const withWorld = {
      ...wire,
      databases: await wire.databases(),
      secondOpinion: await wire.secondOpinion(),
      progress,
    };
    const { applyLater } = command;
    const where = await whereOf(wire);
    const { called, shellPath } = await import('../render/shell.ts');
    if (applyLater !== undefined) {
      return await plannedAnswer(await planNext(request, withWorld), where, async ({ file }) => (screen) => [
        called(`cutter arm ${shellPath(file)} --for 15m`, screen),
        applyLater,
      ]);
    }
    const result = await planAndApply(request, withWorld);
    const next = command.next?.(shellPath(command.cut)) ?? [];
    return {
      json: result,
      exit: result.outcome === 'refused' ? exitOf(result.problems) : EXIT_OF_OUTCOME[result.outcome],
      text: (screen) => linesText(derivedLines({ ...result, where }, next, screen, command.wrote), screen),
    };
  } finally {
    interrupt.stop();
    progress.end();
  }
}

async function decided(wire: Wire, planFile: string, { as, key }: { as: string; key: string }): Promise<string> {
  const { approve } = await import('../flows/approve.ts');
  const { file } = await approve(
    {
      planFile,
      approver: as,
      keyFile: key,
      policy: await wire.policy(),
      signers: await wire.signerFiles(),
      toolBuild: (await wire.tool()).build,
    },
    { ...wire, signers: await wire.signers() },
  );
  return file;
}
