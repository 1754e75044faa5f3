/** Verifies a cut: read-only, as the verifier's role, on a connection of its own. */
import { dirname, join } from 'node:path';
import type { DocumentKind } from '../core/kinds/kind.ts';
import { FOLDER } from '../core/plan/folder.ts';
import type { PlanHeader } from '../core/plan/plan.ts';
import { arrayText } from '../core/sql/array.ts';
import { boundsOf, OUTSIDE_QUERY } from '../core/sql/live-rows.ts';
import { structureQuery } from '../core/sql/verify.ts';
import { type FoundFacts, type VerifyFact, verifyFacts } from '../core/verify/facts.ts';
import type { Databases, Files, Session } from '../ports.ts';
import { askRows, askSession } from './apply/live.ts';
import { compareLive, named, type RowDifferences } from './differences.ts';
import { type MovedSince, movedSince } from './moved-since.ts';
import { readPlannedCut } from './planned.ts';
import { reading } from './reading.ts';
import { receiptHolds, receiptOfCut } from './receipts.ts';
import { together } from './together.ts';
import { verifyRows } from './verify-rows.ts';

export interface VerifyResult extends RowDifferences {
  readonly verdict: 'PASS' | 'FAIL';
  readonly plan: { readonly file: string; readonly sha256: string; readonly cut: string; readonly prefix: string };
  readonly facts: readonly VerifyFact[];
  /** Why facts differ that should: every unit was enacted or retired since. The verdict does not change. */
  readonly moved_since?: MovedSince;
}

interface Ports {
  readonly files: Files;
  readonly databases: Databases;
}

/** Throws Stop for a plan that cannot be read and a database that cannot be asked; a wrong row is a fact. */
export async function verify(planFile: string, run: string, ports: Ports): Promise<VerifyResult> {
  if (await ports.files.exists(join(dirname(planFile), FOLDER.request))) return verifyDerived(planFile, run, ports);
  const rows = new Map<string, string>();
  const cut = await readPlannedCut(planFile, ports.files, (key, digest) => rows.set(key, digest));
  const { header, kind, end, planned } = cut;
  const receipt = await receiptOfCut(planFile, end.sha256, ports.files);
  const evidence = {
    planned: cut.outside,
    receiptHolds: receipt !== undefined && receiptHolds(header, receipt.receipt),
  };
  const result = await reading(ports.databases, `verify/${run}`, async (session): Promise<VerifyResult> => {
    const found = await look(session, kind, header);
    const facts = verifyFacts(header, planned, evidence, found);
    const differences =
      found.rows.digest === planned.rows.digest ? [] : await compareLive(session, kind.live(header).rows, rows);
    return {
      verdict: facts.every(({ ok }) => ok) ? 'PASS' : 'FAIL',
      plan: { file: planFile, sha256: end.sha256, cut: header.cut.name, prefix: header.cut.prefix },
      facts,
      ...named(differences),
    };
  });
  const moved = await movedSince({ planFile, sha256: end.sha256, facts: result.facts }, run, ports);
  return moved === undefined ? result : { ...result, moved_since: moved };
}

/** What follows from a cut is there, or it is not: its rows say all. */
async function verifyDerived(planFile: string, run: string, ports: Ports): Promise<VerifyResult> {
  const { header, sha256, facts, ...rest } = await verifyRows(planFile, run, ports);
  return {
    verdict: facts.every(({ ok }) => ok) ? 'PASS' : 'FAIL',
    plan: { file: planFile, sha256, cut: header.cut.name, prefix: header.cut.prefix },
    facts,
    ...rest,
  };
}

async function look(session: Session, kind: DocumentKind, header: PlanHeader): Promise<FoundFacts> {
  const { prefix } = header.cut;
  const excluded = header.exclusions.map(({ key }) => `${prefix}/${key}`);
  const bounds = boundsOf(prefix);
  const [who, rows, structure, outside] = await together([
    askSession(session),
    askRows(session, kind, header),
    session.rows(structureQuery(kind.rowsAre), [...bounds, arrayText(excluded)]),
    session.rows(OUTSIDE_QUERY, bounds),
  ]);
  const [rest] = outside;
  return {
    structure: structure[0] ?? {},
    rows,
    outside: { units: Number(rest?.units), versions: Number(rest?.versions), digest: rest?.digest ?? '' },
    database: who.database ?? '',
    systemIdentifier: who.system_identifier ?? '',
  };
}
