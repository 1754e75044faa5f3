/** Makes the plan of every document of a queue, and nothing else: no run, no backup, nothing in the database. */
import { dirname, join } from 'node:path';
import { type BatchRow, openRow, refusedRow } from '../../core/batch/row.ts';
import { sha256 } from '../../core/hash.ts';
import type { Trust } from '../../core/kinds/document.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { Stop } from '../../core/problem.ts';
import type { Databases, Files, FileWriter, Profiles } from '../../ports.ts';
import { markDocument } from '../mark.ts';
import { openPlan } from '../open-plan.ts';
import { newInputs, writePlan } from '../plan/make.ts';
import { takeSnapshot } from '../plan/snapshot.ts';
import { takenBy } from '../plan/taken.ts';
import type { Progress } from '../progress.ts';
import type { Batch, BatchDocument } from './open.ts';
import { inParallel } from './parallel.ts';

export interface PlanPorts {
  readonly files: Files;
  readonly output: FileWriter;
  readonly profiles: Profiles;
  readonly databases: Databases;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What it keeps of a document is its row: memory does not grow with the documents. */
export async function planBatch(
  batch: Batch,
  most: number,
  trust: Trust,
  run: string,
  ports: PlanPorts,
): Promise<readonly BatchRow[]> {
  const rows = batch.documents.map((document) => openRow(document));
  // Documents have progress of their own, of which the batch says nothing.
  const quiet = { ...ports, progress: undefined };
  let failed: string | undefined;
  let done = 0;
  ports.progress.step('planning');
  await inParallel(batch.documents, most, async (document) => {
    const { index } = document;
    if (failed !== undefined || ports.signal.aborted) {
      if (failed !== undefined) rows[index] = openRow(document, `not begun: ${failed} failed`);
      return;
    }
    try {
      rows[index] = await planOne(document, trust, run, quiet);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      rows[index] = refusedRow(openRow(document), error.problems);
      if (batch.policy === 'stop') failed = document.cut;
    }
    done += 1;
    ports.progress.count(done, batch.documents.length);
  });
  return rows;
}

type Quiet = Omit<PlanPorts, 'progress'> & { readonly progress: undefined };

async function planOne(document: BatchDocument, trust: Trust, run: string, ports: Quiet): Promise<BatchRow> {
  const planFile = join(document.planFolder, FOLDER.plan);
  const marked = await markDocument(document.cutFile, ports);
  const region = sha256(marked.region);
  const there = await planned(document, planFile, { region, cut: sha256(marked.cutBytes) }, trust, ports);
  if (there !== undefined) return there;
  const taken = await takenBy(planFile, marked, ports.files);
  if (taken.length > 0) throw new Stop(taken);
  const snapshot = await takeSnapshot(ports.databases, marked.cut, run);
  const made = await writePlan(dirname(planFile), newInputs(marked, snapshot), trust, ports.output);
  return rowOfPlan(document, planFile, made.header.pins.candidate_count, made.sha256);
}

/** A plan that an earlier start has made of the same cut and the same text is left as it is. */
async function planned(
  document: BatchDocument,
  planFile: string,
  now: { readonly region: string; readonly cut: string },
  trust: Trust,
  { files }: Quiet,
): Promise<BatchRow | undefined> {
  if (!(await files.exists(planFile))) return undefined;
  const { header, end } = await openPlan(files, planFile);
  const { pins } = header;
  if (pins.region_sha256 !== now.region || pins.cut_sha256 !== now.cut) return undefined;
  if (pins.policy_sha256 !== trust.policy_sha256 || pins.signers_sha256 !== trust.signers_sha256) return undefined;
  return { ...rowOfPlan(document, planFile, pins.candidate_count, end.sha256), note: 'made before' };
}

const rowOfPlan = (document: BatchDocument, planFile: string, units: number, plan_sha256: string): BatchRow => ({
  ...openRow(document),
  state: 'planned',
  verdict: 'PASS',
  units,
  plan: planFile,
  plan_sha256,
});
