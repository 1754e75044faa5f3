/** Questions to the database, and their answers as the facts that gates judge. */

import type { BeforeCommitFacts, OwnerFacts, SessionFacts } from '../../core/gates/facts.ts';
import type { Kind } from '../../core/kinds/kind.ts';
import type { Catalogue } from '../../core/plan/catalogue.ts';
import { fingerprints } from '../../core/plan/fingerprint.ts';
import type { PlanHeader } from '../../core/plan/plan.ts';
import type { Question } from '../../core/plan/question.ts';
import type { RowsDigest } from '../../core/plan/rows.ts';
import type { SurveyPart } from '../../core/plan/survey.ts';
import { CATALOGUE_VERSION_QUERY } from '../../core/sql/catalogue-version.ts';
import { OWNER_QUERY } from '../../core/sql/owner.ts';
import { IDENTITY_QUERY, SESSION_QUERY, WRITTEN_QUERY } from '../../core/sql/session.ts';
import { partDigest } from '../../core/sql/survey.ts';
import type { Row, Session } from '../../ports.ts';
import { readCatalogue } from '../catalogue.ts';
import { together } from '../together.ts';

/** Apply asks each of these at the beginning of its transaction and again before COMMIT. */
const REPEATED = { repeated: true };

export const askSession = async (session: Session): Promise<SessionFacts> =>
  (await session.rows(SESSION_QUERY, [], REPEATED))[0] ?? {};

/** Of who and where a session is, the database and the server. */
export const askIdentity = async (session: Session): Promise<SessionFacts> =>
  (await session.rows(IDENTITY_QUERY))[0] ?? {};

/** What the owner says at this moment. */
export const askOwner = async (session: Session): Promise<OwnerFacts> =>
  (await session.rows(OWNER_QUERY, [], REPEATED))[0] ?? {};

/** What stands where a plan of this kind writes. */
export const askRows = (session: Session, kind: Kind, header: PlanHeader): Promise<RowsDigest> =>
  askDigest(session, kind.live(header).digest);

/** What the database answers now to the questions that the plan was made from; nothing where it was made from none. */
export async function askPremises(
  session: Session,
  kind: Kind,
  header: PlanHeader,
): Promise<Readonly<Record<string, RowsDigest>>> {
  const parts = premiseParts(kind, header);
  const digests = await together(parts.map((part) => askDigest(session, partDigest(part))));
  return Object.fromEntries(parts.map(({ name }, index) => [name, digests[index] as RowsDigest]));
}

function premiseParts(kind: Kind, header: PlanHeader): readonly SurveyPart[] {
  if (kind.from === 'document') return kind.premises?.(header) ?? [];
  const { cut, parent, pins, exclusions, given = {} } = header;
  return parent === undefined ? [] : kind.survey({ cut, parent, pins, exclusions, given });
}

async function askDigest(session: Session, { sql, parameters }: Question): Promise<RowsDigest> {
  const [row] = await session.rows(sql, parameters, REPEATED);
  return { count: Number(row?.count ?? Number.NaN), digest: row?.digest ?? '' };
}

/** Every catalogue object a kind depends on, and the catalogue's version when they were asked for. */
export interface SeenCatalogue {
  readonly version: string;
  readonly definitions: Catalogue;
  /** Of the definitions, by name. */
  readonly fingerprints: Readonly<Record<string, string>>;
}

/** Needs search_path = pg_catalog. */
export async function askCatalogue(session: Session, kind: Kind): Promise<SeenCatalogue> {
  // The version is asked for first: so it is never newer than the definitions.
  const [version, definitions] = await together([askVersion(session), readCatalogue(session, kind)]);
  return { version, definitions, fingerprints: fingerprints(definitions) };
}

/** The catalogue as it is, in full only where its version is no longer the one that was seen. */
export async function catalogueSince(
  seen: SeenCatalogue | undefined,
  version: string,
  session: Session,
  kind: Kind,
): Promise<SeenCatalogue> {
  return seen?.version === version ? seen : askCatalogue(session, kind);
}

/** The version of the catalogue as this transaction sees it; see core/sql/catalogue-version.ts. */
export async function askVersion(session: Session): Promise<string> {
  const version = (await session.rows(CATALOGUE_VERSION_QUERY, [], REPEATED))[0]?.version;
  // Two versions that are missing would be the same.
  if (!version) throw new Error('The database gave no version of its catalogue.');
  return version;
}

export type Written = BeforeCommitFacts['written'];

export async function askWritten(session: Session): Promise<Written> {
  const rows = await session.rows(WRITTEN_QUERY, [], REPEATED);
  const number = (row: Row, column: string): number => Number(row[column] ?? Number.NaN);
  return Object.fromEntries(
    rows.map((row) => [
      row.name ?? '',
      { inserted: number(row, 'inserted'), updated: number(row, 'updated'), deleted: number(row, 'deleted') },
    ]),
  );
}

/** What was written between two answers: in the embedded database earlier transactions of the session count, too. */
export function writtenSince(before: Written, after: Written): Written {
  const none = { inserted: 0, updated: 0, deleted: 0 };
  return Object.fromEntries(
    Object.entries(after).map(([table, now]) => {
      const then = before[table] ?? none;
      return [
        table,
        {
          inserted: now.inserted - then.inserted,
          updated: now.updated - then.updated,
          deleted: now.deleted - then.deleted,
        },
      ];
    }),
  );
}
