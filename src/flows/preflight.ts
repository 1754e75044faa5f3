/**
 * Preflight: every precondition of an apply, as it stands now. Asks the gates themselves, offline and connected as the
 * executor's role, in a transaction that is rolled back before any statement. Writes nothing.
 */
import type { BackupFacts } from '../core/gates/facts.ts';
import type { Gate, Verdict } from '../core/gates/gate.ts';
import { askOffline, askOnline, GATES } from '../core/gates/index.ts';
import { type Problem, Stop } from '../core/problem.ts';
import { SET_LOCAL } from '../core/sql/session.ts';
import type { Session } from '../ports.ts';
import { askCatalogue, askRows, askSession } from './apply/live.ts';
import { prepare } from './apply/prepare.ts';
import type { ApplyPorts, ApplyRequest } from './apply/request.ts';
import { asStop } from './failure.ts';
import { type OpenedPlan, openPlan } from './open-plan.ts';

export interface Precondition {
  readonly gate: Gate['id'];
  readonly title: string;
  readonly state: 'PASS' | 'OPEN';
  /** Who can close it; absent when it passes. */
  readonly closedBy?: Gate['closedBy'];
  readonly problems: readonly Problem[];
}

export interface PreflightReport {
  readonly ready: boolean;
  readonly plan: { readonly file: string; readonly sha256: string; readonly cut: string; readonly prefix: string };
  readonly preconditions: readonly Precondition[];
  /** Why the connected checks could not be made; empty when they were. */
  readonly unreachable: readonly Problem[];
}

/** Throws Stop only for a plan that cannot be read. */
export async function preflight(request: ApplyRequest, ports: ApplyPorts): Promise<PreflightReport> {
  const plan = await openPlan(ports.files, request.planFile, ports.progress);
  const prepared = await prepare(plan, request, ports);
  const expires = prepared.counted.map((one) => one.expires_at).sort()[0];
  const online = await connected(plan, expires, prepared.facts.backup, ports);
  const verdicts = [...askOffline(prepared.facts), ...online.verdicts];
  const asked = GATES.filter(({ applies }) => applies === undefined || applies(prepared.facts));
  const preconditions = asked.map((gate): Precondition => {
    const problems = verdicts.filter((verdict) => verdict.gate === gate.id).flatMap((verdict) => verdict.problems);
    const { id, title, closedBy } = gate;
    const unasked = gate.online !== undefined && online.problems.length > 0;
    return problems.length === 0 && !unasked
      ? { gate: id, title, state: 'PASS', problems }
      : { gate: id, title, state: 'OPEN', closedBy, problems };
  });
  return {
    ready: preconditions.every(({ state }) => state === 'PASS') && online.problems.length === 0,
    plan: { file: plan.file, sha256: plan.end.sha256, cut: plan.header.cut.name, prefix: plan.header.cut.prefix },
    preconditions,
    unreachable: online.problems,
  };
}

interface Connected {
  readonly verdicts: readonly Verdict[];
  readonly problems: readonly Problem[];
}

async function connected(
  plan: OpenedPlan,
  expires: string | undefined,
  backup: BackupFacts,
  ports: ApplyPorts,
): Promise<Connected> {
  let session: Session | undefined;
  try {
    session = await ports.databases.open('exec', { name: 'cutter/preflight' });
    await session.command(`BEGIN ISOLATION LEVEL READ COMMITTED; ${SET_LOCAL}`);
    const [facts, live, catalogue] = await Promise.all([
      askSession(session),
      askRows(session, plan.header.cut.prefix),
      askCatalogue(session, plan.kind),
    ]);
    await session.command('ROLLBACK');
    const verdicts = askOnline({
      plan: plan.header,
      session: facts,
      catalogue,
      live,
      planned: plan.end.rows,
      approvalExpires: expires,
      backup,
      hostClock: ports.clock.now().toISOString(),
    });
    return { verdicts, problems: [] };
  } catch (error) {
    const stop = asStop(error);
    if (stop instanceof Stop) return { verdicts: [], problems: stop.problems };
    throw stop;
  } finally {
    await session?.close().catch(() => undefined);
  }
}
