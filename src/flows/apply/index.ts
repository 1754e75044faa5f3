/** Apply: executes a plan in one transaction, exactly as approved, or not at all (the nine steps of docs/apply.md). */
import { dirname, join } from 'node:path';
import type { Verdict } from '../../core/gates/gate.ts';
import { askOffline } from '../../core/gates/index.ts';
import { type Evidence, type Outcome, outcomeOf } from '../../core/outcome.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import type { CommitProof, Receipt } from '../../core/receipt.ts';
import { encodeReceipt } from '../../formats/receipt.ts';
import type { Session } from '../../ports.ts';
import { type GivenApprovals, readApprovals } from '../approvals.ts';
import { heardLater } from '../later.ts';
import type { OpenedPlan } from '../open-plan.ts';
import { openProven } from '../prove-plan.ts';
import { Arming } from './arming.ts';
import { sendCommit } from './commit.ts';
import { Connections } from './connections.ts';
import { look, type Seen } from './look.ts';
import { type Prepared, prepare } from './prepare.ts';
import { emptyPlan, problemsAfterCommit } from './problems.ts';
import { type RunSoFar, receiptOf } from './receipt.ts';
import type { ApplyPorts, ApplyRequest, ApplyResult } from './request.ts';
import { interrupted } from './statements.ts';
import { runTransaction, type Transaction } from './transaction.ts';

/** Throws Stop only for a plan that cannot be read or a target that cannot be looked at; all else is in the result. */
export async function apply(request: ApplyRequest, ports: ApplyPorts): Promise<ApplyResult> {
  const started = ports.clock.now();
  // Both wait for somebody else, so they begin before the plan is read: the witness connects, approvals are verified.
  const connections = new Connections(ports.databases, request.signal);
  const witness = connections.open('verify', `${applicationOf(request)}/witness`);
  const approvals = heardLater(readApprovals(request, ports));
  ports.progress.step('plan');
  let plan: OpenedPlan;
  try {
    plan = await openProven(ports.files, request.planFile, ports.progress);
  } catch (error) {
    // Nobody waits for a server that may not answer to hear what is wrong with a plan.
    void heardLater(connections.close());
    if (!(error instanceof Stop)) throw error;
    throw new Stop([...error.problems, ...(await approvals).unreadable], error);
  }
  const run = new Run(request, ports, { plan, connections, witness, approvals, started });
  try {
    return await run.go();
  } finally {
    await run.close();
  }
}

interface Begun {
  readonly plan: OpenedPlan;
  readonly connections: Connections;
  readonly witness: Promise<Session>;
  readonly approvals: Promise<GivenApprovals>;
  readonly started: Date;
}

/** application_name of the writer. */
const applicationOf = ({ run }: ApplyRequest): string => `cutter/apply/${run}`;

class Run {
  readonly #request: ApplyRequest;
  readonly #ports: ApplyPorts;
  readonly #plan: OpenedPlan;
  readonly #begun: Begun;
  readonly #arming: Arming;
  #verdicts: readonly Verdict[] = [];

  constructor(request: ApplyRequest, ports: ApplyPorts, begun: Begun) {
    this.#request = request;
    this.#ports = ports;
    this.#plan = begun.plan;
    this.#begun = begun;
    this.#arming = new Arming(ports.databases, request, begun.plan.end.sha256);
  }

  async go(): Promise<ApplyResult> {
    const { header, kind } = this.#plan;
    this.#ports.progress.step('gates');
    const looking = heardLater(look(this.#begun.witness, this.#plan, this.#ports.files));
    const prepared = await prepare(this.#plan, this.#request, this.#ports, this.#begun.approvals);
    const verdicts = askOffline(prepared.facts);
    const refusals = verdicts.flatMap((verdict) => verdict.problems);
    const writes = header.expect.statements > 0;
    // The witness may be looking still; no gate that judges without the database stands against the writer by now.
    const writer =
      writes && refusals.length === 0 ? this.#begun.connections.open(kind.connection, this.#application) : undefined;
    const looked = await looking;
    if (this.#request.signal.aborted) return this.#interrupted();
    // A plan that writes nothing says by its folder alone what it finds there already.
    const follows = writes ? [] : verdicts.filter(({ gate }) => gate === 'G2' || gate === 'G3');
    const stray = follows.flatMap(({ problems }) => problems);
    if (stray.length > 0) return this.#result({ reached: 'gates' }, stray);
    if ('rows' in looked && looked.rows === 'all') return this.#result({ reached: 'already' }, []);
    // Nothing is to be written, so no gate is asked; what it was made for no longer holds.
    if (!writes) {
      return this.#result({ reached: 'gates' }, 'problems' in looked ? looked.problems : [emptyPlan]);
    }
    this.#verdicts = verdicts;
    if ('problems' in looked) return this.#result({ reached: 'gates' }, [...refusals, ...looked.problems]);
    if (writer === undefined) return this.#result({ reached: 'gates' }, refusals);
    return this.#write(writer, looked, prepared);
  }

  /** The run is over: connections that are still open, and an arming that was not taken. A failure hides nothing. */
  async close(): Promise<void> {
    await this.#begun.connections.close();
    await this.#arming.end();
  }

  async #write(opening: Promise<Session>, { witness, catalogue }: Seen, prepared: Prepared): Promise<ApplyResult> {
    const { files, clock, progress } = this.#ports;
    const { signal } = this.#request;
    let writer: Session;
    try {
      writer = await opening;
    } catch (error) {
      if (signal.aborted) return this.#interrupted();
      if (error instanceof Stop) return this.#result({ reached: 'gates' }, error.problems);
      throw error;
    }
    const transaction = await runTransaction({
      writer,
      plan: this.#plan,
      catalogue,
      require: prepared.facts.require,
      arming: await this.#arming.take(writer, this.#plan.kind.connection),
      approvalExpires: prepared.counted.map((one) => one.expires_at).sort()[0],
      backup: prepared.facts.backup,
      files,
      clock,
      progress,
      signal,
    });
    this.#verdicts = [...this.#verdicts, ...transaction.verdicts];
    const so: RunSoFar = { transaction, counted: prepared.counted, notices: writer.notices() };
    if (transaction.reached !== 'ready' || this.#request.dryRun) {
      await writer.command('ROLLBACK').catch(() => undefined);
      if (transaction.reached === 'already') return this.#result({ reached: 'already' }, []);
      const reached = transaction.reached === 'ready' ? 'dry_run' : transaction.reached;
      return this.#result({ reached }, transaction.problems, reached === 'statements' ? so : undefined);
    }
    return this.#commit(writer, witness, so, transaction);
  }

  #interrupted(so?: RunSoFar): Promise<ApplyResult> {
    return this.#result({ reached: 'statements' }, interrupted().problems, so);
  }

  /**
   * The receipt is written, saying in_doubt, before COMMIT is sent: whatever happens to this process, a run whose COMMIT
   * was sent has left a trace. It is replaced once the outcome is known.
   */
  async #commit(writer: Session, witness: Session, so: RunSoFar, transaction: Transaction): Promise<ApplyResult> {
    const { databases, clock, output, progress } = this.#ports;
    const { header, kind, end } = this.#plan;
    progress.step('commit');
    const journal = this.#receipt('in_doubt', so, undefined, []);
    await output.write(this.#receiptFile, [encodeReceipt(journal)]);
    if (this.#request.signal.aborted) {
      await writer.command('ROLLBACK').catch(() => undefined);
      return this.#interrupted(so);
    }
    const { tag, rows, refused, reasons } = await sendCommit({
      writer,
      witness,
      databases,
      clock,
      progress,
      application: this.#application,
      kind,
      header,
      target: { system_identifier: header.target.system_identifier, timeline: transaction.timeline },
      planned: end.rows,
      signal: this.#request.signal,
    });
    const evidence: Evidence = { reached: 'commit', tag, rows };
    const problems = problemsAfterCommit(outcomeOf(evidence), { refused, reasons, receipt: this.#receiptFile });
    return this.#result(evidence, problems, so, { tag, witness: databases.witness, rows });
  }

  async #result(
    evidence: Evidence,
    problems: readonly Problem[],
    so?: RunSoFar,
    commit?: CommitProof,
  ): Promise<ApplyResult> {
    const { header, end, file } = this.#plan;
    const outcome = outcomeOf(evidence);
    const result: ApplyResult = {
      outcome,
      run: this.#request.run,
      plan: { file, sha256: end.sha256, cut: header.cut.name, prefix: header.cut.prefix },
      target: { database: header.target.database, system_identifier: header.target.system_identifier },
      kind: header.kind,
      statements: end.statements,
      units: end.units,
      changes: header.changes,
      verdicts: this.#verdicts,
      problems,
    };
    if (so === undefined) return result;
    const receipt = this.#receipt(outcome, so, commit, problems);
    // Nothing more is asked of the database: the sessions say goodbye while the receipt is written.
    const goodbye = this.close();
    try {
      await this.#ports.output.write(this.#receiptFile, [encodeReceipt(receipt)]);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      // What happened in the database stands, whether or not it could be written down here.
      return { ...result, receipt, problems: [...problems, ...error.problems] };
    } finally {
      await goodbye;
    }
    return { ...result, receipt, receiptFile: this.#receiptFile };
  }

  #receipt(outcome: Outcome, so: RunSoFar, commit: CommitProof | undefined, problems: readonly Problem[]): Receipt {
    return receiptOf({
      request: this.#request,
      plan: this.#plan,
      verdicts: this.#verdicts,
      outcome,
      so,
      commit,
      problems,
      started: this.#begun.started,
      finished: this.#ports.clock.now(),
    });
  }

  get #application(): string {
    return applicationOf(this.#request);
  }

  get #receiptFile(): string {
    return join(dirname(this.#plan.file), FOLDER.receipts, `${this.#request.run}.json`);
  }
}
