/** The look before anything else: is exactly this there already? Read-only, as the verifier's role. */
import { dirname } from 'node:path';
import type { SessionFacts } from '../../core/gates/facts.ts';
import { identityProblems } from '../../core/gates/principal.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { PATIENCE, PLANNER } from '../../core/sql/session.ts';
import type { Files, Session } from '../../ports.ts';
import { asStop } from '../failure.ts';
import { heardLater } from '../later.ts';
import type { OpenedPlan } from '../open-plan.ts';
import { compareDocument } from '../plan/document.ts';
import { documentInputs } from '../plan/inputs.ts';
import { liveUnits } from '../plan/snapshot.ts';
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
  ...[...PLANNER, ...PATIENCE].map((setting) => `SET ${setting}`),
  'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  'SET LOCAL search_path = pg_catalog',
].join('; ');

export async function look(opening: Promise<Session>, plan: OpenedPlan, files: Files): Promise<Looked> {
  const { header, kind } = plan;
  try {
    const witness = await opening;
    const asked = [witness.command(READ_ONLY), askIdentity(witness), there(witness, plan, files)] as const;
    // Asked now, and waited for only where something is to be written: it takes longer than all else together.
    const catalogue = heardLater(askCatalogue(witness, kind));
    const over = heardLater(catalogue.catch(() => undefined).then(() => witness.command('COMMIT')));
    const [, session, rows] = await together(asked);
    const foreign = [...identityProblems(header.target, session), ...standbyProblems(session)];
    if (foreign.length > 0) return { problems: foreign };
    return {
      witness,
      rows,
      catalogue: heardLater(over.then(() => catalogue)),
    };
  } catch (error) {
    const stop = asStop(error);
    if (stop instanceof Stop) return { problems: stop.problems };
    throw stop;
  }
}

/** What stands of a plan's rows. An empty plan names none: that every unit of its document is there is what it says. */
async function there(witness: Session, { file, header, kind, end }: OpenedPlan, files: Files): Promise<Rows> {
  if (end.units > 0) return compareRows(await askRows(witness, kind, header), end.rows, header.before);
  if (kind.from !== 'document') return 'none';
  const live = await liveUnits(witness, header.cut.prefix);
  const { create, same, changed, gone } = await compareDocument(documentInputs(files, dirname(file)), live);
  return same === header.changes.same && create + changed + gone === 0 ? 'all' : 'some';
}

/** A standby may be behind, so it can be no witness of what the primary did. */
const standbyProblems = ({ in_recovery }: SessionFacts): readonly Problem[] =>
  in_recovery === 'false'
    ? []
    : [
        {
          code: 'gate.identity',
          message: 'The witness was led to a standby, which may be behind the server that is written to.',
          hint: 'Name the primary in the settings of the target.',
        },
      ];
