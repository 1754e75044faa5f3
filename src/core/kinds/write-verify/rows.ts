/** The statements of a verification: the result, the step of the request where it moves, and (apart) the signature. */
import { moveStatement } from '../../ledger/backlog.ts';
import { LANE_FORMAT } from '../../ledger/lane-statement.ts';
import type { Statement } from '../../plan/plan.ts';
import { AXES } from './findings.ts';
import { inserts } from './inserts.ts';
import type { VerifyRows } from './prepare.ts';

type Units = Generator<readonly Statement[], void, undefined>;

export function* verifyUnits({ request, shared, findings, changeSet, unitsFound, step }: VerifyRows): Units {
  const { prefix } = request.cut;
  const { verdict } = findings;
  const passed = verdict === 'pass';
  const state = passed ? 'verified_complete' : 'verify_failed_escalated';
  const executor = changeSet.executor_tool_revision ?? '';
  const failures = findings.facts.filter(({ ok }) => !ok).map(({ id, expected, found }) => ({ id, expected, found }));
  yield [
    inserts.result.statement('result', prefix, {
      executor_tool_revision: executor,
      tool_revision_match: String(executor === shared.tool_revision),
      ...Object.fromEntries(AXES.map((axis) => [`axis_${axis}_status`, findings.axes[axis]])),
      verdict,
      state,
      canonicalization_rule_used: LANE_FORMAT,
      units_expected: String(request.pins.candidate_count),
      units_found: unitsFound,
      findings: JSON.stringify(failures),
      // Whoever answers for a failure finds the request by its id.
      escalation_ref: passed ? null : (shared.entry_id ?? null),
    }),
  ];
  if (step === undefined) return;
  yield [moveStatement('move', prefix, step.from, 'verify_in_progress')];
  yield [moveStatement('move', prefix, 'verify_in_progress', state)];
  yield [
    inserts.history.statement('history', prefix, {
      history_id: shared.history_id ?? null,
      entry_version_before: String(step.version),
      entry_version_after: String(step.version + 1),
      change_kind: passed ? 'verify:pass' : 'verify:fail',
      change_diff: JSON.stringify({ from: step.from, to: state }),
      rationale: passed ? null : `Not as expected: ${failures.map(({ id }) => id).join(', ')}.`,
    }),
  ];
}
