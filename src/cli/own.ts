/** What commands have in common that plan what follows from a cut and has an approval of its own. */

import type { RequestKind } from '../core/kinds/kind.ts';
import { FOLDER } from '../core/plan/folder.ts';
import type { OwnPlan } from '../flows/plan/own.ts';
import { type Answer, linesText } from './answer.ts';
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
  return plannedAnswer(made, async ({ file, header }) => {
    const { shellPath } = await import('../render/shell.ts');
    const approval = `${file.slice(0, -FOLDER.plan.length)}${FOLDER.approvals}/${header.approval}.you@example.org.json`;
    return [`cutter apply ${shellPath(file)} --approval ${shellPath(approval)}`];
  });
}

/** A plan that was made and not applied. `next`: the commands that follow. */
export async function plannedAnswer(
  made: OwnPlan,
  next: (plan: Extract<OwnPlan, { state: 'planned' }>['plan']) => Promise<readonly string[]>,
): Promise<Answer> {
  const { shellPath } = await import('../render/shell.ts');
  if (made.state === 'planned') {
    const { planText } = await import('../render/plan-text.ts');
    const { REQUESTS } = await import('../core/kinds/index.ts');
    const { file, sha256, bytes, header } = made.plan;
    const commands = await next(made.plan);
    // Of a plan with an approval of its own, that comes first.
    const first = REQUESTS[header.kind]?.covered === 'own' ? 'Then:' : '\nNext:';
    const rendering = (screen: Parameters<Answer['text']>[0]) =>
      planText(header, { path: file, sha256 }, { ...screen, full: false });
    return {
      json: { state: made.state, plan: file, sha256, bytes, changes: header.changes, expect: header.expect },
      text: (screen) => [
        rendering(screen).head(),
        `Every unit: cutter show ${shellPath(file)}\n\n`,
        rendering(screen).tail(),
        ...commands.map((command, at) => `${at === 0 ? `${first}\n` : ''}  ${command}\n`),
      ],
    };
  }
  if (made.state === 'applied') {
    return {
      json: { state: made.state, plan: made.file },
      text: () =>
        linesText([
          'It is applied already: nothing is left to do.',
          'Next:',
          `  cutter verify ${shellPath(made.file)}`,
        ]),
    };
  }
  return {
    json: { state: made.state, problems: made.problems },
    text: () => linesText(made.problems.flatMap(({ message, hint }) => [message, hint])),
  };
}
