/** The look before anything else: is exactly this there already? Read-only, as the verifier's role. */
import { identityProblems } from '../../core/gates/principal.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { PLANNER } from '../../core/sql/session.ts';
import type { Session } from '../../ports.ts';
import { asStop } from '../failure.ts';
import { heardLater } from '../later.ts';
import type { OpenedPlan } from '../open-plan.ts';
import { together } from '../together.ts';
import { askCatalogue, askIdentity, askRows, type SeenCatalogue } from './live.ts';
import { compareRows, type Rows } from './settle.ts';

/** What was seen of the planned rows, or why nothing could be seen; the session is closed by whoever opened it. */
export type Looked = Seen | { readonly problems: readonly Problem[] };

export interface Seen {
  readonly witness: Session;
  readonly rows: Rows;
  readonly catalogue: Promise<SeenCatalogue>;
}

/** The settings are for the whole session: the witness reads the rows once more, after COMMIT. */
const READ_ONLY = [
  ...PLANNER.map((setting) => `SET ${setting}`),
  'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  'SET LOCAL search_path = pg_catalog',
].join('; ');

export async function look(opening: Promise<Session>, { header, kind, end }: OpenedPlan): Promise<Looked> {
  try {
    const witness = await opening;
    const asked = [witness.command(READ_ONLY), askIdentity(witness), askRows(witness, kind, header)] as const;
    // Asked now, and waited for only where something is to be written: it takes longer than all else together.
    const catalogue = heardLater(askCatalogue(witness, kind));
    const over = heardLater(catalogue.catch(() => undefined).then(() => witness.command('COMMIT')));
    const [, session, rows] = await together(asked);
    const foreign = identityProblems(header.target, session);
    if (foreign.length > 0) return { problems: foreign };
    // An empty plan names no rows: that all its units were there is what it says.
    const wanted = end.units > 0 ? end.rows : { count: header.changes.same, digest: rows.digest };
    return {
      witness,
      rows: compareRows(rows, wanted, header.before),
      catalogue: heardLater(over.then(() => catalogue)),
    };
  } catch (error) {
    const stop = asStop(error);
    if (stop instanceof Stop) return { problems: stop.problems };
    throw stop;
  }
}
