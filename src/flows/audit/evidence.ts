/** What the files of an audit pack prove, without a database. The pack alone is asked: making and checking give the same. */
import { join } from 'node:path';
import type { AuditPlan, Coverage, Evidence } from '../../core/audit/evidence.ts';
import { verdictOfAudit } from '../../core/audit/evidence.ts';
import { PACK, type PackIndex } from '../../core/audit/pack.ts';
import { stretchesOf } from '../../core/audit/stretches.ts';
import { verbRows } from '../../core/audit/verbs.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import type { Receipt } from '../../core/receipt.ts';
import { countsOf, insertedBy, matrixOf } from '../../core/run/matrix.ts';
import type { Run } from '../../core/run/replay.ts';
import { reportOf } from '../../core/run/report.ts';
import { checksOf } from './checks.ts';
import { type OpenedPack, openPack, type PackPlan, type PackPorts } from './open.ts';

export async function evidenceOf(
  folder: string,
  index: Pick<PackIndex, 'run' | 'lanes'>,
  ports: PackPorts,
): Promise<Evidence> {
  const pack = await openPack(folder, index, ports);
  const { run, plans, live } = pack;
  const coverage = await coverageOf(pack, ports);
  const verbs = verbRows(verbCounts(run));
  const matrix = matrixOfRun(run, plans);
  const { checks, ledger } = await checksOf(pack, { matrix, verbs, coverage: coverage !== undefined }, ports);
  const report = reportOf(run);
  return {
    verdict: verdictOfAudit(report, checks),
    run: report,
    checks,
    stretches: stretchesOf(run),
    plans: plans.map(planOf),
    matrix,
    verbs,
    ...(coverage === undefined ? {} : { coverage }),
    versions: [
      ['cutter', run.facts.tool_version ?? ''],
      ['build', run.facts.tool_build ?? ''],
      ['runtime', run.facts.runtime ?? ''],
      ['PostgreSQL', live.server_version],
      ['database', live.target.database],
      ['system identifier', live.target.system_identifier],
    ],
    ledger,
  };
}

function verbCounts({ transitions }: Run): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { facts } of transitions) {
    for (const [name, count] of countsOf(facts.verbs ?? '')) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return sums;
}

/** Nothing before the run has counted. */
function matrixOfRun({ facts }: Run, plans: readonly PackPlan[]) {
  if (facts.rows_before === undefined || facts.rows_after === undefined) return [];
  const written = plans
    .filter(({ receipt }) => receipt !== undefined)
    .map(({ opened }) => opened.header.expect.inserted);
  return matrixOf(countsOf(facts.rows_before), insertedBy(written), countsOf(facts.rows_after));
}

function planOf({ path, opened: { header, end }, receipt }: PackPlan): AuditPlan {
  return {
    folder: path,
    kind: header.kind,
    lane: header.lane,
    principal: header.target.principal,
    sha256: end.sha256,
    statements: header.expect.statements,
    gates: receipt === undefined ? [] : gatesOf(receipt.receipt),
    approvals: (receipt?.receipt.approvals ?? []).map(({ approver, fingerprint, sha256 }) => ({
      approver,
      key: fingerprint,
      sha256,
    })),
    ...(receipt === undefined ? {} : { applied: timesOf(receipt.receipt) }),
  };
}

const timesOf = ({ run, started_at, finished_at }: Receipt) => ({
  run,
  from: started_at,
  to: finished_at,
  ms: Date.parse(finished_at) - Date.parse(started_at),
});

function gatesOf({ gates }: Receipt): AuditPlan['gates'] {
  const byGate = new Map<string, string[]>();
  for (const { gate, check, verdict } of gates) {
    byGate.set(gate, [...(byGate.get(gate) ?? []), `${check.replaceAll('_', ' ')}: ${verdict.replaceAll('_', ' ')}`]);
  }
  return [...byGate].map(([gate, checks]) => ({ gate, checks }));
}

/** Undefined where there is no manifest, or none that belongs to its region. */
async function coverageOf(pack: OpenedPack, { files }: PackPorts): Promise<Coverage | undefined> {
  const file = join(pack.folder, PACK.plan, FOLDER.manifest);
  if (!(await files.exists(file))) return undefined;
  return pack.coverage(file);
}
