/** Whether a cut can be verified into the ledger, and with which values. */
import { columnProblems } from '../../ledger/columns.ts';
import { changeSetId, entryId, historyId, signatureId, verifyResultId } from '../../ledger/ids.ts';
import type { LedgerName } from '../../ledger/tables.ts';
import type { PlanRequest, RequestSigner } from '../../plan/request.ts';
import { answerOf, type SurveyRow } from '../../plan/survey.ts';
import { bad, type Checked, good, type Problem } from '../../problem.ts';
import type { RequestSources } from '../request.ts';
import { type Findings, findingsOf } from './findings.ts';

export interface VerifyRows {
  readonly request: PlanRequest;
  readonly signer: RequestSigner;
  readonly shared: Readonly<Record<string, string>>;
  readonly findings: Findings;
  /** The id of the verify result. */
  readonly result: string;
  readonly changeSet: SurveyRow;
  readonly unitsFound: string;
  /** The request's entry, where its status moves: for a failure, for whoever failed before, and for what is tracked. */
  readonly step?: { readonly from: string; readonly version: number };
}

/** The states from which a request takes a verdict (schemas/sql/61-ledger-guards.sql). */
const TAKES_VERDICT: readonly string[] = ['cut_applied', 'verify_failed_escalated'];

/** Codes: `plan.catalogue`, `plan.live`, `plan.recorded`, `plan.lane`, `plan.backlog`. */
export function prepared({ request, survey }: RequestSources, tables: readonly LedgerName[]): Checked<VerifyRows> {
  const { parent, signer, cut } = request;
  const [changeSet] = answerOf(survey, 'change_set');
  const [entry] = answerOf(survey, 'entry');
  const [structure] = answerOf(survey, 'structure');
  const results = answerOf(survey, 'results');
  const passed = results.find(({ verdict }) => verdict === 'pass');
  const problems: Problem[] = [
    ...columnProblems(survey.catalogue, tables),
    ...(changeSet === undefined ? [unrecorded(cut.prefix)] : []),
    ...(changeSet !== undefined && changeSet.executor_signature_id === null ? [unsigned(cut.prefix)] : []),
    ...(passed === undefined ? [] : [already(cut.prefix, passed.verify_result_id ?? '')]),
    ...(signer === undefined ? [noSigner] : []),
  ];
  if (problems.length > 0 || changeSet === undefined || signer === undefined) return bad(...problems);
  const findings = findingsOf(request, survey);
  const result = verifyResultId(changeSetId(parent.sha256), results.length + 1);
  const status = entry?.status ?? 'not in the ledger';
  // A cut that was recorded afterwards needs no step where all is well: its record is the whole history.
  const moves = findings.verdict === 'fail' || status === 'verify_failed_escalated' || entry?.tracked === 'true';
  if (moves && !TAKES_VERDICT.includes(status)) return bad(ended(cut.prefix, status));
  const version = Number(entry?.version);
  return good({
    request,
    signer,
    findings,
    result,
    changeSet,
    unitsFound: structure?.units ?? '0',
    ...(moves ? { step: { from: status, version } } : {}),
    shared: {
      actor: `cutter_verify/DOT-992/${cut.name}-verify`,
      entry_id: entryId(parent.ledger ?? parent.sha256),
      history_id: historyId(entryId(parent.ledger ?? parent.sha256), version + 1),
      change_set_id: changeSetId(parent.sha256),
      verify_result_id: result,
      executor_signature_id: changeSet.executor_signature_id ?? '',
      verifier_signature_id: signatureId(result),
      tool_revision: signer.tool_revision,
    },
  });
}

const unrecorded = (prefix: string): Problem => ({
  code: 'plan.live',
  message: `The ledger holds no change set of the cut of ${prefix}.`,
  hint: 'Record the cut first: `cutter record` with its folder.',
});

const unsigned = (prefix: string): Problem => ({
  code: 'plan.lane',
  message: `The change set of the cut of ${prefix} names no signature of the executor.`,
  hint: 'Find out how it came into the ledger.',
});

const already = (prefix: string, result: string): Problem => ({
  code: 'plan.recorded',
  message: `The ledger says already that the cut of ${prefix} was verified: verify result ${result}.`,
  hint: 'Nothing is left to do.',
});

const ended = (prefix: string, status: string): Problem => ({
  code: 'plan.backlog',
  message: `The request of ${prefix} is ${status}, and takes no verdict.`,
  hint: 'What was reverted or given up is not verified: `cutter backlog` says where it stands.',
});

const noSigner: Problem = {
  code: 'plan.lane',
  message: 'There are no keys of the lanes.',
  hint: 'Run `cutter keys init`, and name the keys in cutter.yaml.',
};
