/**
 * Plans what follows from a cut and applies it, in one go: its record, its verification. Nothing new is decided in it,
 * so it is covered by the approval of the cut; it goes through the same gates and the same engine all the same.
 */
import { dirname, join } from 'node:path';
import type { RequestKind } from '../core/kinds/kind.ts';
import { FOLDER } from '../core/plan/folder.ts';
import { type Problem, Stop } from '../core/problem.ts';
import type { Session } from '../ports.ts';
import { checksum } from './apply/checksum.ts';
import { apply } from './apply/index.ts';
import { look } from './apply/look.ts';
import type { ApplyPorts, ApplyRequest, ApplyResult } from './apply/request.ts';
import type { OpenedLane } from './lanes.ts';
import { openPlan } from './open-plan.ts';
import { type DerivedPlan, derivePlan } from './plan/derive.ts';
import { openReceipts } from './resolve.ts';
import { trustOf } from './trust.ts';

export interface DerivedRequest extends Omit<ApplyRequest, 'planFile'> {
  readonly kind: RequestKind;
  /** plan.json of the cut. */
  readonly parent: string;
  /** Name of the plan's folder within that of the cut. */
  readonly folder: string;
  readonly given?: Readonly<Record<string, string>>;
  readonly lane?: OpenedLane;
  /** Signs the approval of a plan that needs one of its own, by whoever decides here and now; gives its file. */
  readonly decide?: (planFile: string) => Promise<string>;
}

/** Plans what is to be done next, and applies it. */
export async function planAndApply(request: DerivedRequest, ports: ApplyPorts): Promise<ApplyResult> {
  const { kind, parent: _parent, folder: _folder, given: _given, lane: _lane, decide, ...applying } = request;
  const next = await planNext(request, ports);
  const planFile = next.state === 'planned' ? next.plan.file : next.file;
  if (next.state === 'planned') await decide?.(planFile);
  const approvalFiles =
    kind.covered === 'own'
      ? await ports.files.list(join(dirname(planFile), FOLDER.approvals))
      : await coveringApprovals(request, ports.files);
  return apply({ ...applying, approvalFiles, planFile }, ports);
}

/**
 * The plan of an earlier run that is there exactly is applied already; else it is planned anew, which gives the same
 * bytes while nothing has changed: so whatever was armed in between stays armed. Where the kind may follow itself, the
 * next one has a folder of its own: `write-verify`, `write-verify-2` ...
 */
export async function planNext(request: DerivedRequest, ports: ApplyPorts): Promise<NextPlan> {
  const { parent, folder: first } = request;
  const approvalFiles = await coveringApprovals(request, ports.files);
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? first : `${first}-${number}`;
    const file = join(dirname(parent), folder, FOLDER.plan);
    const found = await lookedAt(file, request, ports);
    if (found === 'again') continue;
    if (found === 'applied') return { state: 'applied', file };
    return { state: 'planned', plan: await deriveOnly({ ...request, folder, approvalFiles }, ports) };
  }
}

/** What is written next: a plan that was made now, or one that was applied, with its rows all there. */
export type NextPlan =
  | { readonly state: 'planned'; readonly plan: DerivedPlan }
  | { readonly state: 'applied'; readonly file: string };

/** The approvals that are given; without any, those of the cut. */
const coveringApprovals = async (
  { approvalFiles, parent }: Pick<DerivedRequest, 'approvalFiles' | 'parent'>,
  files: ApplyPorts['files'],
): Promise<readonly string[]> =>
  approvalFiles.length > 0 ? approvalFiles : files.list(join(dirname(parent), FOLDER.approvals));

/**
 * `applied`: the plan of an earlier run is about this very cut, and its rows are all there. Throws Stop while a run of it
 * is in doubt: planning anew would take away the plan by which that run is settled.
 */
export async function lookedAt(
  planFile: string,
  { kind, parent, run, given }: Pick<DerivedRequest, 'kind' | 'parent' | 'run' | 'given'>,
  ports: Pick<ApplyPorts, 'files' | 'databases'>,
): Promise<'open' | 'applied' | 'again'> {
  if (!(await ports.files.exists(planFile))) return 'open';
  let witness: Promise<Session> | undefined;
  try {
    const plan = await openPlan(ports.files, planFile);
    if (plan.header.kind !== kind.name || !sameGiven(plan.header.given, given)) return 'open';
    if (plan.header.parent?.sha256 !== (await checksum(ports.files, parent))) return 'open';
    witness = ports.databases.open('verify', { name: `cutter/look/${run}` });
    const looked = await look(witness, plan, ports.files);
    if ('rows' in looked && looked.rows === 'all') return kind.again?.(plan.header) === true ? 'again' : 'applied';
  } catch (error) {
    // A plan that cannot be read is made anew.
    if (!(error instanceof Stop)) throw error;
  } finally {
    await witness?.then((session) => session.close()).catch(() => undefined);
  }
  const open = await openReceipts(planFile, ports.files);
  if (open.length > 0) throw new Stop(open.map(inDoubt));
  return 'open';
}

/** Whether it is the same that a person says: another verdict or reason is another plan. */
function sameGiven(planned: DerivedRequest['given'] = {}, given: DerivedRequest['given'] = {}): boolean {
  const names = new Set([...Object.keys(planned), ...Object.keys(given)]);
  return [...names].every((name) => planned[name] === given[name]);
}

const inDoubt = (file: string): Problem => ({
  code: 'apply.in_doubt',
  message: 'An earlier run of this plan is in doubt.',
  place: { file },
  hint: `Run \`cutter resolve ${file}\`: it settles the run.`,
});

/** Only makes the plan. */
export const deriveOnly = (request: DerivedRequest, ports: ApplyPorts): Promise<DerivedPlan> => {
  const { kind, parent, folder, given = {}, lane, approvalFiles, run } = request;
  return derivePlan(
    {
      kind,
      parent,
      folder,
      given,
      approvalFiles,
      run,
      trust: trustOf(request.policy, request.signers),
      ...(lane === undefined ? {} : { signer: lane.signer }),
    },
    { ...ports, ...(lane === undefined ? {} : { lane: lane.key }) },
  );
};
