/** The arming of a plan, by its owner, for one run. */
import type { ArmingFacts } from '../../core/gates/facts.ts';
import { Stop } from '../../core/problem.ts';
import { BEGIN_TAKING, TAKE_QUERY } from '../../core/sql/owner.ts';
import { DatabaseFailure, type Databases, type Lane, type Session } from '../../ports.ts';
import { together } from '../together.ts';
import type { ApplyRequest } from './request.ts';

/**
 * What one run takes of the arming of its plan. A dry run writes nothing, so it needs none and leaves it for the run
 * that does.
 */
export class Arming {
  readonly #databases: Databases;
  readonly #request: ApplyRequest;
  readonly #planSha256: string;
  #open: boolean;

  constructor(databases: Databases, request: ApplyRequest, planSha256: string) {
    this.#databases = databases;
    this.#request = request;
    this.#planSha256 = planSha256;
    this.#open = request.policy.require?.arming === true && !request.dryRun;
  }

  /**
   * Takes it in a transaction of its own, one round trip, and commits that: whatever becomes of the run, it was its only
   * one. The executor alone may take; where another lane writes, it is taken on a session of its own.
   */
  async take(writer: Session, lane: Lane): Promise<ArmingFacts> {
    if (!this.#open) return { status: 'not_asked', detail: 'none is asked for' };
    try {
      const taken = lane === 'exec' ? await take(writer, this.#planSha256, this.#request.run) : await this.#takeApart();
      if (taken.status === 'taken') this.#open = false;
      return taken;
    } catch (error) {
      if (!(error instanceof DatabaseFailure || error instanceof Stop)) throw error;
      return { status: 'not_armed', detail: `it could not be taken (${error.message})` };
    }
  }

  /** At rest nothing is armed: also a run that ended before it could take the arming was its one run. */
  async end(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    try {
      await this.#takeApart();
    } catch (error) {
      // Where nobody answers, its time ends it.
      if (!(error instanceof DatabaseFailure || error instanceof Stop)) throw error;
    }
  }

  async #takeApart(): Promise<ArmingFacts> {
    const session = await this.#databases.open('exec', { name: `cutter/arming/${this.#request.run}` });
    try {
      return await take(session, this.#planSha256, this.#request.run);
    } finally {
      await session.close().catch(() => undefined);
    }
  }
}

const STATUSES = ['taken', 'not_armed', 'expired', 'killed'] as const;

async function take(session: Session, planSha256: string, run: string): Promise<ArmingFacts> {
  try {
    const [, [row], tag] = await together([
      session.command(BEGIN_TAKING),
      session.rows(TAKE_QUERY, [planSha256, run]),
      session.command('COMMIT'),
    ]);
    const status = STATUSES.find((known) => known === row?.status) ?? 'not_armed';
    // What was rolled back was not taken.
    if (tag !== 'COMMIT') return { status: 'not_armed', detail: 'the server did not commit that it was taken' };
    return { status, detail: row?.detail ?? 'the server does not say why' };
  } catch (error) {
    await session.command('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
