/** What commands have in common that plan what follows from a cut and has an approval of its own. */

import type { RequestKind } from '../core/kinds/kind.ts';
import { FOLDER } from '../core/plan/folder.ts';
import type { OwnPlan } from '../flows/plan/own.ts';
import type { Screen } from '../render/paint.ts';
import { type Answer, linesText } from './answer.ts';
import { whereOf } from './where.ts';
import type { Wire } from './wire.ts';

export interface OwnCommand {
  readonly kind: RequestKind;
  /** Folder of the plan within that of the cut. */
  readonly folder: string;
  readonly given: Readonly<Record<string, string>>;
  /** plan.json of the cut. */
  readonly parent: string;
}

export async function planned(wire: Wire, { kind, folder, given, parent }: OwnCommand): Promise<Answer> {
  const { planOwn } = await import('../flows/plan/own.ts');
  const { openLane } = await import('../flows/lanes.ts');
  const signers = await wire.signerFiles();
  const ports = { files: wire.files, signers: await wire.signers() };
  const lane = await openLane(kind.lane, await wire.laneKeyFiles(), signers, await wire.tool(), ports);
  const made = await planOwn(
    {
      kind,
      parent,
      folder,
      given,
      signer: lane.signer,
      approvalFiles: [],
      trust: await wire.trust(),
      run: wire.run(folder),
    },
    { files: wire.files, output: wire.output, databases: await wire.databases() },
  );
  return plannedAnswer(made, await whereOf(wire), async ({ file, header }) => {
    const { called, shellPath } = await import('../render/shell.ts');
    const approval = `${file.slice(0, -FOLDER.plan.length)}${FOLDER.approvals}/${header.approval}.you@example.org.json`;
    return (screen) => [called(`cutter apply ${shellPath(file)} --approval ${shellPath(approval)}`, screen)];
  });
}

/** A plan that was made and not applied. `where`: the database, where its name says too little; `next`: the commands that follow. */
export async function plannedAnswer(
  made: OwnPlan,
  where: string | undefined,
  next: (plan: Extract<OwnPlan, { state: 'planned' }>['plan']) => Promise<(screen: Screen) => readonly string[]>,
): Promise<Answer> {
  const { called, calledIn, shellPath } = await import('../render/shell.ts');
  if (made.state === 'planned') {
    const { planText } = await import('../render/plan-text.ts');
    const { factsOf } = await import('../core/kinds/facts.ts');
    const { file, sha256, bytes, header } = made.plan;
    const commands = await next(made.plan);
    // Of a plan with an approval of its own, that comes first.
    const first = factsOf(header.kind)?.covered === 'own' ? 'Then:' : '\nNext:';
    const rendering = (screen: Screen) => planText(header, { path: file, sha256, where }, { ...screen, full: false });
    return {
      json: { state: made.state, plan: file, sha256, bytes, changes: header.changes, expect: header.expect },
      text: (screen) => [
        rendering(screen).head(),
        `Every unit: ${called(`cutter show ${shellPath(file)}`, screen)}\n\n`,
        rendering(screen).tail(),
        ...commands(screen).map((command, at) => `${at === 0 ? `${first}\n` : ''}  ${command}\n`),
      ],
    };
  }
  if (made.state === 'applied') {
    return {
      json: { state: made.state, plan: made.file },
      text: (screen) =>
        linesText(
          [
            'It is applied already: nothing is left to do.',
            'Next:',
            `  ${called(`cutter verify ${shellPath(made.file)}`, screen)}`,
          ],
          screen,
        ),
    };
  }
  return {
    json: { state: made.state, problems: made.problems },
    text: (screen) =>
      linesText(
        made.problems.flatMap(({ message, hint }) => [message, calledIn(hint, screen)]),
        screen,
      ),
  };
}
