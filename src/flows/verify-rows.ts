/** Verifies a plan that follows from a cut: the database holds exactly the rows that it leaves behind. */

import { sha256 } from '../core/hash.ts';
import type { Kind } from '../core/kinds/kind.ts';
import { rowReader } from '../core/kinds/rows-left.ts';
import type { PlanHeader } from '../core/plan/plan.ts';
import type { VerifyFact } from '../core/verify/facts.ts';
import { type PlanEnd, readPlan } from '../formats/plan.ts';
import type { Databases, Files } from '../ports.ts';
import { askRows, askSession } from './apply/live.ts';
import { compareLive, named, type RowDifferences } from './differences.ts';
import { reading } from './reading.ts';
import { together } from './together.ts';

interface Ports {
  readonly files: Files;
  readonly databases: Databases;
}

interface PlannedRows {
  readonly header: PlanHeader;
  readonly kind: Kind;
  readonly end: PlanEnd;
  /** The SHA-256 of each row by its key. */
  readonly rows: ReadonlyMap<string, string>;
}

async function readRows(planFile: string, files: Files): Promise<PlannedRows> {
  const reader = readPlan(files.stream(planFile), planFile);
  const header = await reader.header();
  const kind = reader.kind();
  const rowOf = rowReader(kind, header.shared);
  const rows = new Map<string, string>();
  for await (const unit of reader.units()) {
    const row = rowOf(unit);
    if (row !== undefined) rows.set(row.key, sha256(row.text));
  }
  return { header, kind, end: await reader.end(), rows };
}

export interface VerifiedRows extends RowDifferences {
  readonly header: PlanHeader;
  readonly sha256: string;
  readonly facts: readonly VerifyFact[];
}

/** Throws Stop for a plan that cannot be read and a database that cannot be asked; a wrong row is a fact. */
export async function verifyRows(planFile: string, run: string, { files, databases }: Ports): Promise<VerifiedRows> {
  const { header, kind, end, rows } = await readRows(planFile, files);
  const { target } = header;
  return reading(databases, `verify/${run}`, async (session) => {
    const [who, found] = await together([askSession(session), askRows(session, kind, header)]);
    const facts = [
      fact('database', 'database', target.database, who.database),
      fact('server', 'system identifier of the server', target.system_identifier, who.system_identifier),
      fact('row_count', 'rows', String(end.rows.count), String(found.count)),
      fact('rows', 'sha256 over all rows, as planned', end.rows.digest, found.digest),
    ];
    const differences =
      found.digest === end.rows.digest ? [] : await compareLive(session, kind.live(header).rows, rows);
    return { header, sha256: end.sha256, facts, ...named(differences) };
  });
}

const fact = (id: string, name: string, expected: string, found: string | null | undefined): VerifyFact => ({
  id,
  name,
  expected,
  found: found ?? 'none',
  ok: expected === found,
});
