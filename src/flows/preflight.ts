/**
 * Preflight: every precondition of an apply, as it stands now. Asks the gates themselves, offline and connected as the
 * role that writes, in a transaction that is rolled back before any statement. Writes nothing, and takes no arming.
 */
import { dirname, join } from 'node:path';
import type { ArmingFacts, OfflineFacts } from '../core/gates/facts.ts';
import type { Gate, Verdict } from '../core/gates/gate.ts';
import { askOffline, askOnline, GATES } from '../core/gates/index.ts';
import { identityProblems } from '../core/gates/principal.ts';
import { FOLDER } from '../core/plan/folder.ts';
import { grantProblems, registrationProblems } from '../core/preconditions.ts';
import { type Problem, Stop } from '../core/problem.ts';
import { GRANT_PROBE_QUERY } from '../core/sql/grants.ts';
import { ARMED_QUERY } from '../core/sql/owner.ts';
import { PATIENCE_LOCAL, REGISTRY_QUERY, SET_LOCAL } from '../core/sql/session.ts';
import type { Row, Session } from '../ports.ts';
import { askCatalogue, askOwner, askPremises, askRows, askSession } from './apply/live.ts';
import { prepare } from './apply/prepare.ts';
import type { ApplyPorts, ApplyRequest } from './apply/request.ts';
import { compareRows } from './apply/settle.ts';
import { asStop } from './failure.ts';
import { type OpenedPlan, openPlan } from './open-plan.ts';
import { parentFile } from './plan/parent.ts';
import { together } from './together.ts';

export interface Precondition {
  readonly gate: Gate['id'] | 'source' | 'grants';
  readonly title: string;
  readonly state: 'PASS' | 'OPEN';
  /** Who can close it; absent when it passes. */
  readonly closedBy?: Gate['closedBy'];
  readonly problems: readonly Problem[];
}

export interface PreflightReport {
  readonly ready: boolean;
  /** It is carried out already: an apply would find that, ask no gate, and write nothing. */
  readonly applied: boolean;
  readonly plan: { readonly file: string; readonly sha256: string; readonly cut: string; readonly prefix: string };
  readonly preconditions: readonly Precondition[];
  /** Why the connected checks could not be made; empty when they were. */
  readonly unreachable: readonly Problem[];
}

/** Throws Stop only for a plan that cannot be read. */
export async function preflight(request: ApplyRequest, ports: ApplyPorts): Promise<PreflightReport> {
  const plan = await openPlan(ports.files, request.planFile, ports.progress);
  const prepared = await prepare(
    plan,
    { ...request, approvalFiles: await approvalsBeside(plan, request, ports) },
    ports,
  );
  const expires = prepared.counted.map((one) => one.expires_at).sort()[0];
  const online = await connected(plan, expires, prepared.facts, ports);
  const offline = askOffline(prepared.facts);
  const verdicts = [...offline, ...online.verdicts];
  const asked = GATES.filter(({ applies }) => applies === undefined || applies(prepared.facts));
  const preconditions = asked.map((gate): Precondition => {
    const problems = distinct(
      verdicts.filter((verdict) => verdict.gate === gate.id).flatMap((verdict) => verdict.problems),
    );
    const { id, title, closedBy } = gate;
    const unasked =
      (gate.online !== undefined && online.problems.length > 0) ||
      (gate.offline !== undefined && !offline.some((verdict) => verdict.gate === id));
    return problems.length === 0 && !unasked
      ? { gate: id, title, state: 'PASS', problems }
      : { gate: id, title, state: 'OPEN', closedBy, problems };
  });
  preconditions.push(...online.others);
  return {
    ready: online.applied || (preconditions.every(({ state }) => state === 'PASS') && online.problems.length === 0),
    applied: online.applied,
    plan: { file: plan.file, sha256: plan.end.sha256, cut: plan.header.cut.name, prefix: plan.header.cut.prefix },
    preconditions: online.applied ? [] : preconditions,
    unreachable: online.problems,
  };
}

/** The approvals that are given; without any, those that lie with the plan, or with the cut whose approval covers it. */
async function approvalsBeside(
  { file, kind }: OpenedPlan,
  { approvalFiles }: ApplyRequest,
  { files }: ApplyPorts,
): Promise<readonly string[]> {
  if (approvalFiles.length > 0 || kind.covered === 'none') return approvalFiles;
  return files.list(join(dirname(kind.covered === 'parent' ? parentFile(file) : file), FOLDER.approvals));
}

/** A gate may say the same offline and connected. */
const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [`${problem.code} ${problem.message}`, problem])).values(),
];

const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED; ${PATIENCE_LOCAL}; ${SET_LOCAL}`;

interface Connected {
  readonly applied: boolean;
  readonly verdicts: readonly Verdict[];
  /** What is no gate. */
  readonly others: readonly Precondition[];
  readonly problems: readonly Problem[];
}

const ownersOther = (gate: 'source' | 'grants', title: string, problems: readonly Problem[]): Precondition =>
  problems.length === 0
    ? { gate, title, state: 'PASS', problems }
    : { gate, title, state: 'OPEN', closedBy: 'owner', problems };

async function connected(
  plan: OpenedPlan,
  expires: string | undefined,
  { backup, require }: OfflineFacts,
  ports: ApplyPorts,
): Promise<Connected> {
  let session: Session | undefined;
  try {
    session = await ports.databases.open(plan.kind.connection, { name: 'cutter/preflight' });
    await session.command(BEGIN);
    const [facts, owner, armings, live, catalogue, premises, registered, probed] = await together([
      askSession(session),
      askOwner(session),
      session.rows(ARMED_QUERY, [plan.end.sha256]),
      askRows(session, plan.kind, plan.header),
      askCatalogue(session, plan.kind).then((seen) => seen.fingerprints),
      askPremises(session, plan.kind, plan.header),
      session.rows(REGISTRY_QUERY, [plan.header.cut.prefix]),
      session.rows(GRANT_PROBE_QUERY),
    ]);
    await session.command('ROLLBACK');
    const verdicts = askOnline({
      plan: plan.header,
      planFile: plan.file,
      require,
      session: facts,
      owner,
      arming: armingOf(armings),
      catalogue,
      live,
      premises,
      planned: plan.end.rows,
      approvalExpires: expires,
      backup,
      hostClock: ports.clock.now().toISOString(),
    });
    const others = [
      ownersOther('source', 'source registered', registrationProblems(plan.header, registered)),
      ownersOther('grants', 'grants', grantProblems(probed)),
    ];
    const here = identityProblems(plan.header.target, facts).length === 0;
    const applied = here && compareRows(live, plan.end.rows, plan.header.before) === 'all';
    return { applied, verdicts, others, problems: [] };
  } catch (error) {
    const stop = asStop(error);
    if (stop instanceof Stop) return { applied: false, verdicts: [], others: [], problems: stop.problems };
    throw stop;
  } finally {
    await session?.close().catch(() => undefined);
  }
}

/** An apply would take it; to look at it takes nothing. */
const armingOf = ([open]: readonly Row[]): ArmingFacts =>
  open === undefined
    ? { status: 'not_armed', detail: 'it is not armed now' }
    : { status: 'taken', detail: `until ${open.armed_until}` };
