import type { CountedApproval } from '../../core/approval/check.ts';
import type { CheckName, Verdict } from '../../core/gates/gate.ts';
import { GATES } from '../../core/gates/index.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { type CommitProof, type GateVerdict, RECEIPT_FORMAT, type Receipt } from '../../core/receipt.ts';
import type { Notice } from '../../ports.ts';
import type { OpenedPlan } from '../open-plan.ts';
import type { ApplyRequest } from './request.ts';
import type { Transaction } from './transaction.ts';

/** What a run has done by the time a receipt can be written. */
export interface RunSoFar {
  readonly transaction: Transaction;
  readonly counted: readonly CountedApproval[];
  readonly notices: readonly Notice[];
}

export interface ReceiptInput {
  readonly request: ApplyRequest;
  readonly plan: OpenedPlan;
  readonly verdicts: readonly Verdict[];
  readonly outcome: Outcome;
  readonly so: RunSoFar;
  readonly commit: CommitProof | undefined;
  readonly problems: readonly Problem[];
  readonly started: Date;
  readonly finished: Date;
}

export function receiptOf(input: ReceiptInput): Receipt {
  const { request, plan, so, commit } = input;
  const { header, end } = plan;
  const applied = input.outcome === 'applied';
  return {
    format: RECEIPT_FORMAT,
    run: request.run,
    outcome: input.outcome,
    plan_sha256: end.sha256,
    kind: header.kind,
    prefix: header.cut.prefix,
    target: { database: header.target.database, system_identifier: header.target.system_identifier },
    timeline: so.transaction.timeline,
    principal: header.target.principal,
    gates: gateVerdicts(input.verdicts),
    approvals: so.counted.map(({ approver, key, sha256 }) => ({ approver, fingerprint: key, sha256 })),
    statements: { planned: end.statements, answered: so.transaction.answered },
    rows: {
      inserted: applied ? countsOf(so, 'inserted') : {},
      updated: applied ? countsOf(so, 'updated') : {},
    },
    notices: so.notices.map(({ severity, sqlstate, message }) => ({ severity, sqlstate, message })),
    ...(commit === undefined ? {} : { commit }),
    problems: input.problems.map(({ code, message, place }) => ({
      code,
      message,
      ...(place?.address === undefined ? {} : { address: place.address }),
      ...(place?.statement === undefined ? {} : { statement: place.statement }),
    })),
    started_at: input.started.toISOString(),
    finished_at: input.finished.toISOString(),
    tool: request.tool,
  };
}

/** Every check of every gate that applies, also those that were never reached. */
function gateVerdicts(verdicts: readonly Verdict[]): readonly GateVerdict[] {
  const checks: readonly (readonly [CheckName, 'offline' | 'online' | 'beforeCommit'])[] = [
    ['offline', 'offline'],
    ['online', 'online'],
    ['before_commit', 'beforeCommit'],
  ];
  // A gate that need not apply has its first check offline, which every run that has a receipt has passed.
  const applying = GATES.filter(
    ({ id, applies }) => applies === undefined || verdicts.some((verdict) => verdict.gate === id),
  );
  return checks.flatMap(([check, key]) =>
    applying
      .filter((gate) => gate[key] !== undefined)
      .map((gate): GateVerdict => {
        const found = verdicts.find((verdict) => verdict.gate === gate.id && verdict.check === check);
        return {
          gate: gate.id,
          check,
          verdict: found === undefined ? 'not_reached' : found.problems.length === 0 ? 'passed' : 'refused',
        };
      }),
  );
}

const countsOf = ({ transaction }: RunSoFar, verb: 'inserted' | 'updated'): Record<string, number> =>
  Object.fromEntries(
    Object.entries(transaction.written)
      .filter(([, counts]) => counts[verb] > 0)
      .map(([table, counts]) => [table, counts[verb]]),
  );
