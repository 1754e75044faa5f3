/** The grants of a database, expected and found. Read-only, as the verifier's role. */
import type { Posture } from '../core/grants/expected.ts';
import type { FoundGrant } from '../core/grants/grant.ts';
import { type FoundGrants, grantMatrix, type MatrixLine, wantedGrants } from '../core/grants/matrix.ts';
import { changeSql } from '../core/grants/statements.ts';
import { GATEWAY_QUERY, GRANT_PROBE_QUERY, GRANTS_QUERY } from '../core/sql/grants.ts';
import { DatabaseFailure, type Databases, type Row, type Session } from '../ports.ts';
import { reading } from './reading.ts';

/** One answer of the grant probe. */
export interface Probed {
  readonly invariant: string;
  readonly role: string;
  readonly right: string;
  readonly object: string;
  readonly finding: string;
}

export interface GrantReport {
  /** What is compared with: as asked, else as the gateway of the database says. */
  readonly posture: Posture;
  readonly same: boolean;
  readonly lines: readonly MatrixLine[];
  /** The rights that no run can do without. */
  readonly probe: readonly Probed[];
  /** What the owner runs so that the database is as expected, and what takes exactly that back; empty = nothing to do. */
  readonly sql: { readonly change: readonly string[]; readonly inverse: readonly string[] };
}

export async function grants(databases: Databases, run: string, posture?: Posture): Promise<GrantReport> {
  const { rows, probed, mode } = await reading(databases, `grants/${run}`, async (session) => ({
    rows: await session.rows(GRANTS_QUERY),
    probed: await session.rows(GRANT_PROBE_QUERY),
    mode: await gatewayMode(session),
  }));
  const now: Posture = mode === 'off' || mode === undefined ? 'direct' : 'canonical';
  const wanted = posture ?? now;
  const found = foundGrants(rows);
  const lines = grantMatrix(found, wanted);
  const probe = probed.map(probedOf);
  const [is, ought] = [found.grants, wantedGrants(found, wanted)];
  const target = wanted === 'direct' ? 'off' : 'enforced';
  const switched = wanted !== now && mode !== undefined;
  return {
    posture: wanted,
    same:
      wanted === now &&
      lines.every(({ state }) => state === 'same') &&
      probe.every(({ finding }) => finding === 'granted'),
    lines,
    probe,
    sql: {
      change: changeSql(is, ought, switched ? target : undefined),
      inverse: changeSql(ought, is, switched ? mode : undefined),
    },
  };
}

/** Undefined where it cannot be read: which right or object is missing for that, the matrix says. */
async function gatewayMode(session: Session): Promise<string | undefined> {
  try {
    return (await session.rows(GATEWAY_QUERY))[0]?.value ?? undefined;
  } catch (error) {
    if (error instanceof DatabaseFailure && !error.connectionLost) return undefined;
    throw error;
  }
}

const probedOf = (row: Row): Probed => ({
  invariant: row.invariant ?? '',
  role: row.role ?? '',
  right: row.right ?? '',
  object: row.object ?? '',
  finding: row.finding ?? '',
});

function foundGrants(rows: readonly Row[]): FoundGrants {
  const text = (row: Row, column: string): string => row[column] ?? '';
  return {
    grants: rows
      .filter((row) => row.privilege !== null)
      .map(
        (row): FoundGrant => ({
          role: text(row, 'role'),
          privilege: text(row, 'privilege'),
          kind: text(row, 'kind') as FoundGrant['kind'],
          object: text(row, 'object'),
          ...(row.column ? { column: row.column } : {}),
          owner: text(row, 'owner'),
          grantor: text(row, 'grantor'),
          grantable: row.grantable === 'true',
        }),
      ),
    owners: new Map(
      rows
        .filter((row) => row.privilege === null && row.kind !== 'role')
        .map((row) => [text(row, 'object'), text(row, 'owner')]),
    ),
    roles: new Set(rows.filter((row) => row.kind === 'role').map((row) => text(row, 'object'))),
  };
}
