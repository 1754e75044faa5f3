import { signatureId } from '../../ledger/ids.ts';
import { laneStatementText } from '../../ledger/lane-statement.ts';
import {
  insertedCounts,
  insertedKey,
  insertedRows,
  insertedText,
  liveRows,
  liveRowsSql,
  standingAlone,
} from '../../ledger/rows.ts';
import { signatureRow } from '../../ledger/signature.ts';
import { CHAIN, LEDGER, type LedgerName, qualified } from '../../ledger/tables.ts';
import { good } from '../../problem.ts';
import { cutNames } from '../cuts.ts';
import { FACTS } from '../facts.ts';
import type { RequestKind } from '../kind.ts';
import { requestPlan } from '../request-plan.ts';
import { CONDITIONS, inserts, templates } from './inserts.ts';
import { prepared, type VerifyRows } from './prepare.ts';
import { verifyUnits } from './rows.ts';
import { verifySurvey } from './survey.ts';

const LEDGER_TABLES = (Object.keys(LEDGER) as LedgerName[]).filter(
  (table) => table !== 'canonical_address_alias' && table !== 'decision_backlog_dependency',
);
const ROWS = liveRowsSql(inserts, CONDITIONS);

/** The verifier's own finding about a recorded cut, signed by its lane: 2 rows of the ledger. */
export const writeVerify: RequestKind = {
  ...FACTS.write_verify,
  parents: cutNames,
  parentApplied: true,
  templates,
  units: standingAlone(Object.keys(templates)),
  files: ['request', 'snapshot'],
  tables: [...LEDGER_TABLES.map(qualified), CHAIN, 'public.information_unit', 'public.unit_version'],
  ledger: LEDGER_TABLES,
  lockKey: ({ cut }) => cut.prefix,
  live: ({ shared }) => liveRows(ROWS, [shared.verify_result_id ?? '', shared.history_id ?? '']),
  rowText: insertedText(inserts),
  rowKey: insertedKey(inserts),
  survey: verifySurvey,
  plan(sources) {
    const ready = prepared(sources, LEDGER_TABLES);
    if (!ready.ok) return ready;
    const rows = ready.value;
    const { request, signer, shared, findings, result, step } = rows;
    const wanted = {
      lane: 'DOT-992',
      key: signer.keys['DOT-992'],
      subject: result,
      payload: signedText(rows),
    } as const;
    const row = signatureRow(signatureId(result), wanted, signer, request.signature);
    if (!row.ok) return row;
    const last = [inserts.signature.statement('signature', request.cut.prefix, row.value)];
    function* units() {
      yield* verifyUnits(rows);
      yield last;
    }
    return good(
      requestPlan(writeVerify, sources, {
        changes: { create: 0, same: request.units.length, changed: 0, gone: 0 },
        shared: { ...shared, verdict: findings.verdict },
        inserted: insertedCounts(inserts, units()),
        updated: step === undefined ? {} : { [qualified('decision_backlog_entry')]: 2 },
        units,
      }),
    );
  },
  signed(sources) {
    const ready = prepared(sources, LEDGER_TABLES);
    return ready.ok ? good(signedText(ready.value)) : ready;
  },
  again: ({ shared }) => shared.verdict !== 'pass',
};

/** What the verifier signs: its result, with the verdict. */
const signedText = (rows: VerifyRows): string =>
  laneStatementText({
    lane: 'DOT-992',
    subject: rows.result,
    plan_sha256: rows.request.parent.sha256,
    target: rows.request.target,
    tool_revision: rows.signer.tool_revision,
    rows: insertedRows(inserts, rows.shared, verifyUnits(rows)),
    verdict: rows.findings.verdict,
  });
