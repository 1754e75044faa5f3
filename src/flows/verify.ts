/** Verifies a cut: read-only, as the verifier's role, on a connection of its own. */
import { dirname, join } from 'node:path';
import { sha256 } from '../core/hash.ts';
import { LIMITS } from '../core/limits.ts';
import { FOLDER } from '../core/plan/folder.ts';
import type { Statement } from '../core/plan/plan.ts';
import { RowCollector } from '../core/plan/rows.ts';
import { namesByTemplate, unitValues } from '../core/plan/units.ts';
import { orStop } from '../core/problem.ts';
import { boundsOf, OUTSIDE_QUERY, ROWS_QUERY } from '../core/sql/live-rows.ts';
import { STRUCTURE_QUERY } from '../core/sql/verify.ts';
import { type FoundFacts, type PlannedFacts, type VerifyFact, verifyFacts } from '../core/verify/facts.ts';
import { readPlan } from '../formats/plan.ts';
import { readReceipt } from '../formats/receipt.ts';
import { readSnapshot } from '../formats/snapshot.ts';
import type { Databases, Files, Session } from '../ports.ts';
import { arrayText, askRows, askSession } from './apply/live.ts';
import { documentUnits } from './plan/assemble.ts';
import { folderInputs } from './plan/inputs.ts';
import { reading } from './reading.ts';
import { assertRebuilds } from './rebuild.ts';
import { together } from './together.ts';

export interface VerifyResult {
  readonly verdict: 'PASS' | 'FAIL';
  readonly plan: { readonly file: string; readonly sha256: string; readonly cut: string; readonly prefix: string };
  readonly facts: readonly VerifyFact[];
  /** The first rows that are not as planned; empty unless the rows differ. */
  readonly differences: readonly RowDifference[];
  readonly moreDifferences: number;
}

export interface RowDifference {
  readonly address: string;
  readonly what: 'missing' | 'unplanned' | 'different';
}

interface Ports {
  readonly files: Files;
  readonly databases: Databases;
}

/** At most this many differing rows are named. */
const NAMED = 20;

/** Throws Stop for a plan that cannot be read and a database that cannot be asked; a wrong row is a fact. */
export async function verify(planFile: string, run: string, ports: Ports): Promise<VerifyResult> {
  const folder = dirname(planFile);
  const reader = readPlan(ports.files.stream(planFile), planFile);
  const header = await reader.header();
  const kind = reader.kind();
  const rowText = kind.rowText(header.shared);
  const names = namesByTemplate(header.templates);
  const hashes = new Set<string>();
  const types = new Map<string, number>();
  const rows = new Map<string, string>();
  const collector = new RowCollector();
  const see = (unit: readonly Statement[]): void => {
    const values = unitValues(names, unit);
    const type = values.get('section_type') ?? 'none';
    hashes.add(values.get('content_hash') ?? '');
    types.set(type, (types.get(type) ?? 0) + 1);
    const [address, row] = [unit[0]?.[1] ?? '', rowText(unit)];
    collector.add(address, row);
    rows.set(address, sha256(row));
  };
  for await (const unit of reader.units()) see(unit);
  const end = await reader.end();
  // A plan that writes nothing was made where every unit was there already: its folder says what is to be there.
  if (header.expect.statements === 0) {
    await assertRebuilds({ file: planFile, header, kind, end }, ports.files);
    for await (const unit of documentUnits(folderInputs(ports.files, folder))) see(unit);
  }
  const planned: PlannedFacts = {
    rows: collector.result(),
    distinctHashes: hashes.size,
    sectionTypes: [...types]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, count]) => `${type} ${count}`)
      .join(', '),
  };
  const snapshotFile = join(folder, FOLDER.snapshot);
  const snapshot = orStop(readSnapshot(await ports.files.read(snapshotFile, LIMITS.snapshot), snapshotFile));
  const evidence = {
    planned: snapshot.outside,
    receiptHolds: await receiptHolds(folder, end.sha256, header.expect, ports.files),
  };
  return reading(ports.databases, `verify/${run}`, async (session) => {
    const excluded = header.exclusions.map(({ key }) => `${header.cut.prefix}/${key}`);
    const found = await look(session, header.cut.prefix, excluded);
    const facts = verifyFacts(header, planned, evidence, found);
    const differences =
      found.rows.digest === planned.rows.digest ? [] : await compare(session, header.cut.prefix, rows);
    return {
      verdict: facts.every(({ ok }) => ok) ? 'PASS' : 'FAIL',
      plan: { file: planFile, sha256: end.sha256, cut: header.cut.name, prefix: header.cut.prefix },
      facts,
      differences: differences.slice(0, NAMED),
      moreDifferences: Math.max(0, differences.length - NAMED),
    };
  });
}

async function look(session: Session, prefix: string, excluded: readonly string[]): Promise<FoundFacts> {
  const bounds = boundsOf(prefix);
  const [who, rows, structure, outside] = await together([
    askSession(session),
    askRows(session, prefix),
    session.rows(STRUCTURE_QUERY, [...bounds, arrayText(excluded)]),
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

async function compare(
  session: Session,
  prefix: string,
  planned: ReadonlyMap<string, string>,
): Promise<RowDifference[]> {
  const missing = new Map(planned);
  const differences: RowDifference[] = [];
  for (const row of await session.rows(ROWS_QUERY, boundsOf(prefix))) {
    const address = row.address ?? '';
    const wanted = planned.get(address);
    if (wanted === undefined) differences.push({ address, what: 'unplanned' });
    else if (wanted !== row.digest) differences.push({ address, what: 'different' });
    missing.delete(address);
  }
  return [...differences, ...[...missing.keys()].map((address): RowDifference => ({ address, what: 'missing' }))];
}

/** Whether some receipt of this plan says applied, and that exactly the planned rows were written to the content tables. */
async function receiptHolds(
  folder: string,
  planSha256: string,
  expect: { readonly inserted: Readonly<Record<string, number>>; readonly updated: Readonly<Record<string, number>> },
  files: Files,
): Promise<boolean> {
  for (const file of await files.list(join(folder, FOLDER.receipts))) {
    const receipt = readReceipt(await files.read(file, LIMITS.receipt), file);
    // A receipt that cannot be read proves nothing, and takes nothing away.
    if (!receipt.ok || receipt.value.outcome !== 'applied' || receipt.value.plan_sha256 !== planSha256) continue;
    const { inserted, updated } = receipt.value.rows;
    const holds =
      Object.entries(expect.inserted).every(([table, count]) => inserted[table] === count) &&
      Object.entries(expect.updated).every(([table, count]) => updated[table] === count);
    if (holds) return true;
  }
  return false;
}
