/** `cutter approve --all`: shows what waits, and signs it once the mark of exactly that list is given. */
import { type Problem, Stop } from '../core/problem.ts';
import { type Answer, linesText } from './answer.ts';
import { exitOf } from './exit.ts';
import { storeOf } from './run-world.ts';
import type { Wire } from './wire.ts';

export interface AllWishes {
  readonly approver: string;
  readonly keyFile: string;
  readonly hours: number | undefined;
  /** `--sign`: the mark of the list that was read. */
  readonly mark: string | undefined;
  /** The command, to be shown with the mark. */
  readonly again: readonly string[];
}

export async function approveAll(wire: Wire, wishes: AllWishes): Promise<Answer> {
  const { waitingApprovals } = await import('../flows/approve-all.ts');
  const { waitingLines } = await import('../render/approve-all-text.ts');
  const store = await storeOf(wire);
  try {
    const list = await waitingApprovals(wishes.approver, { ...wire, store });
    const exit = exitOfAll(list.problems);
    if (wishes.mark === undefined || list.approvals.length === 0) {
      return {
        json: { ...list, written: [] },
        exit,
        text: (screen) => linesText(waitingLines(list, [...wishes.again, '--sign', list.mark], screen), screen),
      };
    }
    if (wishes.mark !== list.mark) throw new Stop([otherList(list.approvals.length)]);
    const { written, problems } = await signAll(wire, wishes, list.approvals);
    const all = [...list.problems, ...problems];
    return {
      json: { ...list, written, problems: all },
      exit: exitOfAll(all),
      text: (screen) =>
        linesText(
          [
            ...waitingLines({ ...list, problems: all }, undefined, screen),
            '',
            `${written.length} of ${list.approvals.length} signed by ${wishes.approver}.`,
          ],
          screen,
        ),
    };
  } finally {
    await store.close();
  }
}

/** Each has its own statement and signature; one that is refused keeps none of the others back. */
async function signAll(
  wire: Wire,
  { approver, keyFile, hours }: AllWishes,
  approvals: readonly { readonly run: string; readonly planFile: string; readonly plan_sha256: string }[],
): Promise<{ readonly written: readonly string[]; readonly problems: readonly Problem[] }> {
  const { approve } = await import('../flows/approve.ts');
  const written: string[] = [];
  const problems: Problem[] = [];
  const ports = { ...wire, signers: await wire.signers() };
  const shared = {
    approver,
    keyFile,
    ...(hours === undefined ? {} : { hours }),
    policy: await wire.policy(),
    signers: await wire.signerFiles(),
    toolBuild: (await wire.tool()).build,
  };
  for (const { run, planFile, plan_sha256 } of approvals) {
    try {
      const { file } = await approve({ ...shared, planFile, run, planSha256: plan_sha256 }, ports);
      written.push(file);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      problems.push(...error.problems.map((problem) => ({ ...problem, message: `${run}: ${problem.message}` })));
    }
  }
  return { written, problems };
}

const exitOfAll = (problems: readonly Problem[]): number => (problems.length === 0 ? 0 : exitOf(problems));

const otherList = (count: number): Problem => ({
  code: 'input.usage',
  message: `What waits is another list than the one that was read: ${count} approvals now.`,
  hint: 'Run it without --sign, read the list, and take the mark that it gives.',
});
