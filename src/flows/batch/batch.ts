/** A batch: every document of a queue goes as far as its approvals let it. What it did stands in the records of runs. */
import { join } from 'node:path';
import {
  type BatchRow,
  failedUnder,
  hasFailed,
  hasPassed,
  openRow,
  refusedRow,
  rowOf,
  skippedRow,
} from '../../core/batch/row.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { type Pause, stationRow } from '../../core/run/states.ts';
import type { Files, RunStore } from '../../ports.ts';
import type { Progress } from '../progress.ts';
import { together } from '../together.ts';
import type { Batch, BatchDocument } from './open.ts';
import { inParallel, limited } from './parallel.ts';
import { latestRuns, type Passes, type StepEnd } from './step.ts';

/** What is to be done with a document next: to bring it to its first approval writes nothing. */
export interface Task {
  readonly work: 'plan' | 'write';
  readonly passes: Passes;
}

/** Who does the work: this process, or workers that take it from a queue. */
export interface Hands {
  /** At most so many documents are given to it at a time. */
  readonly most: Readonly<Record<Task['work'], number>>;
  go(document: BatchDocument, task: Task): Promise<StepEnd>;
  /** Nothing more is to be begun: what waits in line is taken back, and comes to nothing. */
  withdraw(): Promise<void>;
}

export interface BatchPorts {
  readonly store: RunStore;
  readonly files: Files;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface BatchWishes {
  /** Try again what is set aside. */
  readonly retry: boolean;
}

/** The table: a row a document, in the order of the queue. Throws Stop for records of runs that cannot be read. */
export async function runBatch(
  batch: Batch,
  hands: Hands,
  wishes: BatchWishes,
  ports: BatchPorts,
): Promise<readonly BatchRow[]> {
  const { documents } = batch;
  const byPrefix = new Map(documents.map((document) => [document.prefix, document]));
  // Of a run its row is kept: thousands of records would not fit.
  const known = await latestRuns(byPrefix, ports.store, rowOf);
  const rows = documents.map((document) => known.get(document.prefix) ?? openRow(document));
  const table = new Table(batch, rows, wishes.retry, ports);
  const planned = documents.filter(({ index }) => table.work(index) === 'plan');
  ports.progress.step('planning');
  await inParallel(planned, hands.most.plan, async (document) => {
    if (await table.halted(hands)) return;
    table.set(document, await hands.go(document, { work: 'plan', passes: 'none' }));
    ports.progress.count(table.done, planned.length);
  });
  await write(batch, table, hands, ports);
  return table.result();
}

/** Writes what may be written, in order; a document comes to its turn when those that it waits for had theirs. */
async function write(batch: Batch, table: Table, hands: Hands, ports: BatchPorts): Promise<void> {
  const inLine = limited(hands.most.write);
  const turns: Promise<void>[] = [];
  ports.progress.step('writing');
  table.done = 0;
  for (const index of batch.order) {
    const document = batch.documents[index] as BatchDocument;
    const before = document.after.map((one) => turns[one]);
    turns[index] = (async () => {
      await Promise.all(before);
      const passes = await table.mayWrite(document);
      if (passes === undefined) return;
      await inLine(async () => {
        if (await table.halted(hands)) return;
        table.set(document, await hands.go(document, { work: 'write', passes }));
        ports.progress.count(table.done, batch.documents.length);
      });
    })();
  }
  await together(turns);
}

class Table {
  done = 0;
  readonly #batch: Batch;
  readonly #rows: BatchRow[];
  readonly #retry: boolean;
  readonly #ports: BatchPorts;
  #failed: string | undefined;
  #withdrawn = false;

  constructor(batch: Batch, rows: BatchRow[], retry: boolean, ports: BatchPorts) {
    this.#batch = batch;
    this.#rows = rows;
    this.#retry = retry;
    this.#ports = ports;
    // Only the owner can say how such a document goes on.
    const decided = rows.find(({ run_state }) => run_state?.startsWith('failed_'));
    if (batch.policy === 'stop') this.#failed = decided?.cut;
  }

  row(index: number): BatchRow {
    return this.#rows[index] as BatchRow;
  }

  /** What can be done with a document; undefined = nothing. */
  work(index: number): Task['work'] | undefined {
    const { state, station, run_state } = this.row(index);
    if (state === 'done' || run_state?.startsWith('failed_')) return undefined;
    if (state === 'failed' && this.#batch.policy === 'quarantine' && !this.#retry) return undefined;
    if (station === undefined || run_state?.startsWith('voided_')) return 'plan';
    const { written, pause } = stationRow(station);
    return written === 'nothing' && pause === undefined ? 'plan' : 'write';
  }

  /** The approval that a document may pass now, or that there is none in its way; undefined = it may not be written. */
  async mayWrite(document: BatchDocument): Promise<Passes | undefined> {
    const { station } = this.row(document.index);
    if (this.work(document.index) !== 'write' || station === undefined) return undefined;
    const { pause } = stationRow(station);
    if (pause === undefined) return 'none';
    const ready = document.after.every((index) => hasPassed(this.row(index), pause));
    return ready && (await this.#isApproved(document, pause)) ? pause : undefined;
  }

  set(document: BatchDocument, { run, problems }: StepEnd): void {
    this.done += 1;
    const before = run === undefined ? this.row(document.index) : rowOf(document, run);
    const waits = before.state === 'waiting' && problems.every(({ code }) => code.startsWith('gate.approval'));
    const row = problems.length === 0 ? before : waits ? { ...before, problems } : refusedRow(before, problems);
    this.#rows[document.index] = row;
    if (row.state === 'failed' && this.#batch.policy === 'stop') this.#failed ??= row.cut;
  }

  /** Whether nothing more is to be begun. */
  async halted(hands: Hands): Promise<boolean> {
    if (this.#failed === undefined && !this.#ports.signal.aborted) return false;
    if (!this.#withdrawn) {
      this.#withdrawn = true;
      await hands.withdraw();
    }
    return true;
  }

  result(): readonly BatchRow[] {
    for (const index of this.#batch.order) {
      const row = failedUnder(this.row(index), this.#batch.policy);
      const because = this.#batch.documents[index]?.after.map((one) => this.row(one)).find(hasFailed);
      const idle = row.state === 'open' || row.state === 'waiting';
      this.#rows[index] =
        because !== undefined && idle
          ? skippedRow(row, because.cut)
          : row.state === 'open' && row.problems.length === 0 && this.#failed !== undefined
            ? { ...row, note: `not begun: ${this.#failed} failed` }
            : row;
    }
    return this.#rows;
  }

  async #isApproved({ planFolder }: BatchDocument, pause: Pause): Promise<boolean> {
    const folder = pause === 'SG_1' ? planFolder : join(planFolder, 'enact');
    return (await this.#ports.files.list(join(folder, FOLDER.approvals))).length > 0;
  }
}
