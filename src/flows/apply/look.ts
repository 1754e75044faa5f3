/** The look before anything else: is exactly this there already? Read-only, as the verifier's role. */
import { identityProblems } from '../../core/gates/principal.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { PLANNER } from '../../core/sql/session.ts';
import type { Session } from '../../ports.ts';
import { asStop } from '../failure.ts';
import type { OpenedPlan } from '../open-plan.ts';
import { together } from '../together.ts';
import { askRows, askSession } from './live.ts';
import { compareRows, type Rows } from './settle.ts';

/** What was seen of the planned rows, or why nothing could be seen; an open session is closed by whoever asked. */
export type Looked =
  | { readonly witness: Session; readonly rows: Rows }
  | { readonly witness?: Session; readonly problems: readonly Problem[] };

/** The settings are for the whole session: the witness reads the rows once more, after COMMIT. */
const READ_ONLY = [
  ...PLANNER.map((setting) => `SET ${setting}`),
  'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
].join('; ');

export async function look(opening: Promise<Session>, { header, end }: OpenedPlan): Promise<Looked> {
  let witness: Session | undefined;
  try {
    witness = await opening;
    const [, session, rows] = await together([
      witness.command(READ_ONLY),
      askSession(witness),
      askRows(witness, header.cut.prefix),
      witness.command('COMMIT'),
    ]);
    const foreign = identityProblems(header.target, session);
    if (foreign.length > 0) return { witness, problems: foreign };
    // An empty plan names no rows: that all its units were there is what it says.
    const wanted = end.units > 0 ? end.rows : { count: header.changes.same, digest: rows.digest };
    return { witness, rows: compareRows(rows, wanted) };
  } catch (error) {
    const stop = asStop(error);
    if (stop instanceof Stop) return { ...(witness === undefined ? {} : { witness }), problems: stop.problems };
    await witness?.close().catch(() => undefined);
    throw stop;
  }
}
