/**
 * The cut of a tracked request: what was reviewed is written, and the ledger says so, in one transaction (3 + N rows of
 * the ledger, beside the three statements a unit of leg A). Where the cut was made before, the ledger alone is written.
 */

import { moveTemplate } from '../../ledger/backlog.ts';
import { changeSetId } from '../../ledger/ids.ts';
import { laneStatementText } from '../../ledger/lane-statement.ts';
import {
  insertedCounts,
  insertedKey,
  insertedText,
  insertTemplates,
  liveRows,
  liveRowsSql,
  standingAlone,
} from '../../ledger/rows.ts';
import { CHAIN, type LedgerName, qualified } from '../../ledger/tables.ts';
import type { Statement } from '../../plan/plan.ts';
import { RowCollector, type RowsDigest } from '../../plan/rows.ts';
import { answerOf } from '../../plan/survey.ts';
import { bad, good } from '../../problem.ts';
import { eachOf } from '../../sql/survey.ts';
import { contentAndLedger } from '../content.ts';
import { cutDirect } from '../cut-direct/index.ts';
import { FACTS } from '../facts.ts';
import type { RequestKind } from '../kind.ts';
import { inserts as recordInserts } from '../record/inserts.ts';
import type { RequestSources } from '../request.ts';
import { requestPlan } from '../request-plan.ts';
import { type CutRows, ledgerUnits, preparedCut, signatureUnit } from './cut-rows.ts';
import { cutSurvey } from './cut-survey.ts';
import { REGISTRY_TABLES } from './registered.ts';
import { REQUESTED } from './step.ts';

const { history, change_set, affected, signature } = recordInserts;
const inserts = { history, change_set, affected, signature };
const ledgerTemplates = { ...insertTemplates(inserts), move: moveTemplate };

const TABLES: readonly LedgerName[] = [
  'decision_backlog_entry',
  'decision_backlog_history',
  'decision_backlog_dependency',
  'decision_backlog_sweep_log',
  'manifest_envelope',
  'manifest_unit_block',
  'review_decision',
  'cut_change_set',
  'cut_change_set_affected_row',
  'dot_pair_signature',
];

const LEDGER_ROWS = liveRowsSql(inserts, {
  history: 'history_id = $1::uuid',
  change_set: 'change_set_id = $2::uuid',
  affected: 'change_set_id = $2::uuid',
  signature: 'cross_reference_change_set_id = $2::uuid',
});

export const trackedCut: RequestKind = {
  ...FACTS.tracked_cut,
  parents: REQUESTED,
  parentApplied: false,
  carries: true,
  templates: { ...cutDirect.templates, ...ledgerTemplates },
  units: { ...cutDirect.units, ...standingAlone(Object.keys(ledgerTemplates)) },
  files: ['request', 'snapshot'],
  tables: [...TABLES.map(qualified), CHAIN, ...REGISTRY_TABLES, ...cutDirect.tables],
  ledger: TABLES,
  lockKey: ({ cut }) => cut.prefix,
  live(header) {
    const { history_id = '', change_set_id = '', leg_a } = header.shared;
    const parameters = [history_id, change_set_id];
    return leg_a === 'here'
      ? contentAndLedger({ sql: eachOf(LEDGER_ROWS), parameters }, cutDirect.live(header).rows)
      : liveRows(LEDGER_ROWS, parameters);
  },
  rowText(shared) {
    const content = cutDirect.rowText(shared);
    const said = insertedText(inserts)(shared);
    return (unit) => (isContent(unit) ? content(unit) : said(unit));
  },
  rowKey(shared) {
    const said = insertedKey(inserts)(shared);
    return (unit) => (isContent(unit) ? (unit[0]?.[1] ?? '') : said(unit));
  },
  survey: cutSurvey,
  plan(sources) {
    const ready = preparedCut(sources, TABLES, inserts);
    if (!ready.ok) return ready;
    const rows = ready.value;
    const signed = signatureUnit(sources.request, statementText(sources, rows));
    if (!signed.ok) return signed;
    const here = rows.shared.leg_a === 'here';
    const said = [...ledgerUnits(sources.request, rows), signed.value];
    const n = rows.units.length;
    const content = cutDirect.expected(n);
    function* units(): Generator<readonly Statement[]> {
      if (here) for (const { statements } of rows.units) yield statements;
      yield* said;
    }
    return good(
      requestPlan(trackedCut, sources, {
        changes: { create: here ? n : 0, same: here ? 0 : n, changed: 0, gone: 0 },
        shared: rows.shared,
        inserted: { ...(here ? content.inserted : {}), ...insertedCounts(inserts, said) },
        updated: { ...(here ? content.updated : {}), [qualified('decision_backlog_entry')]: 2 },
        units,
      }),
    );
  },
  signed(sources) {
    const ready = preparedCut(sources, TABLES, inserts);
    return ready.ok ? good(statementText(sources, ready.value)) : bad(...ready.problems);
  },
};

const isContent = ([statement]: readonly Statement[]): boolean =>
  statement !== undefined && Object.hasOwn(cutDirect.templates, statement[0]);

/** What the executor signs: the change set, and every row beside it, those of the review included. */
const statementText = (sources: RequestSources, rows: CutRows): string =>
  laneStatementText({
    lane: 'DOT-991',
    subject: changeSetId(sources.request.parent.sha256),
    plan_sha256: sources.request.parent.sha256,
    target: sources.request.target,
    tool_revision: rows.shared.tool_revision ?? '',
    rows: signedRows(sources, rows),
  });

function signedRows({ request, survey }: RequestSources, rows: CutRows): RowsDigest {
  const collector = new RowCollector();
  for (const { key, text } of answerOf(survey, 'standing')) collector.add(key ?? '', text ?? '');
  const keyOf = insertedKey(inserts)(rows.shared);
  const textOf = insertedText(inserts)(rows.shared);
  for (const unit of ledgerUnits(request, rows)) {
    const text = textOf(unit);
    if (text !== undefined) collector.add(keyOf(unit), text);
  }
  return collector.result();
}
