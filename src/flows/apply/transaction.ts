/**
 * The writing transaction, up to the moment before COMMIT: lock, online gates, statements, deferred constraints, read
 * back, drift again. READ COMMITTED, so that what the lock waited for is visible to the gates behind it.
 */

import type { BackupFacts, OnlineFacts } from '../../core/gates/facts.ts';
import type { Verdict } from '../../core/gates/gate.ts';
import { askBeforeCommit, askOnline } from '../../core/gates/index.ts';
import { identityProblems } from '../../core/gates/principal.ts';
import { categoryOf, type Problem } from '../../core/problem.ts';
import { PATIENCE_LOCAL, SET_LOCAL } from '../../core/sql/session.ts';
import type { Clock, Files, Session } from '../../ports.ts';
import type { OpenedPlan } from '../open-plan.ts';
import type { Progress } from '../progress.ts';
import { together } from '../together.ts';
import { readAhead } from './ahead.ts';
import { definitionsOfDrift } from './definitions.ts';
import { failureProblems } from './failure.ts';
import {
  askOwner,
  askPremises,
  askRows,
  askSession,
  askVersion,
  askWritten,
  catalogueSince,
  type SeenCatalogue,
  type Written,
  writtenSince,
} from './live.ts';
import { takeLock } from './lock.ts';
import { compareRows } from './settle.ts';
import { boundStatements, interrupted } from './statements.ts';

/** Unanswered statements at most: enough to hide the round trip, few enough to bound memory. */
const WINDOW = 1024;

const BEGIN = [
  'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE',
  PATIENCE_LOCAL,
  `SET LOCAL idle_in_transaction_session_timeout = '5min'`,
  SET_LOCAL,
  // What the server answers COMMIT to has to outlive a crash of it. Nothing stronger is taken back.
  `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`,
  // Plans of foreign key checks and prepared statements made while the tables are small stay while they grow; a
  // sequential scan among them would make a large cut quadratic (docs/database.md).
  'SET LOCAL enable_seqscan = off',
  // The gates ask the same questions twice; planning them takes longer than answering.
  'SET LOCAL plan_cache_mode = force_generic_plan',
  'SET CONSTRAINTS ALL DEFERRED',
].join('; ');

export interface Transaction {
  /** How far it came; `ready` = COMMIT may be sent, `already` = behind the lock the planned rows were there. */
  readonly reached: 'gates' | 'already' | 'statements' | 'ready';
  readonly verdicts: readonly Verdict[];
  readonly problems: readonly Problem[];
  /** Statements that the server answered as expected. */
  readonly answered: number;
  readonly timeline: string;
  readonly written: Written;
}

export interface TransactionInput {
  readonly writer: Session;
  readonly plan: OpenedPlan;
  /** As the witness saw it; asked again only where its version has changed since. */
  readonly catalogue: Promise<SeenCatalogue>;
  readonly approvalExpires: string | undefined;
  readonly backup: BackupFacts;
  readonly require: OnlineFacts['require'];
  readonly arming: OnlineFacts['arming'];
  readonly files: Files;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Never throws for what the server or the plan does; the transaction is left open, for COMMIT or ROLLBACK. */
export async function runTransaction(input: TransactionInput): Promise<Transaction> {
  const { writer, plan, files, progress, signal } = input;
  const { header, kind } = plan;
  let during: 'gates' | 'statements' | 'checks' = 'gates';
  let verdicts: readonly Verdict[] = [];
  let answered = 0;
  let timeline = '';
  let premises: OnlineFacts['premises'] = {};
  const ended = (
    reached: Transaction['reached'],
    problems: readonly Problem[] = [],
    written: Written = {},
  ): Transaction => ({
    reached,
    verdicts,
    problems,
    answered,
    timeline,
    written,
  });
  const facts = async (
    session: OnlineFacts['session'],
    owner: OnlineFacts['owner'],
    catalogue: SeenCatalogue,
    live: OnlineFacts['live'],
  ): Promise<OnlineFacts> => ({
    plan: plan.header,
    require: input.require,
    planFile: plan.file,
    arming: input.arming,
    session,
    owner,
    catalogue: catalogue.fingerprints,
    ...(await definitionsOfDrift(plan, catalogue, files)),
    live,
    premises,
    planned: plan.end.rows,
    approvalExpires: input.approvalExpires,
    backup: input.backup,
    hostClock: input.clock.now().toISOString(),
  });

  // Read while the server answers the gates; none is sent before they have passed.
  const source = boundStatements(files, plan, signal);
  const statements = readAhead(source, WINDOW);

  try {
    progress.step('gates');
    const [, , session, owner, live, version, answers, writtenBefore] = await together([
      writer.command(BEGIN),
      takeLock(writer, kind.lockKey(header)),
      askSession(writer),
      askOwner(writer),
      askRows(writer, kind, header),
      askVersion(writer),
      askPremises(writer, kind, header),
      askWritten(writer),
    ]);
    timeline = session.timeline ?? '';
    premises = answers;
    // Whoever held the lock before may have applied this very plan.
    const here = identityProblems(plan.header.target, session).length === 0;
    if (here && compareRows(live, plan.end.rows, header.before) === 'all') return ended('already');
    // What the witness could not read, because it changed at that moment, is read here.
    const seen = await input.catalogue.catch(() => undefined);
    const catalogue = await catalogueSince(seen, version, writer, kind);
    verdicts = askOnline(await facts(session, owner, catalogue, live));
    const refused = verdicts.flatMap((verdict) => verdict.problems);
    if (refused.length > 0) return ended('gates', refused);
    if (signal.aborted) throw interrupted();

    during = 'statements';
    progress.step('statements');
    const total = plan.header.expect.statements;
    await writer.send({
      statements,
      window: WINDOW,
      onProgress: (count) => {
        answered = count;
        if (count % 500 === 0) progress.count(count, total);
      },
    });

    during = 'checks';
    progress.step('checks');
    const [, now, said, after, versionNow, written] = await together([
      writer.command('SET CONSTRAINTS ALL IMMEDIATE'),
      askSession(writer),
      askOwner(writer),
      askRows(writer, kind, header),
      askVersion(writer),
      askWritten(writer),
    ]);
    const again = await catalogueSince(catalogue, versionNow, writer, kind);
    const since = writtenSince(writtenBefore, written);
    const last = askBeforeCommit({ ...(await facts(now, said, again, after)), written: since });
    verdicts = [...verdicts, ...last];
    const problems = last.flatMap((verdict) => verdict.problems);
    if (problems.length === 0 && signal.aborted) throw interrupted();
    return ended(problems.length === 0 ? 'ready' : 'statements', problems, since);
  } catch (error) {
    const problems = failureProblems(error, during, signal.aborted);
    const refused = problems.every((problem) => categoryOf(problem) === 'refused');
    return ended(refused ? 'gates' : 'statements', problems);
  } finally {
    await source.return();
  }
}
