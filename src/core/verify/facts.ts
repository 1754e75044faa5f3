/**
 * The structural facts of a cut: what the plan says must be there, and what was found. A verdict is data: a wrong row is
 * a fact that does not hold, never an exception.
 */
import type { PlanHeader } from '../plan/plan.ts';
import type { RowsDigest } from '../plan/rows.ts';
import type { Identity } from '../plan/snapshot.ts';

export interface VerifyFact {
  /** Stable name, for programs. */
  readonly id: string;
  readonly name: string;
  readonly expected: string;
  readonly found: string;
  readonly ok: boolean;
}

/** What the statements of the plan leave behind, beyond what its header says. */
export interface PlannedFacts {
  readonly rows: RowsDigest;
  readonly distinctHashes: number;
  /** Units by section type, as `article 42, principle 15`, sorted. */
  readonly sectionTypes: string;
}

export interface Outside {
  readonly units: number;
  readonly versions: number;
  readonly digest: string;
}

export interface FoundFacts {
  /** The answer to STRUCTURE_QUERY. */
  readonly structure: Readonly<Record<string, string | null>>;
  readonly rows: RowsDigest;
  readonly outside: Outside;
  readonly database: string;
  readonly systemIdentifier: string;
}

/** What is known of the rest of the database at the time of the cut. */
export interface OutsideEvidence {
  /** As the snapshot of the plan saw it. */
  readonly planned: Outside;
  /** A receipt of an applied run shows that its transaction wrote the planned rows and no others to the content tables. */
  readonly receiptHolds: boolean;
}

export function verifyFacts(
  header: Pick<PlanHeader, 'pins'> & { readonly target: Identity },
  planned: PlannedFacts,
  evidence: OutsideEvidence,
  found: FoundFacts,
): readonly VerifyFact[] {
  const units = header.pins.candidate_count;
  const { structure } = found;
  const fact = (
    id: string,
    name: string,
    expected: string | number,
    value: string | number | null | undefined,
  ): VerifyFact => ({
    id,
    name,
    expected: String(expected),
    found: String(value ?? 'none'),
    ok: String(expected) === String(value ?? 'none'),
  });
  return [
    fact('database', 'database', header.target.database, found.database),
    fact('server', 'system identifier of the server', header.target.system_identifier, found.systemIdentifier),
    fact('units', 'units under the prefix', units, structure.units),
    fact('versions', 'versions of these units', units, structure.versions),
    fact('addresses', 'distinct addresses', units, structure.addresses),
    fact('hashes', 'distinct content hashes', planned.distinctHashes, structure.hashes),
    fact('bodies', 'bodies whose sha256 is not their content_hash', 0, structure.false_hashes),
    fact('anchors', 'units whose anchors are not exactly their version', 0, structure.false_anchors),
    fact('drafts', 'rows that are not draft', 0, structure.not_draft),
    fact('excluded', 'excluded units that are there', 0, structure.excluded),
    fact('section_types', 'units by section type', planned.sectionTypes, structure.section_types),
    {
      ...fact('rows', 'sha256 over all rows, as planned', planned.rows.digest, found.rows.digest),
      ok: planned.rows.digest === found.rows.digest && planned.rows.count === found.rows.count,
    },
    outsideFact(evidence, found.outside),
  ];
}

/**
 * Rows outside the cut. They are as the snapshot saw them; or, where other documents were cut since, the receipt of this
 * cut shows what its transaction wrote.
 */
function outsideFact({ planned, receiptHolds }: OutsideEvidence, found: Outside): VerifyFact {
  const say = ({ units, versions, digest }: Outside): string =>
    `${units} units, ${versions} versions, digest ${digest}`;
  const same = say(planned) === say(found);
  return {
    id: 'outside',
    name: 'rows outside the cut',
    expected: say(planned),
    found:
      !same && receiptHolds
        ? `${say(found)}; not by this cut: its receipt shows that it wrote the planned rows only`
        : say(found),
    ok: same || receiptHolds,
  };
}
