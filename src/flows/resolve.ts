/** Settles a run whose answer to COMMIT was lost, and finishes its receipt. */
import { dirname, join } from 'node:path';
import { LIMITS } from '../core/limits.ts';
import { type Outcome, outcomeOf } from '../core/outcome.ts';
import { FOLDER } from '../core/plan/folder.ts';
import { orStop, type Problem, Stop } from '../core/problem.ts';
import type { Receipt } from '../core/receipt.ts';
import { encodeReceipt, readReceipt } from '../formats/receipt.ts';
import type { Clock, Databases, Files, FileWriter } from '../ports.ts';
import { type Rows, settle } from './apply/settle.ts';
import { openPlan } from './open-plan.ts';

export interface Resolved {
  readonly file: string;
  readonly run: string;
  readonly outcome: Outcome;
  /** What stands of the planned rows. */
  readonly rows: Rows;
  /** Why it could not be found out; empty otherwise. */
  readonly reasons: readonly string[];
}

interface Ports {
  readonly files: Files;
  readonly output: FileWriter;
  readonly databases: Databases;
  readonly clock: Clock;
}

/** Throws Stop for a receipt that is settled already, or that does not belong to the plan beside it. */
export async function resolve(receiptFile: string, ports: Ports): Promise<Resolved> {
  const receipt = orStop(readReceipt(await ports.files.read(receiptFile, LIMITS.receipt), receiptFile));
  const planFile = join(dirname(dirname(receiptFile)), FOLDER.plan);
  const plan = await openPlan(ports.files, planFile);
  const problems = [...notOpen(receipt, receiptFile), ...otherPlan(receipt, plan.end.sha256, receiptFile)];
  if (problems.length > 0) throw new Stop(problems);
  const { rows, reasons } = await settle({
    databases: ports.databases,
    clock: ports.clock,
    application: `cutter/apply/${receipt.run}`,
    kind: plan.kind,
    header: plan.header,
    target: { system_identifier: receipt.target.system_identifier, timeline: receipt.timeline ?? '' },
    planned: plan.end.rows,
  });
  const tag = receipt.commit?.tag ?? null;
  const outcome = outcomeOf({ reached: 'commit', tag, rows });
  if (outcome !== 'in_doubt') {
    const { inserted, updated } = plan.header.expect;
    const settled: Receipt = {
      ...receipt,
      outcome,
      rows: outcome === 'applied' ? { inserted, updated } : { inserted: {}, updated: {} },
      commit: { tag, witness: ports.databases.witness, rows },
      finished_at: ports.clock.now().toISOString(),
    };
    await ports.output.write(receiptFile, [encodeReceipt(settled)]);
  }
  return { file: receiptFile, run: receipt.run, outcome, rows, reasons };
}

/** The receipts of a plan's folder that are still in doubt. */
export async function openReceipts(planFile: string, files: Files): Promise<readonly string[]> {
  const open: string[] = [];
  for (const file of await files.list(join(dirname(planFile), FOLDER.receipts))) {
    const receipt = readReceipt(await files.read(file, LIMITS.receipt), file);
    if (receipt.ok && receipt.value.outcome === 'in_doubt') open.push(file);
  }
  return open;
}

const notOpen = ({ outcome, run }: Receipt, file: string): Problem[] =>
  outcome === 'in_doubt'
    ? []
    : [
        {
          code: 'input.usage',
          message: `The run ${run} is not in doubt: its outcome is ${outcome}.`,
          place: { file },
          hint: 'Run `cutter verify` to see what is in the database.',
        },
      ];

const otherPlan = (receipt: Receipt, sha256: string, file: string): Problem[] =>
  receipt.plan_sha256 === sha256
    ? []
    : [
        {
          code: 'gate.pins',
          message: 'The plan beside this receipt is not the one that was applied.',
          place: { file },
          hint: 'Restore the plan as it was approved, then resolve again.',
          detail: [`receipt: plan ${receipt.plan_sha256}`, `here:    plan ${sha256}`],
        },
      ];
